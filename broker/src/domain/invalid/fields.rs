//! Reads the fields of a JSON object, collecting every mistake instead of stopping at the first.

use super::{
    CANNOT_BE_BLANK, CANNOT_CONTAIN_MULTIPLE_LINES, CANNOT_CONTAIN_NUL, Invalid, MISSING, MUST_BE_A_HASH,
    MUST_BE_A_STRING, MUST_BE_AN_ARRAY, MUST_BE_BOOLEAN, MUST_BE_FILLED,
};
use crate::domain::names::{Name, NameKind};
use serde_json::{Map, Value};

/// How many wrong elements of one list are told: enough to see the pattern, not enough to fill a log.
const MAX_WRONG_ITEMS: usize = 100;

/// Reader over the fields of one JSON object.
///
/// Every getter either returns what was asked for or returns `None`; the `required_` ones and those that find a wrong
/// type have then filed the reason. [`Fields::finish`] gives the command or everything that was found wrong.
#[derive(Debug)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    invalid: Invalid,
}

impl<'a> Fields<'a> {
    /// Opens an object; anything else is refused as a whole.
    pub fn of(value: &'a Value) -> Result<Self, Invalid> {
        match value {
            Value::Object(object) => Ok(Self {
                object,
                invalid: Invalid::default(),
            }),
            _ => Err(Invalid::single("", MUST_BE_A_HASH)),
        }
    }

