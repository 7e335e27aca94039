//! The address of the database.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::ConfigError;
use super::table::Values;
use super::value::DatabaseAdapter;

/// What a start without any configuration uses.
const DEFAULT: &str = "sqlite:accord.db";

/// The address that is set, else that of the parts, which deployments of the reference often have.
pub(super) fn url(values: &Values, problems: &mut Vec<ConfigError>) -> String {
    if let Some(url) = &values.database_url {
        return url.reveal().to_owned();
    }
    let Some(name) = &values.database_name else {
        if let Some(part) = part_without_name(values) {
            let reason = format!("is missing: {part} is set, and so is no database_url");
            problems.push(ConfigError::new("database_name", reason));
        }
        return DEFAULT.to_owned();
    };
    match values.database_adapter {
        DatabaseAdapter::Sqlite => format!("sqlite:{name}"),
        DatabaseAdapter::Postgres => postgres(name, values),
    }
}

fn part_without_name(values: &Values) -> Option<&'static str> {
    let parts = [
        ("database_host", values.database_host.is_some()),
        ("database_port", values.database_port.is_some()),
        ("database_username", values.database_username.is_some()),
        ("database_password", values.database_password.is_some()),
        ("database_sslmode", values.database_sslmode.is_some()),
    ];
    parts.into_iter().find_map(|(name, is_set)| is_set.then_some(name))
}

fn postgres(name: &str, values: &Values) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let user = values.database_username.as_deref().map(encode);
    let password = values.database_password.as_ref().map(|secret| encode(secret.reveal()));
    let credentials = match (user, password) {
        (Some(user), Some(password)) => format!("{user}:{password}@"),
        (Some(user), None) => format!("{user}@"),
        (None, _) => String::new(),
    };
    let host = values.database_host.as_deref().unwrap_or("localhost");
    let port = values.database_port.map(|port| format!(":{port}")).unwrap_or_default();
    let mode = values.database_sslmode.as_deref();
    let mode = mode
        .map(|mode| format!("?sslmode={}", encode(mode)))
        .unwrap_or_default();
    format!("postgres://{credentials}{host}{port}/{}{mode}", encode(name))
}
