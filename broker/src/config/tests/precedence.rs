//! Which value counts.

use super::super::*;
use super::{file, read, read_file, settings, variables};

#[test]
fn nothing_set_gives_the_defaults() {
    assert_eq!(settings(&[]), Settings::default());
    assert_eq!(Settings::default().rules, crate::domain::rules::Rules::default());
    assert_eq!(Settings::default().database_url, "sqlite:accord.db");
}

#[test]
fn each_layer_wins_over_those_before() {
    let (_directory, path) = file("accord.toml", "port = 1\nbind = '127.0.0.1'");
    let mut sources = Sources {
        file: Some(path),
        ..Sources::default()
    };
    let port = |sources: &Sources| Configuration::read(sources).unwrap().settings.port;
    assert_eq!(port(&Sources::default()), 9292);
    assert_eq!(port(&sources), 1);
    sources.variables = variables(&[("PACT_BROKER_PORT", "2")]);
    assert_eq!(port(&sources), 2);
    sources.variables.insert("ACCORD_PORT".to_owned(), "3".to_owned());
    assert_eq!(port(&sources), 3);
    sources.flags = vec![("port", "4".to_owned())];
    assert_eq!(port(&sources), 4);
    sources.flags = vec![("port", " ".to_owned())];
    assert_eq!(port(&sources), 3, "an empty value counts as not set");
    let bind = Configuration::read(&sources).unwrap().settings.bind;
    assert_eq!(bind.to_string(), "127.0.0.1", "what later layers do not set stays");
}

#[test]
fn yaml_and_toml_say_the_same() {
    let yaml = "port: 80\nallow_public_read: yes\nmain_branch_candidates: [main, trunk]\ndatabase_pool_timeout: 2.5\n";
    let toml =
        "port = '80'\nallow_public_read = true\nmain_branch_candidates = 'main trunk'\ndatabase_pool_timeout = 2.5\n";
    let settings = read_file("a.yml", yaml).unwrap().settings;
    assert_eq!(settings, read_file("a.toml", toml).unwrap().settings);
    assert_eq!(settings.rules.main_branch_candidates, ["main", "trunk"]);
    assert!(settings.access.public_read);
    assert_eq!(settings.database_patience.as_millis(), 2500);
}

#[test]
fn a_file_with_nothing_in_it_changes_nothing() {
    for (name, text) in [
        ("a.yaml", ""),
        ("a.yaml", "# port: 1\n"),
        ("a.yaml", "port:\n"),
        ("a.toml", ""),
    ] {
        assert_eq!(read_file(name, text).unwrap().settings, Settings::default(), "{text:?}");
    }
}

#[test]
fn what_belongs_to_the_reference_or_to_clients_is_told_and_not_refused() {
    let notes = |name: &str| read(&[(name, "x")]).unwrap().notes.join("\n");
    assert!(notes("PACT_BROKER_PUMA_PERSISTENT_TIMEOUT").contains("http_keep_alive"));
    assert!(notes("PACT_BROKER_SQL_LOG_LEVEL").contains("sql_log_warn_duration"));
    assert!(notes("PACT_BROKER_TOKEN").contains("may be meant for a client"));
    assert!(notes("PACT_BROKER_DATABSE_URL").contains("did you mean PACT_BROKER_DATABASE_URL?"));
    assert_eq!(notes("PACT_BROKER_DATABASE_NAME"), "");
    assert!(
        settings(&[("PACT_BROKER_ENABLE_BADGE_RESOURCES", "true")])
            .access
            .public_badges
    );
    let of_file = read_file("a.yaml", "use_hal_browser: true").unwrap().notes;
    assert!(of_file[0].contains("use_hal_browser"), "{of_file:?}");
}

