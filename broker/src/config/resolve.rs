//! From flags and environment variables to settings.
//!
//! Every variable may also be spelt `PACT_BROKER_…`, the name that operators of the reference broker have in their
//! deployments (`reference/config.md`); `ACCORD_…` wins.

use std::str::FromStr;
use std::time::Duration;

use super::{Access, ConfigError, DatabaseArgs, LogFormat, ServeArgs, Settings, User};
use crate::domain::rules::Rules;

/// Looks up an environment variable.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Settings {
    /// Puts together defaults, the environment and the flags of `serve`.
    pub fn resolve(args: &ServeArgs, environment: Lookup<'_>) -> Result<Self, ConfigError> {
        let defaults = Self::default();
        let env = Environment(environment);
        let base_url = args.base_url.clone().or_else(|| env.text("BASE_URL"));
        let settings = Self {
            bind: or(args.bind, env.parsed("BIND")?, defaults.bind),
            port: or(args.port, env.parsed("PORT")?, defaults.port),
            base_url: base_url.map(|url| checked_base_url(&url)).transpose()?,
            body_limit: or(args.body_limit, env.parsed("BODY_LIMIT")?, defaults.body_limit),
            database_pool_size: or(
                args.database_max_connections,
                env.parsed("DATABASE_MAX_CONNECTIONS")?,
                defaults.database_pool_size,
            ),
            database_patience: env
                .parsed("DATABASE_POOL_TIMEOUT")?
                .map_or(defaults.database_patience, Duration::from_secs),
            migrate: !args.no_migrate
                && !env.switch("NO_MIGRATE")?.unwrap_or(false)
                && env.switch("AUTO_MIGRATE_DB")?.unwrap_or(true),
            access: access(&env)?,
            rules: rules(&env)?,
            ..Self::resolve_database(&args.database, environment)?
        };
        if settings.database_pool_size == 0 {
            return Err(invalid("DATABASE_MAX_CONNECTIONS", "must be at least 1"));
        }
        Ok(settings)
    }

    /// Puts together what every command needs.
    pub fn resolve_database(args: &DatabaseArgs, environment: Lookup<'_>) -> Result<Self, ConfigError> {
        let env = Environment(environment);
        let defaults = Self::default();
        let url = args
            .database_url
            .clone()
            .or_else(|| env.text("DATABASE_URL"))
            .map_or_else(|| url_of_parts(&env), |url| Ok(Some(url)))?;
        let settings = Self {
            database_url: url.unwrap_or(defaults.database_url.clone()),
            log_format: match args.log_format {
                Some(format) => format,
                None => log_format(&env)?.unwrap_or(defaults.log_format),
            },
            ..defaults
        };
        settings.database()?;
        Ok(settings)
    }
}

fn or<T>(flag: Option<T>, variable: Option<T>, default: T) -> T {
    flag.or(variable).unwrap_or(default)
}

struct Environment<'a>(Lookup<'a>);

impl Environment<'_> {
    /// The variable under either prefix; an empty one counts as not set.
    fn text(&self, name: &str) -> Option<String> {
        let filled = |variable: String| (self.0)(&variable).filter(|value| !value.trim().is_empty());
        filled(format!("ACCORD_{name}")).or_else(|| filled(format!("PACT_BROKER_{name}")))
    }

    fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, ConfigError>
    where
        T::Err: std::fmt::Display,
    {
        let Some(text) = self.text(name) else { return Ok(None) };
        let parsed = text.trim().parse();
        parsed
            .map(Some)
            .map_err(|error: T::Err| invalid(name, &format!("`{text}` cannot be used: {error}")))
    }

    fn switch(&self, name: &str) -> Result<Option<bool>, ConfigError> {
        match self.text(name).map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            None => Ok(None),
            Some("true" | "yes" | "on" | "1") => Ok(Some(true)),
            Some("false" | "no" | "off" | "0") => Ok(Some(false)),
            Some(other) => Err(invalid(name, &format!("`{other}` is neither true nor false"))),
        }
    }
}

