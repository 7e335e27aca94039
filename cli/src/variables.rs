//! The environment variables of a run, as a value.

use std::collections::BTreeMap;

/// Environment variables of this process, or given by a test: those that stand for options, and those that detection
/// reads. Only proxies (`HTTPS_PROXY` and its like) and the git program are those of the process, always.
///
/// ```
/// let variables = accord_cli::Variables::from([("GITHUB_SHA", "4f2c"), ("EMPTY", " ")]);
/// assert_eq!(variables.get("GITHUB_SHA"), Some("4f2c"));
/// assert_eq!(variables.get("EMPTY"), None, "blank is as good as absent");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// The variables of this process; those that are no Unicode are left out.
    pub fn of_process() -> Self {
        let pairs = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)));
        Self(pairs.collect())
    }

    /// The value of a variable without blanks around it, unless it is absent or blank.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.filled(name).map(str::trim)
    }

    /// The value of a variable as it is, unless it is absent or blank: a password may begin with a blank.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.trim().is_empty())
    }

    /// Whether a variable says yes: `true` or `1`.
    pub fn says_yes(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "TRUE" | "1"))
    }

    /// The non-blank variables whose name ends with `suffix`, in the order of their names.
    pub fn ending_with<'a>(&'a self, suffix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .keys()
            .filter(move |name| name.ends_with(suffix))
            .filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Variables {
    fn from(pairs: [(&str, &str); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Variables {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self(pairs.into_iter().map(owned).collect())
    }
}
