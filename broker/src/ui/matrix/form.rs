//! The form of the matrix: the selectors of the API's own query.

use crate::domain::matrix::Selector;
use crate::http::nested_query::Nested;

/// A selector as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    pub(super) pacticipant: String,
    pub(super) version: String,
    pub(super) branch: String,
    pub(super) tag: String,
    pub(super) environment: String,
    pub(super) latest: bool,
    pub(super) main_branch: bool,
}

/// The selectors of a query that name a pacticipant; a form sends those that were not filled in, too.
pub(super) fn chosen(query: &Nested) -> Vec<Chosen> {
    let read = |one: &Nested| {
        let text = |key: &str| one.text(key).unwrap_or_default().trim().to_owned();
        Chosen {
            pacticipant: text("pacticipant"),
            version: text("version"),
            branch: text("branch"),
            tag: text("tag"),
            environment: text("environment"),
            latest: one.is_true("latest"),
            main_branch: one.is_true("mainBranch"),
        }
    };
    let all = query.list("q").iter().map(read);
    all.filter(|one| !one.pacticipant.is_empty()).collect()
}

impl Chosen {
    /// Any version.
    pub(super) fn any(pacticipant: String) -> Self {
        Self {
            pacticipant,
            ..Self::default()
        }
    }

    /// What is asked for; a version leaves nothing else to choose.
    pub(super) fn selector(&self) -> Selector {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let version = given(&self.version);
        Selector {
            pacticipant: self.pacticipant.clone(),
            latest: self.latest && version.is_none(),
            version,
            tag: given(&self.tag),
            branch: given(&self.branch),
            main_branch: self.main_branch,
            environment: given(&self.environment),
        }
    }
}
