//! What differs inside of two values, field by field.

use std::collections::BTreeSet;

use super::super::json::{Json, Members};

/// A field that differs.
#[derive(Debug, PartialEq)]
pub struct FieldChange<'a> {
    /// Where it is, as a JSON pointer (RFC 6901).
    pub path: String,
    /// What it was, unless it was not there.
    pub before: Option<&'a Json>,
    /// What it is, unless it is gone.
    pub after: Option<&'a Json>,
}

/// The fields that differ, in the order of their names; elements of lists are compared place by place.
pub(super) fn between<'a>(before: &'a Json, after: &'a Json) -> Vec<FieldChange<'a>> {
    let mut found = Walk::default();
    found.values(Some(before), Some(after));
    found.changes
}

/// As [`between`], without those members of the documents that are compared in another way.
pub(super) fn of_documents<'a>(
    before: &'a Json,
    after: &'a Json,
    otherwise: impl Fn(&str, &Json) -> bool,
) -> Vec<FieldChange<'a>> {
    let (Json::Object(earlier), Json::Object(later)) = (before, after) else {
        return between(before, after);
    };
    let member = |members: &'a Members, key: &str| members.get(key).filter(|value| !otherwise(key, value));
    let mut found = Walk::default();
    for key in keys(earlier, later) {
        found.step(key, member(earlier, key), member(later, key));
    }
    found.changes
}

#[derive(Default)]
struct Walk<'a> {
    path: String,
    changes: Vec<FieldChange<'a>>,
}

impl<'a> Walk<'a> {
    fn step(&mut self, name: &str, before: Option<&'a Json>, after: Option<&'a Json>) {
        let above = self.path.len();
        self.path.push('/');
        self.path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        self.values(before, after);
        self.path.truncate(above);
    }

    fn values(&mut self, before: Option<&'a Json>, after: Option<&'a Json>) {
        match (before, after) {
            (Some(Json::Object(before)), Some(Json::Object(after))) => {
                for key in keys(before, after) {
                    self.step(key, before.get(key), after.get(key));
                }
            }
            (Some(Json::Array(before)), Some(Json::Array(after))) => {
                for place in 0..before.len().max(after.len()) {
                    self.step(&place.to_string(), before.get(place), after.get(place));
                }
            }
            _ if before == after => {}
            _ => self.changes.push(FieldChange {
                path: self.path.clone(),
                before,
                after,
            }),
        }
    }
}

fn keys<'a>(before: &'a Members, after: &'a Members) -> BTreeSet<&'a str> {
    before.keys().chain(after.keys()).map(String::as_str).collect()
}
