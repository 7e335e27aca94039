//! What is wrong with a request, field by field, and the reader that collects it.

mod fields;

pub use fields::Fields;

/// `is missing`: the field is required and absent.
pub const MISSING: &str = "is missing";
/// `must be filled`: the field is there, but null or empty.
pub const MUST_BE_FILLED: &str = "must be filled";
/// `must be a string`: the field has another JSON type.
pub const MUST_BE_A_STRING: &str = "must be a string";
/// `must be boolean`: the field is neither `true` nor `false`.
pub const MUST_BE_BOOLEAN: &str = "must be boolean";
/// `must be a date`: the text is no date or date and time.
pub const MUST_BE_A_DATE: &str = "must be a date";
/// `must be a hash`: an object was expected.
pub const MUST_BE_A_HASH: &str = "must be a hash";
/// `must be an array`: a list was expected.
pub const MUST_BE_AN_ARRAY: &str = "must be an array";
/// `cannot be blank`: the text holds nothing but white space.
pub const CANNOT_BE_BLANK: &str = "cannot be blank";
/// `cannot contain multiple lines`: the text holds a line break.
pub const CANNOT_CONTAIN_MULTIPLE_LINES: &str = "cannot contain multiple lines";
/// `cannot contain NUL`: PostgreSQL keeps none in a text.
pub const CANNOT_CONTAIN_NUL: &str = "cannot contain NUL";
/// `cannot contain spaces`: the text holds white space.
pub const CANNOT_CONTAIN_SPACES: &str = "cannot contain spaces";

/// Everything that is wrong with a request: messages under the field they belong to, in the order they were found.
///
/// The field `""` holds what is wrong with the request as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Invalid {
    fields: Vec<(String, Vec<String>)>,
}

impl Invalid {
    /// One message about one field.
    pub fn single(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut invalid = Self::default();
        invalid.add(field, message);
        invalid
    }

    /// Files a message under a field; a message that the field already has is not repeated.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let (field, message) = (field.into(), message.into());
        match self.fields.iter_mut().find(|(name, _)| *name == field) {
            Some((_, messages)) if messages.contains(&message) => {}
            Some((_, messages)) => messages.push(message),
            None => self.fields.push((field, vec![message])),
        }
    }

    /// Files what is wrong with an element of a list under the name of the list, with the element's 0-based position.
    ///
    /// `providerName: is missing` of the first contract becomes `contracts: providerName is missing (at index 0)`.
    pub fn add_item(&mut self, list: &str, index: usize, item: &Invalid) {
        for (field, messages) in item.iter() {
            let subject = if field.is_empty() {
                String::new()
            } else {
                format!("{field} ")
            };
            for message in messages {
                self.add(list, format!("{subject}{message} (at index {index})"));
            }
        }
    }

    /// Files what is wrong with a member under its path: `method` of `request` as `request.method`.
    pub fn add_member(&mut self, member: &str, wrong: &Invalid) {
        for (field, messages) in wrong.iter() {
            let path = if field.is_empty() {
                member.to_owned()
            } else {
                format!("{member}.{field}")
            };
            for message in messages {
                self.add(path.as_str(), message.as_str());
            }
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The fields in the order they were found wrong, each with its messages.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.fields
            .iter()
            .map(|(field, messages)| (field.as_str(), messages.as_slice()))
    }

    /// The value, if nothing is wrong.
    pub fn into_result<T>(self, value: T) -> Result<T, Invalid> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    fn sentence(&self) -> String {
        let messages = self.iter().flat_map(|(field, messages)| {
            messages
                .iter()
                .map(move |message| format!("{field} {message}").trim_start().to_owned())
        });
        messages.collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stand_under_their_field_in_the_order_they_were_found() {
        let mut invalid = Invalid::default();
        invalid.add("name", MISSING);
        invalid.add("production", MISSING);
        invalid.add("name", CANNOT_CONTAIN_SPACES);
        invalid.add("name", MISSING);

        let found: Vec<_> = invalid
            .iter()
            .map(|(field, messages)| (field, messages.join(",")))
            .collect();
        assert_eq!(
            found,
            [
                ("name", "is missing,cannot contain spaces".to_owned()),
                ("production", "is missing".to_owned())
            ]
        );
        assert_eq!(
            invalid.to_string(),
            "name is missing; name cannot contain spaces; production is missing"
        );
    }

    #[test]
    fn an_element_is_filed_under_its_list_with_its_position() {
        let mut item = Invalid::single("providerName", MISSING);
        item.add("", MUST_BE_A_HASH);
        let mut invalid = Invalid::default();
        invalid.add_item("contracts", 3, &item);

        assert_eq!(
            invalid.iter().collect::<Vec<_>>(),
            [(
                "contracts",
                [
                    "providerName is missing (at index 3)".to_owned(),
                    "must be a hash (at index 3)".to_owned()
                ]
                .as_slice()
            )]
        );
    }

    #[test]
    fn a_value_comes_out_only_when_nothing_is_wrong() {
        assert_eq!(Invalid::default().into_result(1), Ok(1));
        assert_eq!(
            Invalid::single("a", MISSING).into_result(1),
            Err(Invalid::single("a", MISSING))
        );
    }
}
