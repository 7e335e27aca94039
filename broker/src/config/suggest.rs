//! Did you mean …?

use super::TABLE;

/// Letters that may be wrong, as a share of the name.
const CLOSE: f64 = 0.75;

/// The setting whose name is nearest to one that is none, if it is near enough to be what was meant.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(name, known);
    let names = TABLE.iter().map(|setting| setting.name);
    let nearest = names.max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(nearest) >= CLOSE).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_misspelt_name_finds_the_right_one() {
        for (written, right) in [
            ("databse_url", Some("database_url")),
            ("prot", Some("port")),
            ("base_ulr", Some("base_url")),
            ("log_fromat", Some("log_format")),
            ("basic_auth_user_name", Some("basic_auth_username")),
            ("token", None),
            ("username", None),
        ] {
            assert_eq!(meant(written), right, "{written}");
        }
    }
}
