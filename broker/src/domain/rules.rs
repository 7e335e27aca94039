//! Rules that an operator may switch (`reference config.md`, "Domain").

/// How the broker treats what it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// May the content of a published contract change under the same consumer version?
    pub allow_contract_modification: bool,
    /// Are publications refused whose names look like misspelt existing ones?
    pub check_potential_duplicates: bool,
    /// Does the first tag of a version without a branch become its branch, if it comes within these seconds?
    pub first_tag_as_branch_within_seconds: Option<i64>,
    /// The branch names that make a main branch of the first branch or tag; empty: never.
    pub main_branch_candidates: Vec<String>,
    /// Does a tag with the name of an environment record a deployment?
    pub deploy_on_tag: bool,
    /// Do webhooks that tell the deployed version of the provider fire once for each?
    pub expand_deployed_versions: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            allow_contract_modification: false,
            check_potential_duplicates: true,
            first_tag_as_branch_within_seconds: Some(10),
            main_branch_candidates: ["develop", "main", "master"].map(str::to_owned).to_vec(),
            deploy_on_tag: true,
            expand_deployed_versions: false,
        }
    }
}
