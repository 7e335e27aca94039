//! Adds the broker's members to a kept contract without writing it anew.

/// A kept object with further members at its end; `members_json` is their text without the braces
/// (`"createdAt":"…","_links":{…}`).
///
/// Content that is not an object has no place for members and is returned as it is.
pub fn splice_links(stored: &[u8], members_json: &str) -> Vec<u8> {
    let object = stored.trim_ascii();
    let Some(inside) = object.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}")) else {
        return stored.to_vec();
    };
    if members_json.is_empty() {
        return stored.to_vec();
    }
    let mut spliced = Vec::with_capacity(stored.len() + members_json.len() + 1);
    spliced.push(b'{');
    spliced.extend_from_slice(inside);
    if !inside.trim_ascii().is_empty() {
        spliced.push(b',');
    }
    spliced.extend_from_slice(members_json.as_bytes());
    spliced.push(b'}');
    spliced
}

#[cfg(test)]
mod tests {
    use super::splice_links;

    #[test]
    fn members_stand_at_the_end_of_an_object() {
        assert_eq!(
            splice_links(br#"{"a":1.50}"#, r#""_links":{}"#),
            br#"{"a":1.50,"_links":{}}"#
        );
        assert_eq!(splice_links(b"{}", r#""_links":{}"#), br#"{"_links":{}}"#);
        assert_eq!(splice_links(br#"{"a":1}"#, ""), br#"{"a":1}"#);
    }

    #[test]
    fn other_content_has_no_place_for_members() {
        for other in ["[{}]", "\"{}\"", "5", "null"] {
            assert_eq!(splice_links(other.as_bytes(), r#""_links":{}"#), other.as_bytes());
        }
    }
}
