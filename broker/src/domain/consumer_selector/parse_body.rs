//! The question as a JSON body, with every kind of selector.

use super::{ConsumerVersionSelector, PactsForVerification, SelectorKind};
use crate::domain::invalid::{Fields, Invalid, MUST_BE_A_DATE, MUST_BE_FILLED};
use crate::domain::moment;
use crate::domain::names::{BranchName, EnvironmentName, Name, NameKind, TagName};
use serde_json::Value;

const SELECTORS: &str = "consumerVersionSelectors";
const PROVIDER_BRANCH: &str = "providerVersionBranch";
const PROVIDER_TAGS: &str = "providerVersionTags";
const INCLUDE_PENDING: &str = "includePendingStatus";
const WIP_SINCE: &str = "includeWipPactsSince";

/// Keys that choose by branch, tag or age.
const BY_HISTORY: &[&str] = &[
    "latest",
    "tag",
    "fallbackTag",
    "branch",
    "fallbackBranch",
    "matchingBranch",
    "mainBranch",
];
/// Keys that choose by where versions run.
const BY_ENVIRONMENT: &[&str] = &["environment", "deployed", "released", "deployedOrReleased"];
/// Keys of which those on the left cannot stand beside those on the right, whatever their values.
const EXCLUSIONS: [(&[&str], &[&str]); 6] = [
    (&["mainBranch"], &["tag", "fallbackTag", "branch", "fallbackBranch"]),
    (
        &["matchingBranch"],
        &["mainBranch", "latest", "tag", "fallbackTag", "branch", "fallbackBranch"],
    ),
    (&["tag"], &["branch"]),
    (&["deployed"], &["released", "deployedOrReleased"]),
    (&["released"], &["deployedOrReleased"]),
    (BY_HISTORY, BY_ENVIRONMENT),
];

pub(super) fn question(
    body: &Value,
    environment_exists: &dyn Fn(&str) -> bool,
) -> Result<PactsForVerification, Invalid> {
    let mut fields = Fields::of(body)?;
    let include_pending = fields.optional_bool(INCLUDE_PENDING);
    let wip_since = wip_since(&mut fields);
    let provider_tags = fields.optional_names(PROVIDER_TAGS);
    let remarks_asked = include_pending == Some(true) || wip_since.is_some();
    let provider_branch = provider_branch(&mut fields, remarks_asked && provider_tags.is_empty());

    let context = Context {
        provider_branch: provider_branch.as_ref(),
        environment_exists,
    };
    let elements = fields.optional_array(SELECTORS).unwrap_or_default();
    let selectors = fields
        .items(SELECTORS, elements, |selector| context.selectors(selector))
        .concat();

    fields.finish(|| {
        Some(PactsForVerification {
            selectors,
            provider_branch,
            provider_tags,
            include_pending: include_pending.unwrap_or(PactsForVerification::default().include_pending),
            wip_since,
        })
    })
}

/// An empty branch counts as none, as clients send it when their build does not know the branch; where the answer would
/// depend on it, it is refused.
fn provider_branch(fields: &mut Fields<'_>, needed: bool) -> Option<BranchName> {
    if fields.raw(PROVIDER_BRANCH).and_then(Value::as_str) == Some("") {
        if needed {
            fields.add(PROVIDER_BRANCH, MUST_BE_FILLED);
        }
        return None;
    }
    fields.optional_name(PROVIDER_BRANCH)
}

fn wip_since(fields: &mut Fields<'_>) -> Option<chrono::DateTime<chrono::Utc>> {
    fields.raw(WIP_SINCE)?;
    let text = fields.required_string(WIP_SINCE)?;
    let time = moment::parse(text);
    if time.is_none() {
        fields.add(WIP_SINCE, MUST_BE_A_DATE);
    }
    time
}

/// What a selector may refer to outside itself.
struct Context<'a> {
    provider_branch: Option<&'a BranchName>,
    environment_exists: &'a dyn Fn(&str) -> bool,
}

/// What a selector says, each key checked by itself.
struct Said {
    main_branch: bool,
    matching_branch: bool,
    branch: Option<Branch>,
    fallback_branch: Option<BranchName>,
    tag: Option<TagName>,
    fallback_tag: Option<TagName>,
    latest: Option<bool>,
    deployed: bool,
    released: bool,
    deployed_or_released: bool,
    environment: Option<EnvironmentName>,
}

enum Branch {
    Every,
    Named(BranchName),
}