fn invalid(name: &str, reason: &str) -> ConfigError {
    ConfigError::new(&format!("ACCORD_{name} (or its flag)"), reason)
}

fn log_format(env: &Environment<'_>) -> Result<Option<LogFormat>, ConfigError> {
    match env.text("LOG_FORMAT").as_deref() {
        None => Ok(None),
        // The reference's other formats are for people too.
        Some("text" | "default" | "color") => Ok(Some(LogFormat::Text)),
        Some("json") => Ok(Some(LogFormat::Json)),
        Some(other) => Err(invalid("LOG_FORMAT", &format!("`{other}` is neither text nor json"))),
    }
}

/// Deployments of the reference often name the parts of a PostgreSQL address one by one.
fn url_of_parts(env: &Environment<'_>) -> Result<Option<String>, ConfigError> {
    let Some(name) = env.text("DATABASE_NAME") else {
        return Ok(None);
    };
    if env
        .text("DATABASE_ADAPTER")
        .is_some_and(|adapter| adapter.starts_with("sqlite"))
    {
        return Ok(Some(format!("sqlite:{name}")));
    }
    let encode =
        |text: String| percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let host = env.text("DATABASE_HOST").unwrap_or_else(|| "localhost".to_owned());
    let port = env
        .parsed::<u16>("DATABASE_PORT")?
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let user = env.text("DATABASE_USERNAME").map(encode);
    let password = env.text("DATABASE_PASSWORD").map(encode);
    let credentials = match (user, password) {
        (Some(user), Some(password)) => format!("{user}:{password}@"),
        (Some(user), None) => format!("{user}@"),
        (None, _) => String::new(),
    };
    let mode = env
        .text("DATABASE_SSLMODE")
        .map(|mode| format!("?sslmode={mode}"))
        .unwrap_or_default();
    Ok(Some(format!(
        "postgres://{credentials}{host}{port}/{}{mode}",
        encode(name)
    )))
}

fn checked_base_url(url: &str) -> Result<String, ConfigError> {
    let parsed =
        url::Url::parse(url.trim()).map_err(|error| invalid("BASE_URL", &format!("`{url}` is no URL: {error}")))?;
    if !matches!(parsed.scheme(), "http" | "https") || parsed.host().is_none() {
        let reason = format!("`{url}` must begin with http:// or https:// and name a host");
        return Err(invalid("BASE_URL", &reason));
    }
    Ok(url.trim().trim_end_matches('/').to_owned())
}

fn access(env: &Environment<'_>) -> Result<Access, ConfigError> {
    let access = Access {
        read_write: user(env, "BASIC_AUTH_USERNAME", "BASIC_AUTH_PASSWORD")?,
        read_only: user(env, "BASIC_AUTH_READ_ONLY_USERNAME", "BASIC_AUTH_READ_ONLY_PASSWORD")?,
        public_read: env.switch("ALLOW_PUBLIC_READ")?.unwrap_or(false),
        public_heartbeat: env.switch("PUBLIC_HEARTBEAT")?.unwrap_or(false),
        public_badges: match env.switch("ENABLE_PUBLIC_BADGE_ACCESS")? {
            Some(public) => public,
            None => env.switch("ENABLE_BADGE_RESOURCES")?.unwrap_or(false),
        },
    };
    if access.read_only.is_some() && access.read_write.is_none() {
        return Err(invalid(
            "BASIC_AUTH_USERNAME",
            "a read-only user alone would leave nobody who can publish: set a read-write user too",
        ));
    }
    let enabled = env.switch("BASIC_AUTH_ENABLED")?;
    if enabled == Some(false) {
        return Ok(Access::default());
    }
    if enabled == Some(true) && access.read_write.is_none() {
        return Err(invalid(
            "BASIC_AUTH_USERNAME",
            "basic authentication is switched on, but no user is set",
        ));
    }
    Ok(access)
}

