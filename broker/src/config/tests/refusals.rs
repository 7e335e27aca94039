//! What the broker does not start with, and what it says then.

use super::{read, read_file};

#[test]
fn what_is_wrong_with_a_file_is_said_without_its_values() {
    for (name, text, said) in [
        ("a.yaml", "prot: 1", "prot: is no setting; did you mean port?"),
        ("a.yaml", "colour: red", "colour: is no setting"),
        ("a.yaml", "port: [1]", "port: must be a number"),
        ("a.yaml", "port: true", "port: must be a number"),
        ("a.yaml", "allow_public_read: 7", "must be true or false"),
        ("a.yaml", "database_name: 2024", "must be text (in quotes"),
        ("a.yaml", "main_branch_candidates: {a: b}", "must be a list"),
        ("a.yaml", "basic_auth_password: 007", "must be text"),
        ("a.yaml", "features: {x: 007}", "features: x must be true or false"),
        ("a.yaml", "port: 1\nport: 2", "line 2"),
        ("a.yaml", "port: 1\nbasic_auth_password: [007", "line 2"),
        ("a.yaml", "007", "must be keys with values"),
        ("a.toml", "port = 1\nbasic_auth_password = \"007", "line 2"),
        ("a.toml", "[port]\nx = 1", "port: must be a number"),
        ("a.json", "{}", "ends with .yaml, .yml or .toml"),
    ] {
        let error = read_file(name, text).unwrap_err();
        assert!(error.contains(said), "{text}: {error}");
        assert!(!error.contains("007"), "{text}: {error}");
    }
}

#[test]
fn an_unusable_value_is_named() {
    for (name, value, said) in [
        (
            "ACCORD_PORT",
            "http",
            "ACCORD_PORT: `http` is no whole number from 0 to 65535",
        ),
        ("ACCORD_DATABASE_MAX_CONNECTIONS", "0", "is no whole number from 1"),
        ("ACCORD_DATABASE_URL", "mysql://x", "neither sqlite"),
        ("PACT_BROKER_AUTO_MIGRATE_DB", "maybe", "neither true nor false"),
        ("ACCORD_BASE_URL", "ftp://x", "must begin with http"),
        ("ACCORD_BASE_URLS", "http://a b", "is no URL"),
        ("ACCORD_BASE_URL", "http://u:p@x", "must not hold a user"),
        ("ACCORD_CONTEXT_PATH", "contracts", "is no path such as"),
        ("ACCORD_TRUSTED_PROXIES", "10.0.0.0/8 proxy", "`proxy` is no network"),
        (
            "ACCORD_LOG_LEVEL",
            "loud",
            "`loud` is none of: error, warn, info, debug, trace",
        ),
        ("ACCORD_DATABASE_POOL_TIMEOUT", "-1", "is no number of seconds"),
        ("ACCORD_DATABASE_POOL_TIMEOUT", "0", "must be longer than nothing"),
        (
            "ACCORD_PORT_ENVIRONMENT_VARIABLE_NAME",
            "NO_SUCH",
            "names a variable that is not set",
        ),
        ("ACCORD_DATABASE_ADAPTER", "mysql2", "none of: postgres, sqlite"),
        ("ACCORD_WEBHOOK_SCHEME_WHITELIST", "https ftp", "`ftp` is neither"),
        (
            "PACT_BROKER_WEBHOOK_HOST_WHITELIST",
            "ci 10.0.0.0/33",
            "`10.0.0.0/33` cannot be used",
        ),
        (
            "PACT_BROKER_WEBHOOK_RETRY_SCHEDULE",
            "10 soon",
            "`soon` is no whole number",
        ),
        ("ACCORD_WEBHOOK_TIMEOUT", "0", "must be longer than nothing"),
        (
            "ACCORD_WEBHOOK_CERTIFICATES",
            "/no/such.pem",
            "/no/such.pem cannot be read",
        ),
        (
            "PACT_BROKER_WEBHOOK_CERTIFICATES__0__CONTENT",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "PACT_BROKER_WEBHOOK_CERTIFICATES__0__CONTENT: the text holds no certificate",
        ),
        (
            "PACT_BROKER_WEBHOOK_CERTIFICATES__0__CONTENT",
            "-----BEGIN PRIVATE KEY-----",
            "holds a private key",
        ),
        (
            "PACT_BROKER_WEBHOOK_CERTIFICATES__0__FILE",
            "a.pem",
            "file is none of: path, content, description",
        ),
        (
            "ACCORD_WEBHOOK_CERTIFICATES__0__DESCRIPTION",
            "ours",
            "either a `path` or a `content`",
        ),
        ("ACCORD_WEBHOOK_CERTIFICATES__X__PATH", "a.pem", "is no setting"),
    ] {
        let error = read(&[(name, value)]).unwrap_err();
        assert!(error.contains(said), "{name}={value}: {error}");
    }
}

#[test]
fn contradictions_are_refused() {
    let user = ("ACCORD_BASIC_AUTH_USERNAME", "me");
    let reader = ("ACCORD_BASIC_AUTH_READ_ONLY_USERNAME", "me");
    let password = ("ACCORD_BASIC_AUTH_PASSWORD", "x");
    let reader_password = ("ACCORD_BASIC_AUTH_READ_ONLY_PASSWORD", "y");
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[user], "basic_auth_password: is missing"),
        (&[password], "basic_auth_username: is missing"),
        (&[reader, reader_password], "a read-only user alone"),
        (
            &[user, password, reader, reader_password],
            "is the name of the read-write user",
        ),
        (&[("ACCORD_BASIC_AUTH_ENABLED", "true")], "there is no user"),
        (
            &[("ACCORD_BASE_URL", "http://a"), ("ACCORD_BASE_URLS", "http://b")],
            "base_urls is set, too",
        ),
        (
            &[("PACT_BROKER_DATABASE_HOST", "db")],
            "database_name: is missing: database_host is set",
        ),
        (
            &[("PACT_BROKER_ORDER_VERSIONS_BY_DATE", "false")],
            "order_versions_by_date: cannot be false",
        ),
        (
            &[("PACT_BROKER_USE_CASE_SENSITIVE_RESOURCE_NAMES", "false")],
            "are two names",
        ),
    ];
    for (given, said) in cases {
        let error = read(given).unwrap_err();
        assert!(error.contains(said), "{given:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn all_problems_are_told_at_once_one_on_a_line() {
    let error = read(&[
        ("ACCORD_PORT", "a\nb"),
        ("ACCORD_DATABSE_URL", "sqlite:x"),
        ("ACCORD_USE_HAL_BROWSER", "true"),
        ("ACCORD_BASIC_AUTH_ENABLED", "true"),
    ])
    .unwrap_err();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 4, "{error}");
    assert_eq!(
        lines[0],
        "ACCORD_DATABSE_URL: is no setting; did you mean ACCORD_DATABASE_URL?"
    );
    assert!(
        lines[2].starts_with("ACCORD_USE_HAL_BROWSER: means nothing here"),
        "{error}"
    );
}
