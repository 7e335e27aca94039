//! Names that probably mean the same application, so that a typing slip does not create a second one.

use super::names::separate_camel_case;

/// Words that say nothing about which application is meant.
const WORDS_WITHOUT_MEANING: [&str; 3] = ["api", "provider", "service"];

/// The existing names whose words are the same as those of a new one, in the given order.
///
/// Words are split at white space, `_`, `-`, `::` and capitals; case, a plural `s` and the words "api", "provider" and
/// "service" do not count. A name that exists exactly as it is has no duplicates: the caller asks only about new names.
pub fn potential_duplicates<'a>(new: &str, existing: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let words = significant_words(new);
    existing.filter(|name| significant_words(name) == words).collect()
}

fn significant_words(name: &str) -> Vec<String> {
    let joined = name.replace(char::is_whitespace, "_").replace("::", "/");
    let words = separate_camel_case(&joined, '_').replace('-', "_").to_lowercase();
    words
        .split('_')
        .filter(|word| !word.is_empty())
        .map(|word| word.strip_suffix('s').unwrap_or(word).to_owned())
        .filter(|word| !WORDS_WITHOUT_MEANING.contains(&word.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::potential_duplicates;

    fn alike(new: &str, existing: &str) -> bool {
        potential_duplicates(new, [existing].into_iter()) == [existing]
    }

    #[test]
    fn spelling_plural_and_empty_words_do_not_count() {
        for (new, existing) in [
            ("Contracts Service", "Contract"),
            ("accounts-api", "account-service"),
            ("Bar Service", "Bar"),
            ("foo-api", "Foo"),
            ("Bars", "Bar"),
            ("FooBar", "foo_bar"),
            ("foo  bar", "foo-bar"),
            ("HTTPServer", "http-server"),
            ("Provider API", "Service"),
        ] {
            assert!(alike(new, existing), "{new} and {existing}");
        }
    }

    #[test]
    fn other_words_make_another_application() {
        for (new, existing) in [
            ("accounts", "accounts-receivable"),
            ("foo bar", "bar foo"),
            ("foobar", "foo-bar"),
            ("Foo::Bar", "Foo-Bar"),
            ("v1", "v2"),
        ] {
            assert!(!alike(new, existing), "{new} and {existing}");
        }
    }

    #[test]
    fn duplicates_keep_the_given_order() {
        let existing = ["zeta", "Foo API", "foo", "foos"];
        assert_eq!(
            potential_duplicates("Foo", existing.into_iter()),
            ["Foo API", "foo", "foos"]
        );
    }
}
