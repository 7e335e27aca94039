//! Options that pipelines have from other command lines.

use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::broker::Broker;
use crate::provider::{Conduct, Provider};

fn pact() -> Value {
    json!({
        "consumer": {"name": "a"}, "provider": {"name": "b"},
        "interactions": [{"description": "one", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}],
    })
}

fn with_pact(arguments: &[&str]) -> Ran {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("x.json"), pact().to_string()).unwrap();
    Accord::new().directory(directory.path()).run(arguments)
}

fn verify(more: &[&str]) -> Ran {
    let provider = Provider::start(pact(), Conduct::Honest);
    with_pact(&[&["verify", "x.json", "--provider-base-url", &provider.url], more].concat())
}

#[test]
fn log_levels_are_quiet_up_to_info() {
    for (more, told) in [
        (&["-l", "info"][..], false),
        (&["--loglevel", "none"], false),
        (&["-l", "DEBUG"], true),
        (&["--log-level", "trace", "--pretty-log"], true),
    ] {
        let ran = verify(more);
        assert_eq!(
            (ran.code, ran.err.contains("asking the provider")),
            (0, told),
            "{more:?}: {}",
            ran.err
        );
    }
    assert_eq!(verify(&["-l", "loud"]).code, 2);
}

#[test]
fn no_colour_wins() {
    let coloured = verify(&["--color", "always"]);
    assert!(coloured.out.contains('\u{1b}'), "{}", coloured.out);
    let plain = verify(&["--color", "always", "--no-colour"]);
    assert_eq!((plain.code, plain.out.contains('\u{1b}')), (0, false), "{}", plain.out);
}

#[test]
fn pacts_are_validated_whether_it_is_asked_for_or_not() {
    let broker =
        Broker::with_relations(&[("pb:publish-contracts", "/publish")]).on("POST", "/publish", 200, &json!({}));
    let line = [
        "publish",
        "x.json",
        "-a",
        "1",
        "-b",
        &broker.url,
        "--validate",
        "--strict",
    ];
    let ran = with_pact(&line);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn an_underscore_in_the_command_and_no_main_branch_are_understood() {
    let broker = Broker::with_relations(&[]).on("GET", "/matrix", 200, &json!({"summary": {"deployable": true}}));
    let line = [
        "-v",
        "can_i_deploy",
        "-a",
        "shop",
        "-e",
        "1",
        "--no-main-branch",
        "-b",
        &broker.url,
    ];
    let ran = Accord::new().run(&line);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        !broker.asked()[0].target.contains("mainBranch"),
        "{}",
        broker.asked()[0].target
    );
}

#[test]
fn a_new_environment_may_be_its_id_alone() {
    let broker = Broker::with_relations(&[("pb:environments", "/environments")]).on(
        "POST",
        "/environments",
        201,
        &json!({"uuid": "u-1", "name": "prod"}),
    );
    let ran = Accord::new().run(&["create-environment", "--name", "prod", "-o", "id", "-b", &broker.url]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "u-1\n"), "{}", ran.err);
}