fn user(env: &Environment<'_>, name: &str, password: &str) -> Result<Option<User>, ConfigError> {
    match (env.text(name), env.text(password)) {
        (Some(name), Some(password)) => Ok(Some(User { name, password })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(invalid(password, "a user name is set without a password")),
        (None, Some(_)) => Err(invalid(name, "a password is set without a user name")),
    }
}

fn rules(env: &Environment<'_>) -> Result<Rules, ConfigError> {
    let defaults = Rules::default();
    let first_tag = env.switch("USE_FIRST_TAG_AS_BRANCH")?.unwrap_or(true);
    let within = env
        .parsed("USE_FIRST_TAG_AS_BRANCH_TIME_LIMIT")?
        .or(defaults.first_tag_as_branch_within_seconds);
    let candidates = env
        .text("MAIN_BRANCH_CANDIDATES")
        .map(|text| text.split_whitespace().map(str::to_owned).collect())
        .unwrap_or(defaults.main_branch_candidates);
    let detect = env.switch("AUTO_DETECT_MAIN_BRANCH")?.unwrap_or(true);
    Ok(Rules {
        allow_contract_modification: env
            .switch("ALLOW_DANGEROUS_CONTRACT_MODIFICATION")?
            .unwrap_or(defaults.allow_contract_modification),
        check_potential_duplicates: env
            .switch("CHECK_FOR_POTENTIAL_DUPLICATE_PACTICIPANT_NAMES")?
            .unwrap_or(defaults.check_potential_duplicates),
        first_tag_as_branch_within_seconds: within.filter(|_| first_tag),
        main_branch_candidates: if detect { candidates } else { Vec::new() },
        deploy_on_tag: env
            .switch("CREATE_DEPLOYED_VERSIONS_FOR_TAGS")?
            .unwrap_or(defaults.deploy_on_tag),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn resolve(args: &ServeArgs, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let variables: HashMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Settings::resolve(args, &|name| variables.get(name).cloned())
    }

    #[test]
    fn nothing_set_gives_the_defaults() {
        assert_eq!(resolve(&ServeArgs::default(), &[]), Ok(Settings::default()));
    }

    #[test]
    fn flags_win_over_variables_and_own_names_over_familiar_ones() {
        let variables = [("PACT_BROKER_PORT", "1000"), ("ACCORD_PORT", "2000")];
        assert_eq!(resolve(&ServeArgs::default(), &variables[..1]).unwrap().port, 1000);
        assert_eq!(resolve(&ServeArgs::default(), &variables).unwrap().port, 2000);
        let flags = ServeArgs {
            port: Some(3000),
            ..ServeArgs::default()
        };
        assert_eq!(resolve(&flags, &variables).unwrap().port, 3000);
    }

    #[test]
    fn the_parts_of_a_database_address_make_a_url() {
        let variables = [
            ("PACT_BROKER_DATABASE_NAME", "pacts"),
            ("PACT_BROKER_DATABASE_HOST", "db"),
            ("PACT_BROKER_DATABASE_USERNAME", "me"),
            ("PACT_BROKER_DATABASE_PASSWORD", "p@ss"),
        ];
        let url = resolve(&ServeArgs::default(), &variables).unwrap().database_url;
        assert_eq!(url, "postgres://me:p%40ss@db/pacts");
    }

    #[test]
    fn an_unusable_value_stops_the_start_and_is_named() {
        for (name, value, said) in [
            ("ACCORD_PORT", "http", "`http` cannot be used"),
            ("ACCORD_DATABASE_MAX_CONNECTIONS", "many", "`many` cannot be used"),
            ("ACCORD_DATABASE_URL", "mysql://x", "neither sqlite"),
            ("PACT_BROKER_AUTO_MIGRATE_DB", "maybe", "neither true nor false"),
            ("ACCORD_BASE_URL", "ftp://x", "must begin with http"),
            ("ACCORD_BASIC_AUTH_USERNAME", "me", "without a password"),
            ("ACCORD_DATABASE_MAX_CONNECTIONS", "0", "at least 1"),
        ] {
            let error = resolve(&ServeArgs::default(), &[(name, value)])
                .unwrap_err()
                .to_string();
            assert!(error.contains(said), "{name}={value}: {error}");
        }
    }
}