    /// Files a message found by a rule that spans fields.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.invalid.add(field, message);
    }

    /// The raw value of a field that is present, `null` included.
    pub fn raw(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field)
    }

    /// The raw value of a field that is present and not `null`.
    pub fn filled(&self, field: &str) -> Option<&'a Value> {
        self.raw(field).filter(|value| !value.is_null())
    }

    /// A text that must be there and hold more than white space.
    pub fn required_string(&mut self, field: &str) -> Option<&'a str> {
        let reason = match self.raw(field) {
            None => MISSING,
            Some(Value::String(text)) if text.is_empty() => MUST_BE_FILLED,
            Some(Value::String(text)) if text.trim().is_empty() => CANNOT_BE_BLANK,
            Some(Value::String(text)) if text.contains('\0') => CANNOT_CONTAIN_NUL,
            Some(Value::String(text)) => return Some(text),
            Some(Value::Null) => MUST_BE_FILLED,
            Some(_) => MUST_BE_A_STRING,
        };
        self.add(field, reason);
        None
    }

    /// A text that may be absent or `null`; an empty one is returned as it is.
    pub fn optional_string(&mut self, field: &str) -> Option<&'a str> {
        let reason = match self.filled(field)? {
            Value::String(text) if text.contains('\0') => CANNOT_CONTAIN_NUL,
            Value::String(text) => return Some(text),
            _ => MUST_BE_A_STRING,
        };
        self.add(field, reason);
        None
    }

    /// A text of one line that may be absent or `null`; an empty one is returned as it is.
    pub fn optional_line(&mut self, field: &str) -> Option<&'a str> {
        let text = self.optional_string(field)?;
        if text.contains(['\n', '\r']) {
            self.add(field, CANNOT_CONTAIN_MULTIPLE_LINES);
            return None;
        }
        Some(text)
    }

    /// A name that must be there and be valid.
    pub fn required_name<K: NameKind>(&mut self, field: &str) -> Option<Name<K>> {
        let text = self.required_string(field)?;
        self.name(field, text)
    }

    /// A name that may be absent or `null`, but not blank.
    pub fn optional_name<K: NameKind>(&mut self, field: &str) -> Option<Name<K>> {
        let text = self.optional_string(field)?;
        self.name(field, text)
    }

    /// `true` or `false`, which must be there.
    pub fn required_bool(&mut self, field: &str) -> Option<bool> {
        let reason = match self.raw(field) {
            None => MISSING,
            Some(Value::Bool(value)) => return Some(*value),
            Some(Value::Null) => MUST_BE_FILLED,
            Some(_) => MUST_BE_BOOLEAN,
        };
        self.add(field, reason);
        None
    }

    /// `true` or `false`, or absent; `null` is no answer to a yes-or-no question and is refused.
    pub fn optional_bool(&mut self, field: &str) -> Option<bool> {
        self.raw(field)?;
        self.required_bool(field)
    }

    /// One of a few words, which must be there; the message lists them.
    pub fn required_choice(&mut self, field: &str, choices: &[&str]) -> Option<&'a str> {
        let text = self.required_string(field)?;
        self.choice(field, text, choices)
    }

    /// One of a few words, or absent or `null`.
    pub fn optional_choice(&mut self, field: &str, choices: &[&str]) -> Option<&'a str> {
        let text = self.optional_string(field)?;
        self.choice(field, text, choices)
    }

    /// The elements of a list that must be there.
    pub fn required_array(&mut self, field: &str) -> Option<&'a [Value]> {
        let reason = match self.raw(field) {
            None => MISSING,
            Some(Value::Array(elements)) => return Some(elements),
            Some(_) => MUST_BE_AN_ARRAY,
        };
        self.add(field, reason);
        None
    }

    /// The elements of a list that may be absent or `null`.
    pub fn optional_array(&mut self, field: &str) -> Option<&'a [Value]> {
        self.filled(field)?;
        self.required_array(field)
    }

    /// Reads every element of a list; what is wrong with one is filed under the list, with its position.
    ///
    /// After 100 wrong elements the rest is not read, and a message says so.
    pub fn items<T>(
        &mut self,
        list: &str,
        elements: &'a [Value],
        mut read: impl FnMut(&'a Value) -> Result<T, Invalid>,
    ) -> Vec<T> {
        let mut items = Vec::new();
        let mut wrong_items = 0;
        for (index, element) in elements.iter().enumerate() {
            match read(element) {
                Ok(item) => items.push(item),
                Err(_) if wrong_items == MAX_WRONG_ITEMS => {
                    self.add(list, format!("has more mistakes from index {index} on"));
                    break;
                }
                Err(wrong) => {
                    wrong_items += 1;
                    self.invalid.add_item(list, index, &wrong);
                }
            }
        }
        items
    }

    /// Reads the value of a member; what is wrong with it is filed under its path.
    pub fn member<T>(
        &mut self,
        field: &str,
        value: &'a Value,
        read: impl FnOnce(&'a Value) -> Result<T, Invalid>,
    ) -> Option<T> {
        read(value).map_err(|wrong| self.invalid.add_member(field, &wrong)).ok()
    }

    /// The names in a list that may be absent or `null`.
    pub fn optional_names<K: NameKind>(&mut self, list: &str) -> Vec<Name<K>> {
        let elements = self.optional_array(list).unwrap_or_default();
        self.items(list, elements, |element| match element {
            Value::String(text) => Name::parse(text).map_err(|error| Invalid::single("", error.to_string())),
            Value::Null => Err(Invalid::single("", MUST_BE_FILLED)),
            _ => Err(Invalid::single("", MUST_BE_A_STRING)),
        })
    }

    /// The command built from what was read, or everything that was found wrong.
    ///
    /// `build` gives `None` only when a getter returned `None` for something required, which then has filed the reason.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Invalid> {
        match build() {
            Some(command) => self.invalid.into_result(command),
            None => Err(self.invalid),
        }
    }

    fn name<K: NameKind>(&mut self, field: &str, text: &str) -> Option<Name<K>> {
        Name::parse(text)
            .map_err(|error| self.add(field, error.to_string()))
            .ok()
    }

    fn choice(&mut self, field: &str, text: &'a str, choices: &[&str]) -> Option<&'a str> {
        if choices.contains(&text) {
            return Some(text);
        }
        self.add(field, format!("must be one of: {}", choices.join(", ")));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::names::{BranchName, TagName};
    use serde_json::json;

    /// What a getter files about the field `f` of an object.
    fn complaint<T>(object: &Value, get: impl Fn(&mut Fields<'_>, &str) -> T) -> String {
        let mut fields = Fields::of(object).expect("tests pass objects");
        get(&mut fields, "f");
        fields.invalid.to_string()
    }

    #[test]
    fn a_required_text_says_what_is_wrong_with_it() {
        let about = |object: Value| complaint(&object, |fields, f| fields.required_string(f).map(str::to_owned));
        assert_eq!(about(json!({})), "f is missing");
        assert_eq!(about(json!({ "f": null })), "f must be filled");
        assert_eq!(about(json!({ "f": "" })), "f must be filled");
        assert_eq!(about(json!({ "f": " " })), "f cannot be blank");
        assert_eq!(about(json!({ "f": 1 })), "f must be a string");
        assert_eq!(about(json!({ "f": "x" })), "");
    }

    #[test]
    fn an_optional_name_may_be_null_but_not_blank() {
        let about = |object: Value| complaint(&object, |fields, f| fields.optional_name(f).map(|_: BranchName| ()));
        assert_eq!(about(json!({})), "");
        assert_eq!(about(json!({ "f": null })), "");
        assert_eq!(about(json!({ "f": "" })), "f cannot be blank");
        assert_eq!(about(json!({ "f": "a\nb" })), "f cannot contain multiple lines");
    }

    #[test]
    fn a_yes_or_no_question_takes_no_other_answer() {
        let about = |object: Value| complaint(&object, |fields, f| fields.optional_bool(f));
        assert_eq!(about(json!({})), "");
        assert_eq!(about(json!({ "f": false })), "");
        assert_eq!(about(json!({ "f": null })), "f must be filled");
        assert_eq!(about(json!({ "f": "true" })), "f must be boolean");
    }

    #[test]
    fn a_list_files_its_elements_by_position() {
        let about = |object: Value| complaint(&object, |fields, f| fields.optional_names::<_>(f) as Vec<TagName>);
        assert_eq!(about(json!({ "f": null })), "");
        assert_eq!(about(json!({ "f": "x" })), "f must be an array");
        assert_eq!(
            about(json!({ "f": ["ok", "", 1] })),
            "f cannot be blank (at index 1); f must be a string (at index 2)"
        );
    }

    #[test]
    fn a_list_of_nothing_but_mistakes_is_not_told_to_its_end() {
        let list = json!({ "f": vec![1; 100_000] });
        let mut fields = Fields::of(&list).expect("tests pass objects");
        let _: Vec<TagName> = fields.optional_names("f");
        let (_, messages) = fields.invalid.iter().next().expect("is wrong");
        assert_eq!(messages.len(), MAX_WRONG_ITEMS + 1);
        assert_eq!(
            messages.last().map(String::as_str),
            Some("has more mistakes from index 100 on")
        );
    }

    #[test]
    fn a_choice_lists_the_words_it_takes() {
        let about = |object: Value| {
            complaint(&object, |fields, f| {
                fields.optional_choice(f, &["a", "b"]).map(str::to_owned)
            })
        };
        assert_eq!(about(json!({ "f": "a" })), "");
        assert_eq!(about(json!({ "f": "c" })), "f must be one of: a, b");
    }
}
