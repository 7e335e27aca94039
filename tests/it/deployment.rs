//! The examples of how to run a broker say what the program understands. Nothing is started here but the program itself.

mod compose;
mod kubernetes;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use accord_broker::config::{Settings, TABLE};
use accord_tests::process::BrokerProcess;
use regex::Regex;
use serde_json::{Map, Value};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/deploy")
}

fn text_of(file: &str) -> String {
    std::fs::read_to_string(folder().join(file)).unwrap()
}

/// The documents in a YAML file.
fn documents(file: &str) -> Vec<Value> {
    let text = text_of(file);
    let documents = text.split("\n---\n");
    documents.map(|text| serde_saphyr::from_str(text).unwrap()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let deeper = folders.iter().flat_map(|folder| self::files(folder));
    deeper.chain(files).collect()
}

fn strings(list: &Value) -> Vec<String> {
    let texts = list.as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// What the program says to these arguments when it is only asked for help, and its exit code.
async fn asked_for_help(arguments: &[String]) -> (Option<i32>, String) {
    ended(|program| {
        program.args(arguments).arg("--help");
    })
    .await
}

async fn ended(configure: impl FnOnce(&mut std::process::Command)) -> (Option<i32>, String) {
    let mut program = BrokerProcess::launch_as(|program, _| configure(program)).unwrap();
    let status = program.until_ended(PATIENCE).await.unwrap();
    (status.code(), program.log().unwrap())
}

/// Would the program start with these variables?
async fn assert_understood(variables: &Map<String, Value>) {
    let given = Regex::new(r"^\$\{\w+:[-?](.*)\}$").unwrap();
    let (code, said) = ended(|program| {
        program.arg("config");
        for (name, value) in variables {
            let value = value.as_str().unwrap();
            program.env(name, given.replace(value, "$1").as_ref());
        }
    })
    .await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        !said.contains("means nothing here") && !said.contains("is ignored"),
        "{said}"
    );
}

#[test]
fn every_variable_is_a_setting() {
    let variable = Regex::new(r"\bACCORD_([A-Z][A-Z_]*)").unwrap();
    let settings: BTreeSet<String> = TABLE.iter().map(|setting| setting.name.to_uppercase()).collect();
    let mut seen = 0;
    for file in files(&folder()) {
        let text = std::fs::read_to_string(&file).unwrap();
        for found in variable.captures_iter(&text) {
            assert!(settings.contains(&found[1]), "{} in {}", &found[0], file.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn the_image_is_built_by_the_rust_that_the_workspace_wants_and_starts_the_program() {
    let file = text_of("Dockerfile");
    let workspace = std::fs::read_to_string(folder().join("../../Cargo.toml")).unwrap();
    let wanted = Regex::new(r#"(?m)^rust-version = "(.+)"$"#).unwrap();
    let wanted = &wanted.captures(&workspace).unwrap()[1];
    assert!(file.contains(&format!("ARG RUST_VERSION={wanted}\n")), "{wanted}");

    let command = Regex::new(r"(?m)^CMD (\[.*\])$").unwrap();
    let command: Value = serde_json::from_str(&command.captures(&file).unwrap()[1]).unwrap();
    let (code, said) = asked_for_help(&strings(&command)).await;
    assert_eq!(code, Some(0), "{said}");
    let port = Settings::default().port;
    assert!(file.contains(&format!("EXPOSE {port}\n")));
    let user = Regex::new(r"(?m)^USER (\d+)").unwrap();
    assert_ne!(&user.captures(&file).unwrap()[1], "0");
}

#[test]
fn what_the_image_copies_is_there() {
    let ignored = text_of("Dockerfile.dockerignore");
    let ignored: Vec<&str> = ignored.lines().filter(|line| !line.starts_with('#')).collect();
    // What the program includes while it is built, and what cargo reads of every member.
    let needed = [
        "broker",
        "web",
        "migrations",
        "client-lib",
        "cli",
        "tests/Cargo.toml",
        "tests/src",
        "examples",
        "Cargo.lock",
    ];
    for path in needed {
        assert!(folder().join("../..").join(path).exists(), "{path}");
        assert!(!ignored.contains(&path), "{path}");
    }
}

#[test]
fn the_proxy_takes_what_the_broker_takes_and_closes_connections_first() {
    let file = text_of("nginx.conf");
    let number = |pattern: &str| -> u64 {
        Regex::new(pattern).unwrap().captures(&file).unwrap()[1]
            .parse()
            .unwrap()
    };
    let megabytes = number(r"client_max_body_size (\d+)m;");
    assert!(megabytes * 1024 * 1024 >= Settings::default().body_limit as u64);
    let brokers = &documents("compose.replicas.yaml")[0]["services"]["accord"]["environment"];
    let keep_alive: u64 = brokers["ACCORD_HTTP_KEEP_ALIVE"].as_str().unwrap().parse().unwrap();
    assert!(number(r"keepalive_timeout (\d+)s;") < keep_alive);
    assert!(file.contains(&format!("server accord:{} ", Settings::default().port)));
}
