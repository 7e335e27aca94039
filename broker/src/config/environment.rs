//! The variables of the process, as far as they concern the broker.

use std::collections::BTreeMap;

/// Variables with their values.
pub type Variables = BTreeMap<String, String>;

/// Ours, which wins.
pub(super) const OWN: &str = "ACCORD_";
/// The one that operators of the reference have in their deployments.
pub(super) const FAMILIAR: &str = "PACT_BROKER_";

/// Where the configuration file is, under either prefix.
const FILE: [&str; 2] = ["ACCORD_CONFIG", "PACT_BROKER_CONF"];

/// Behind the name of a setting: the value is the name of the variable that has the value.
const ELSEWHERE: &str = "_ENVIRONMENT_VARIABLE_NAME";

/// A variable that may be a setting.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Variable<'a> {
    /// What the setting would be called.
    pub(super) setting: String,
    /// Its own name.
    pub(super) name: &'a str,
    /// Its value; none when it points to a variable that is not set.
    pub(super) value: Option<&'a str>,
}

/// The variables of this process.
pub fn of_process() -> Variables {
    // A name that is not UTF-8 is none of ours; a value that is not is refused when it is read.
    let readable = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    };
    std::env::vars_os().filter_map(readable).collect()
}

/// The configuration file that a variable names.
pub(super) fn file(variables: &Variables) -> Option<&str> {
    let filled = |name: &&str| variables.get(*name).filter(|path| !path.trim().is_empty());
    FILE.iter().find_map(filled).map(String::as_str)
}

/// The variables with a prefix, in the order of their names; an empty one counts as not set.
pub(super) fn with_prefix<'a>(prefix: &str, variables: &'a Variables) -> Vec<Variable<'a>> {
    let filled = variables.iter().filter(|(_, value)| !value.trim().is_empty());
    filled
        .filter(|(name, value)| !FILE.contains(&name.as_str()) && !is_service_link(name, value))
        .filter_map(|(name, value)| Some((name.strip_prefix(prefix)?, name, value)))
        .map(|(rest, name, value)| match rest.strip_suffix(ELSEWHERE) {
            Some(rest) => Variable {
                setting: rest.to_ascii_lowercase(),
                name,
                value: variables.get(value).map(String::as_str),
            },
            None => Variable {
                setting: rest.to_ascii_lowercase(),
                name,
                value: Some(value),
            },
        })
        .collect()
}

/// Kubernetes tells every container about services in variables that begin with the name of the service: one that is
/// called `accord` or `pact-broker` gives `ACCORD_PORT=tcp://10.0.0.1:80`, `ACCORD_SERVICE_HOST` and the like.
fn is_service_link(name: &str, value: &str) -> bool {
    let is_address = ["tcp://", "udp://", "sctp://"]
        .iter()
        .any(|scheme| value.starts_with(scheme));
    let of_a_port = ["_TCP", "_UDP", "_SCTP"]
        .iter()
        .flat_map(|protocol| ["", "_PROTO", "_PORT", "_ADDR"].map(|part| format!("{protocol}{part}")))
        .any(|end| name.contains("_PORT_") && name.ends_with(&end));
    is_address || of_a_port || name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT")
}

#[cfg(test)]
mod tests {
    use super::{OWN, Variables, with_prefix};

    fn variables(of: &[(&str, &str)]) -> Variables {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        of.iter().map(owned).collect()
    }

    #[test]
    fn what_kubernetes_says_of_services_is_no_setting() {
        let given = variables(&[
            ("ACCORD_PORT", "tcp://10.0.0.1:9292"),
            ("ACCORD_PORT_9292_TCP", "tcp://10.0.0.1:9292"),
            ("ACCORD_PORT_9292_TCP_ADDR", "10.0.0.1"),
            ("ACCORD_BROKER_SERVICE_HOST", "10.0.0.1"),
            ("ACCORD_SERVICE_PORT_HTTP", "9292"),
        ]);
        assert_eq!(with_prefix(OWN, &given), []);
    }

    #[test]
    fn a_variable_may_name_the_one_that_has_the_value() {
        let given = variables(&[("ACCORD_PORT_ENVIRONMENT_VARIABLE_NAME", "PORT"), ("PORT", "5000")]);
        let found = with_prefix(OWN, &given);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].setting.as_str(), found[0].value), ("port", Some("5000")));
    }
}