impl Context<'_> {
    /// One element of the list; it may stand for two selectors.
    fn selectors(&self, element: &Value) -> Result<Vec<ConsumerVersionSelector>, Invalid> {
        let mut fields = Fields::of(element)?;
        let said = self.read(&mut fields);
        let consumer = filled_name(&mut fields, "consumer");
        self.check_combinations(&mut fields, &said);
        let kinds = fields.finish(|| Some(self.kinds(said)))?;
        Ok(kinds
            .into_iter()
            .map(|kind| ConsumerVersionSelector {
                kind,
                consumer: consumer.clone(),
            })
            .collect())
    }

    fn read(&self, fields: &mut Fields<'_>) -> Said {
        Said {
            main_branch: only_true(fields, "mainBranch"),
            matching_branch: only_true(fields, "matchingBranch"),
            branch: branch(fields),
            fallback_branch: filled_name(fields, "fallbackBranch"),
            tag: filled_name(fields, "tag"),
            fallback_tag: filled_name(fields, "fallbackTag"),
            latest: fields.optional_bool("latest"),
            deployed: only_true(fields, "deployed"),
            released: only_true(fields, "released"),
            deployed_or_released: only_true(fields, "deployedOrReleased"),
            environment: self.environment(fields),
        }
    }

    fn environment(&self, fields: &mut Fields<'_>) -> Option<EnvironmentName> {
        fields.raw("environment")?;
        let text = fields.required_string("environment")?;
        if (self.environment_exists)(text) {
            return Some(EnvironmentName::trusted(text.to_owned()));
        }
        fields.add("environment", format!("with name '{text}' does not exist"));
        None
    }

    fn check_combinations(&self, fields: &mut Fields<'_>, said: &Said) {
        check_exclusions(fields);
        let has = |key: &str| fields.raw(key).is_some();
        let wants_latest = said.latest == Some(true);
        let chooses = ["mainBranch", "matchingBranch", "branch", "tag"]
            .iter()
            .chain(BY_ENVIRONMENT)
            .any(|key| has(key));
        let rules = [
            (
                chooses || wants_latest,
                "must specify a value for environment or tag or branch, or mainBranch, matchingBranch, deployed, \
                 released, deployedOrReleased or latest must be true",
            ),
            (
                !said.matching_branch || self.provider_branch.is_some(),
                "matchingBranch can only be used when providerVersionBranch is given",
            ),
            (
                !has("fallbackTag") || (has("tag") && wants_latest),
                "fallbackTag can only be used together with tag and latest: true",
            ),
            (
                !has("fallbackBranch") || has("branch"),
                "fallbackBranch can only be used together with branch",
            ),
            (
                said.latest != Some(false) || !(has("branch") || has("mainBranch")),
                "cannot specify latest: false for a branch, which always stands for its head",
            ),
        ];
        for (_, message) in rules.into_iter().filter(|(kept, _)| !kept) {
            fields.add("", message);
        }
    }

    /// The kinds that a checked selector stands for.
    fn kinds(&self, said: Said) -> Vec<SelectorKind> {
        match said {
            Said { main_branch: true, .. } => vec![SelectorKind::MainBranch],
            Said {
                matching_branch: true, ..
            } => {
                let matching = |branch| SelectorKind::Branch { branch, fallback: None };
                self.provider_branch.cloned().map(matching).into_iter().collect()
            }
            Said {
                branch: Some(Branch::Every),
                ..
            } => vec![SelectorKind::EveryBranch],
            Said {
                branch: Some(Branch::Named(branch)),
                fallback_branch: fallback,
                ..
            } => {
                vec![SelectorKind::Branch { branch, fallback }]
            }
            Said {
                tag: Some(tag),
                latest: Some(true),
                fallback_tag: fallback,
                ..
            } => {
                vec![SelectorKind::LatestTag { tag, fallback }]
            }
            Said { tag: Some(tag), .. } => vec![SelectorKind::Tag { tag }],
            Said {
                deployed: true,
                environment,
                ..
            } => vec![SelectorKind::Deployed { environment }],
            Said {
                released: true,
                environment,
                ..
            } => vec![SelectorKind::Released { environment }],
            Said {
                deployed_or_released,
                environment,
                ..
            } if deployed_or_released || environment.is_some() => {
                vec![
                    SelectorKind::Deployed {
                        environment: environment.clone(),
                    },
                    SelectorKind::Released { environment },
                ]
            }
            Said { .. } => vec![SelectorKind::Latest],
        }
    }
}

fn check_exclusions(fields: &mut Fields<'_>) {
    for (these, those) in EXCLUSIONS {
        let given = |keys: &[&'static str]| {
            keys.iter()
                .copied()
                .filter(|key| fields.raw(key).is_some())
                .collect::<Vec<_>>()
        };
        let (these, those) = (given(these), given(those));
        if !these.is_empty() && !those.is_empty() {
            fields.add(
                "",
                format!("cannot specify {} together with {}", these.join(", "), those.join(", ")),
            );
        }
    }
}

/// A key that may only be `true`; `false` would be a selector that selects nothing.
fn only_true(fields: &mut Fields<'_>, key: &str) -> bool {
    match fields.raw(key) {
        None => false,
        Some(Value::Bool(true)) => true,
        Some(_) => {
            fields.add(key, "must be one of: true");
            false
        }
    }
}

fn branch(fields: &mut Fields<'_>) -> Option<Branch> {
    if fields.raw("branch") == Some(&Value::Bool(true)) {
        return Some(Branch::Every);
    }
    filled_name(fields, "branch").map(Branch::Named)
}

/// A name that may be absent, but not `null` or empty.
fn filled_name<K: NameKind>(fields: &mut Fields<'_>, key: &str) -> Option<Name<K>> {
    fields.raw(key)?;
    fields.required_name(key)
}

#[cfg(test)]
mod tests;
