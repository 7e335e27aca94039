//! Who may do what, and which combinations of users make no sense.

use super::table::Values;
use super::value::Secret;
use super::{Access, ConfigError, User};

/// The users and what is public; nobody is asked for a password when authentication is switched off.
pub(super) fn access(values: &Values, problems: &mut Vec<ConfigError>) -> Access {
    let (writer, reader) = (&values.basic_auth_username, &values.basic_auth_read_only_username);
    let access = Access {
        read_write: user("basic_auth", writer, &values.basic_auth_password, problems),
        read_only: user(
            "basic_auth_read_only",
            reader,
            &values.basic_auth_read_only_password,
            problems,
        ),
        public_read: values.allow_public_read,
        public_heartbeat: values.public_heartbeat,
        public_badges: values.enable_public_badge_access,
    };
    if values.basic_auth_enabled == Some(false) {
        return Access::default();
    }
    problems.extend(contradiction(values).map(|(name, reason)| ConfigError::new(name, reason)));
    access
}

fn user(role: &str, name: &Option<String>, password: &Option<Secret>, problems: &mut Vec<ConfigError>) -> Option<User> {
    let mut missing = |what: &str, other: &str| {
        let reason = format!("is missing: the {other} of the user is set");
        problems.push(ConfigError::new(format!("{role}_{what}"), reason));
        None
    };
    match (name, password) {
        (Some(name), Some(password)) => Some(User {
            name: name.clone(),
            password: password.reveal().to_owned(),
        }),
        (Some(_), None) => missing("password", "name"),
        (None, Some(_)) => missing("username", "password"),
        (None, None) => None,
    }
}

fn contradiction(values: &Values) -> Option<(&'static str, &'static str)> {
    let (writer, reader) = (&values.basic_auth_username, &values.basic_auth_read_only_username);
    // Half a user is a problem of its own.
    let no_writer = writer.is_none() && values.basic_auth_password.is_none();
    if no_writer && reader.is_some() {
        let reason = "is missing: a read-only user alone would leave nobody who can publish";
        return Some(("basic_auth_username", reason));
    }
    if no_writer && values.basic_auth_enabled == Some(true) {
        let reason = "is true, but there is no user: set basic_auth_username and its password";
        return Some(("basic_auth_enabled", reason));
    }
    if writer.is_some() && writer == reader {
        let reason = "is the name of the read-write user; they need two";
        return Some(("basic_auth_read_only_username", reason));
    }
    None
}
