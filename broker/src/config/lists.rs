//! Lists whose items have several variables, as the reference writes them: `WEBHOOK_CERTIFICATES__0__PATH`.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::environment::Variable;
use super::setting::Setting;
use super::table::TABLE;
use super::value::Kind;

/// A list that was gathered from several variables.
#[derive(Debug)]
pub(super) struct List<'a> {
    /// The setting that it is for.
    pub(super) setting: &'static Setting,
    /// The first of its variables.
    pub(super) variable: &'a str,
    items: BTreeMap<u32, Map<String, Json>>,
}

impl List<'_> {
    /// The list as a file would have it.
    pub(super) fn items(&self) -> Json {
        self.items.values().cloned().map(Json::Object).collect()
    }
}

/// Puts variables together that are parts of lists; the others come back as they were.
pub(super) fn gathered(variables: Vec<Variable<'_>>) -> (Vec<List<'_>>, Vec<Variable<'_>>) {
    let mut lists: Vec<List<'_>> = Vec::new();
    let mut others = Vec::new();
    for variable in variables {
        let Some((setting, index, key, value)) = part(&variable) else {
            others.push(variable);
            continue;
        };
        let at = lists
            .iter()
            .position(|list| list.setting == setting)
            .unwrap_or(lists.len());
        if at == lists.len() {
            lists.push(List {
                setting,
                variable: variable.name,
                items: BTreeMap::new(),
            });
        }
        lists[at].items.entry(index).or_default().insert(key, value);
    }
    (lists, others)
}

/// Which setting, which item of it, which key of that, and its value.
fn part(variable: &Variable<'_>) -> Option<(&'static Setting, u32, String, Json)> {
    let (name, place) = variable.setting.split_once("__")?;
    let (index, key) = place.split_once("__")?;
    let setting = TABLE
        .iter()
        .find(|setting| setting.name == name && setting.kind == Kind::List)?;
    Some((
        setting,
        index.parse().ok()?,
        key.to_owned(),
        Json::from(variable.value?),
    ))
}
