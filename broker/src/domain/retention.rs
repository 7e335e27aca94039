//! What a clean-up keeps: versions and branches that a selector matches (`semantics.md` section 13).

mod branches;
mod selector;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use branches::{KeepBranches, branches_kept};
pub use selector::KeepVersions;

/// What decides about a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionFacts {
    /// Its id, which is its place in the order of creation.
    pub id: i64,
    /// How many days ago it was created; one that has begun counts.
    pub age_days: i64,
    /// Is it the newest of its pacticipant?
    pub is_latest: bool,
    /// Its branches by name, and whether it is their head.
    pub branches: Vec<(String, bool)>,
    /// Its tags by name, and whether it is the newest with them.
    pub tags: Vec<(String, bool)>,
    /// The environments that it is deployed to now.
    pub deployed: Vec<String>,
    /// The environments that it is released to and supported in now.
    pub released: Vec<String>,
}

/// Whose versions these are.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The pacticipant's name.
    pub name: &'a str,
    /// Its main branch.
    pub main_branch: Option<&'a str>,
}

/// For each version of a pacticipant the first selector that keeps it, by position; none for what may be deleted.
///
/// `latest` narrows what the rest of a selector matches to the newest of it: for every tag or branch that the selector
/// asks for, else of the pacticipant. The head of a branch is kept beside the newest version on it.
pub fn versions_kept(selectors: &[KeepVersions], owner: Owner<'_>, versions: &[VersionFacts]) -> Vec<Option<usize>> {
    let mut kept = vec![None; versions.len()];
    for (position, selector) in selectors.iter().enumerate() {
        for place in matching(selector, owner, versions) {
            kept[place].get_or_insert(position);
        }
    }
    kept
}

/// The places of the versions that a selector keeps.
fn matching(selector: &KeepVersions, owner: Owner<'_>, versions: &[VersionFacts]) -> Vec<usize> {
    let matches = versions
        .iter()
        .enumerate()
        .filter(|(_, version)| selector.matches(owner, version));
    if !selector.latest {
        return matches.map(|(place, _)| place).collect();
    }
    let mut newest: HashMap<&str, usize> = HashMap::new();
    let mut heads = Vec::new();
    for (place, version) in matches {
        for (group, is_head) in selector.groups(version) {
            let known = newest.entry(group).or_insert(place);
            if versions[*known].id < version.id {
                *known = place;
            }
            if is_head {
                heads.push(place);
            }
        }
    }
    newest.into_values().chain(heads).collect()
}