#[test]
fn the_parts_of_a_database_address_make_a_url() {
    let parts = [
        ("PACT_BROKER_DATABASE_NAME", "pacts"),
        ("PACT_BROKER_DATABASE_HOST", "db"),
        ("PACT_BROKER_DATABASE_PORT", "5433"),
        ("PACT_BROKER_DATABASE_USERNAME", "me"),
        ("PACT_BROKER_DATABASE_PASSWORD", "p@ss"),
        ("PACT_BROKER_DATABASE_SSLMODE", "prefer"),
    ];
    let url = settings(&parts).database_url;
    assert_eq!(url, "postgres://me:p%40ss@db:5433/pacts?sslmode=prefer");
    let file = [
        ("PACT_BROKER_DATABASE_ADAPTER", "sqlite"),
        ("PACT_BROKER_DATABASE_NAME", "a.db"),
    ];
    assert_eq!(settings(&file).database_url, "sqlite:a.db");
}

#[test]
fn users_can_be_switched_off_which_is_told() {
    let given = [
        ("ACCORD_BASIC_AUTH_USERNAME", "me"),
        ("ACCORD_BASIC_AUTH_PASSWORD", "x"),
        ("ACCORD_BASIC_AUTH_ENABLED", "false"),
    ];
    assert!(settings(&given[..2]).access.read_write.is_some());
    let open = read(&given).unwrap();
    assert_eq!(open.settings.access, Access::default());
    assert!(
        open.notes[0].contains("everybody may do everything"),
        "{:?}",
        open.notes
    );
}

#[test]
fn public_badges_are_set_under_the_new_name_or_the_old() {
    let public = |variables: &[(&str, &str)]| settings(variables).access.public_badges;
    let (new, old) = (
        "PACT_BROKER_ENABLE_PUBLIC_BADGE_ACCESS",
        "PACT_BROKER_ENABLE_BADGE_RESOURCES",
    );
    assert!(!public(&[]));
    assert!(public(&[(new, "true")]));
    assert!(public(&[(old, "true")]));
}

#[test]
fn the_rules_of_webhooks_are_lists() {
    let webhooks = settings(&[
        ("PACT_BROKER_WEBHOOK_HTTP_METHOD_WHITELIST", "post PUT"),
        (
            "PACT_BROKER_WEBHOOK_HOST_WHITELIST",
            "ci.example.org *.example.com 10.0.0.0/8",
        ),
        ("ACCORD_WEBHOOK_RETRY_SCHEDULE", "1 2"),
    ])
    .webhooks;
    assert_eq!(webhooks.methods, ["POST", "PUT"]);
    assert_eq!(webhooks.hosts.len(), 3);
    assert_eq!(webhooks.retry_after_seconds, [1, 2]);
    assert_eq!(webhooks.schemes, WebhookRules::default().schemes);
    assert_eq!(Settings::default().webhooks, WebhookRules::default());
}

#[test]
fn features_are_named_in_any_form_that_the_reference_reads() {
    const EXPAND: &str = "expand_currently_deployed_provider_versions";
    let is_on = |settings: Settings| settings.rules.expand_deployed_versions;
    assert!(!is_on(settings(&[])));
    for name in ["ACCORD_FEATURES", "PACT_BROKER_FEATURES"] {
        for text in [
            EXPAND.to_owned(),
            format!("other,{}", EXPAND.to_uppercase()),
            format!("other {EXPAND}"),
        ] {
            assert!(is_on(settings(&[(name, &text)])), "{name}={text}");
        }
    }
    for (text, on) in [
        (format!("features: {EXPAND}"), true),
        (format!("features: [other, {EXPAND}]"), true),
        (format!("features: {{other: false, {EXPAND}: true}}"), true),
        (format!("features: {{other: true, {EXPAND}: false}}"), false),
    ] {
        assert_eq!(is_on(read_file("a.yaml", &text).unwrap().settings), on, "{text}");
    }
}

#[test]
fn a_feature_that_there_is_not_is_told_and_changes_nothing() {
    let with_others = read(&[("PACT_BROKER_FEATURES", "disable_pacts_for_verification")]).unwrap();
    assert_eq!(with_others.settings, Settings::default());
    assert!(
        with_others
            .notes
            .join("\n")
            .contains("none called disable_pacts_for_verification")
    );
    let known = read(&[("ACCORD_FEATURES", "expand_currently_deployed_provider_versions")]).unwrap();
    assert!(known.notes.is_empty(), "{:?}", known.notes);
}
