//! The printed configuration, and the documented one.

use proptest::prelude::*;

use super::super::*;
use super::{file, read, read_file, variables};

#[test]
fn what_is_printed_can_be_read_again() {
    let given = [
        ("ACCORD_PORT", "81"),
        ("ACCORD_BASE_URLS", "https://a/x http://b:8080"),
        ("ACCORD_TRUSTED_PROXIES", "10.0.0.0/8 ::1"),
        ("ACCORD_DATABASE_URL", "sqlite:a \"quoted\" \\ name.db"),
        ("ACCORD_SQL_LOG_WARN_DURATION", "0.125"),
        ("ACCORD_MAIN_BRANCH_CANDIDATES", "main ünïcode"),
        ("ACCORD_ALLOW_PUBLIC_READ", "yes"),
        ("ACCORD_LOG_FORMAT", "color"),
        ("ACCORD_BASIC_AUTH_ENABLED", "false"),
    ];
    let first = read(&given).unwrap();
    for (format, name) in [(Format::Yaml, "a.yaml"), (Format::Toml, "a.toml")] {
        let text = first.print(format);
        assert!(text.contains("# From: variable ACCORD_PORT\nport"), "{text}");
        let again = read_file(name, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(again.settings, first.settings);
        assert_eq!(again.notes, first.notes);
    }
}

#[test]
fn certificates_can_be_read_again_from_what_is_printed() {
    let authority = rcgen::generate_simple_self_signed(["ci.example.org".to_owned()]).unwrap();
    let text = authority.cert.pem();
    let (_directory, path) = file("authority.pem", &text);
    let path = path.to_str().unwrap();
    let given = [
        ("ACCORD_WEBHOOK_CERTIFICATES__10__CONTENT", &*text),
        ("ACCORD_WEBHOOK_CERTIFICATES__2__PATH", path),
        ("ACCORD_WEBHOOK_CERTIFICATES__2__DESCRIPTION", "ours"),
        ("PACT_BROKER_WEBHOOK_CERTIFICATES", "/overridden.pem"),
    ];
    let wrong = read(&given).unwrap_err();
    assert!(wrong.contains("/overridden.pem cannot be read"), "{wrong}");
    let first = read(&given[..3]).unwrap();
    assert_eq!(
        first.settings.webhooks.authorities,
        [authority.cert.der().to_vec(), authority.cert.der().to_vec()]
    );
    assert_eq!(
        read(&[("ACCORD_WEBHOOK_CERTIFICATES", path)])
            .unwrap()
            .settings
            .webhooks
            .authorities
            .len(),
        1
    );
    for (format, name) in [(Format::Yaml, "a.yaml"), (Format::Toml, "a.toml")] {
        let printed = first.print(format);
        assert!(printed.contains(&format!("[\"{path}\", \"-----BEGIN")), "{printed}");
        let again = read_file(name, &printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
        assert_eq!(again.settings, first.settings);
    }
    let yaml = format!("webhook_certificates:\n  - description: ours\n    path: {path}\n");
    assert_eq!(
        read_file("a.yaml", &yaml).unwrap().settings.webhooks.authorities.len(),
        1
    );
}

#[test]
fn where_each_value_comes_from_is_printed() {
    let (_directory, path) = file("my.yaml", "bind: 127.0.0.1\nport: 1\n");
    let sources = Sources {
        file: Some(path.clone()),
        variables: variables(&[("PACT_BROKER_LOG_LEVEL", "warn")]),
        flags: vec![("port", "2".to_owned())],
    };
    let text = Configuration::read(&sources).unwrap().print(Format::Toml);
    for said in [
        &format!("# From: file {}\nbind = \"127.0.0.1\"\n", path.display()) as &str,
        "# From: variable PACT_BROKER_LOG_LEVEL\nlog_level = \"warn\"\n",
        "# From: flag --port\nport = 2\n",
        "# From: default\nbody_limit = 10485759\n",
        "# base_url is not set\n",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}

#[test]
fn the_documentation_names_every_setting_with_its_default() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
    let document = std::fs::read_to_string(path).unwrap();
    let defaults = Values::default();
    for setting in TABLE {
        let default = match defaults.shown(setting.name) {
            value::Shown::Plain(serde_json::Value::Array(items)) => {
                let word = |item: &serde_json::Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                items.iter().map(word).collect::<Vec<_>>().join(" ")
            }
            value::Shown::Plain(serde_json::Value::String(text)) => text,
            value::Shown::Plain(other) => other.to_string(),
            value::Shown::Unset | value::Shown::Redacted(_) => String::new(),
        };
        let default = if default.is_empty() {
            "–".to_owned()
        } else {
            format!("`{default}`")
        };
        let row = format!("| `{}` | {default} | {} |", setting.name, setting.doc);
        assert!(document.contains(&row), "docs/configuration.md lacks the line:\n{row}");
    }
}

#[test]
fn no_setting_has_the_name_of_something_else() {
    for setting in TABLE {
        assert!(!["config", "format", "help", "version", "no_migrate"].contains(&setting.name));
        assert_eq!(
            TABLE.iter().filter(|other| other.name == setting.name).count(),
            1,
            "{}",
            setting.name
        );
    }
}

proptest! {
    #[test]
    fn no_secret_is_ever_shown(secret in "[!-~]{0,4}s3cr3t[ -~]{0,6}[!-~]") {
        let encoded = percent_encoding::utf8_percent_encode(&secret, percent_encoding::NON_ALPHANUMERIC);
        let url = format!("postgres://me:{encoded}@db/pacts?password={encoded}");
        let unencoded = format!("postgres://me:{secret}@db/pacts");
        for url in [url, unencoded] {
            let given = [
                ("ACCORD_BASIC_AUTH_USERNAME", "me"),
                ("ACCORD_BASIC_AUTH_PASSWORD", &secret),
                ("ACCORD_BASIC_AUTH_READ_ONLY_USERNAME", "you"),
                ("ACCORD_BASIC_AUTH_READ_ONLY_PASSWORD", &secret),
                ("ACCORD_DATABASE_PASSWORD", &secret),
                ("ACCORD_DATABASE_URL", &url),
            ];
            let configuration = read(&given).unwrap();
            for text in [configuration.print(Format::Yaml), configuration.print(Format::Toml)] {
                prop_assert!(!text.contains("s3cr3t"), "{}", text);
            }
            let debug = format!("{:?}", configuration.values);
            prop_assert!(!debug.contains("s3cr3t"), "{}", debug);
            let broken = read(&[&given[..], &[("ACCORD_PORT", "x")]].concat()).unwrap_err();
            prop_assert!(!broken.contains("s3cr3t"), "{}", broken);
        }
    }

    #[test]
    fn any_text_comes_back_from_what_is_printed(name in "\\PC{1,20}|[\\x00-\\x7f]{1,10}") {
        prop_assume!(!name.trim().is_empty() && !name.contains('\u{fffd}'));
        let first = read(&[("ACCORD_DATABASE_NAME", &name), ("ACCORD_DATABASE_ADAPTER", "sqlite")]).unwrap();
        for (format, file) in [(Format::Yaml, "a.yaml"), (Format::Toml, "a.toml")] {
            let again = read_file(file, &first.print(format));
            prop_assert_eq!(again.map(|again| again.settings.database_url), Ok(first.settings.database_url.clone()));
        }
    }
}
