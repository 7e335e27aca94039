//! `accord can-i-deploy` and `accord can-i-merge`.

use serde_json::{Value, json};

use crate::accord::{Accord, Ran};
use crate::broker::Broker;

fn matrix(deployable: &Value, unknown: u64) -> Value {
    let party = |name: &str, number: &str| json!({"name": name, "version": {"number": number}});
    let result = json!({"success": deployable == &json!(true), "_links": {"self": {"href": "{base}/results/7"}}});
    json!({
        "summary": {"deployable": deployable, "reason": "Because.", "success": 1, "failed": 0, "unknown": unknown},
        "notices": [{"type": "success", "text": "All is well."}],
        "matrix": [{
            "consumer": party("shop", "4f2c"), "provider": party("stock", "9"), "pact": {},
            "verificationResult": if unknown > 0 { Value::Null } else { result },
        }],
    })
}

fn broker(answers: &[Value]) -> Broker {
    answers.iter().fold(Broker::with_relations(&[]), |broker, answer| {
        broker.on("GET", "/matrix", 200, answer)
    })
}

fn ask(broker: &Broker, line: &str) -> Ran {
    Accord::new().run(&arguments(broker, line))
}

fn arguments(broker: &Broker, line: &str) -> Vec<String> {
    line.split_whitespace()
        .chain(["-b", &broker.url, "--retries", "0"])
        .map(str::to_owned)
        .collect()
}

fn query(broker: &Broker) -> String {
    broker.asked()[0].target.replace("%5B", "[").replace("%5D", "]")
}

#[test]
fn yes_is_zero_with_table_results_and_notices() {
    let broker = broker(&[matrix(&json!(true), 0)]);
    let ran = ask(
        &broker,
        "can-i-deploy --pacticipant shop --version 4f2c --to-environment prod",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!(ran.out.replace(&broker.url, "http://broker"));
    let expected = "/matrix?q[][pacticipant]=shop&q[][version]=4f2c&latestby=cvp&environment=prod";
    assert_eq!(query(&broker), expected);
}

#[test]
fn no_is_one_or_the_code_that_is_wanted() {
    let no = broker(&[matrix(&json!(false), 0)]);
    let line = "can-i-deploy -a shop -e 4f2c --to-environment prod";
    let ran = ask(&no, line);
    assert_eq!(
        (ran.code, ran.out.starts_with("No, this cannot be deployed.")),
        (1, true),
        "{}",
        ran.out
    );
    let variables = [("PACT_BROKER_CAN_I_DEPLOY_EXIT_CODE_BETA", "42")];
    assert_eq!(Accord::new().variables(variables).run(&arguments(&no, line)).code, 42);
    for bad in ["0", "300", "abc"] {
        let variables = [("PACT_BROKER_CAN_I_DEPLOY_EXIT_CODE_BETA", bad)];
        let ran = Accord::new().variables(variables).run(&arguments(&no, line));
        assert_eq!(
            (ran.code, ran.err.contains(&format!("BETA is '{bad}'"))),
            (2, true),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_no_tells_who_must_act_and_what_to_run_and_a_yes_does_not() {
    let blocker = |actor: &str, waiting: bool| {
        let command = format!("accord verify --publish # {actor}");
        json!({"reason": "not-verified", "actor": actor, "command": command, "waitingMayHelp": waiting})
    };
    let blocked = |deployable: bool| {
        let mut answer = matrix(&json!(deployable), 0);
        answer["blockers"] = json!([blocker("stock", true), blocker("mail", false), blocker("mail", false)]);
        broker(&[answer])
    };
    let line = "can-i-deploy -a shop -e 4f2c --to-environment prod";
    let no = ask(&blocked(false), line);
    let expected = "\nWho must act, and what to run\n\
        stock (or wait: a verification may be under way):\n    accord verify --publish # stock\n\
        mail:\n    accord verify --publish # mail\n";
    assert!(no.out.ends_with(expected), "{}", no.out);
    assert!(!ask(&blocked(true), line).out.contains("Who must act"));
}

#[test]
fn not_known_is_no() {
    let broker = broker(&[matrix(&Value::Null, 1)]);
    let ran = ask(&broker, "can-i-deploy -a shop -e 4f2c --to-environment prod");
    assert_eq!((ran.code, ran.out.contains("???")), (1, true), "{}", ran.out);
}

#[test]
fn an_error_of_the_broker_is_two() {
    let broker = Broker::with_relations(&[]).on(
        "GET",
        "/matrix",
        400,
        &json!({"errors": ["Pacticipant shop not found"]}),
    );
    let ran = ask(&broker, "can-i-deploy -a shop -e 4f2c");
    assert_eq!(
        (ran.code, ran.err.contains("Pacticipant shop not found")),
        (2, true),
        "{}",
        ran.err
    );
    assert_eq!(ran.out, "");
}

#[test]
fn json_is_the_answer_of_the_broker_and_keeps_the_exit_code() {
    let broker = broker(&[matrix(&json!(false), 0)]);
    let ran = ask(&broker, "can-i-deploy -a shop -e 4f2c -o json");
    assert_eq!(ran.code, 1);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["summary"]["reason"], "Because.");
}

#[test]
fn groups_keep_their_order_on_the_wire() {
    let broker = broker(&[matrix(&json!(true), 0)]);
    ask(
        &broker,
        "can_i_deploy -a shop -e 1 -a stock --latest prod -a mail --main_branch --ignore app --to test",
    );
    let expected = "/matrix?q[][pacticipant]=shop&q[][version]=1&q[][pacticipant]=stock&q[][latest]=true&q[][tag]=prod\
        &q[][pacticipant]=mail&q[][latest]=true&q[][mainBranch]=true&ignore[][pacticipant]=app\
        &latestby=cvpv&latest=true&tag=test";
    assert_eq!(query(&broker), expected);
}

#[test]
fn waiting_ends_as_soon_as_nothing_is_unknown() {
    let broker = broker(&[
        matrix(&Value::Null, 2),
        matrix(&Value::Null, 1),
        matrix(&json!(true), 0),
    ]);
    let ran = ask(
        &broker,
        "can-i-deploy -a shop -e 1 --retry-while-unknown 9 --retry-interval 0",
    );
    assert_eq!((ran.code, broker.asked().len()), (0, 3), "{}", ran.err);
    assert!(
        ran.err.contains("waiting for 2 verification results (attempt 1 of 9)"),
        "{}",
        ran.err
    );
}

#[test]
fn waiting_ends_after_the_given_times() {
    let broker = broker(&[matrix(&Value::Null, 2)]);
    let ran = ask(
        &broker,
        "can-i-deploy -a shop -e 1 --retry-while-unknown 2 --retry-interval 0",
    );
    assert_eq!((ran.code, broker.asked().len()), (1, 3));
}

#[test]
fn a_dry_run_shows_no_and_exits_with_zero() {
    let no = broker(&[matrix(&json!(false), 0)]);
    let ran = ask(&no, "can-i-deploy -a shop -e 1 --dry-run");
    assert_eq!(
        (ran.code, ran.out.starts_with("No,"), ran.err.contains("dry run")),
        (0, true, true),
        "{}",
        ran.err
    );
    let variables = [("PACT_BROKER_CAN_I_DEPLOY_DRY_RUN", "true")];
    assert_eq!(
        Accord::new()
            .variables(variables)
            .run(&arguments(&no, "can-i-deploy -a shop -e 1"))
            .code,
        0
    );
}

#[test]
fn a_variable_names_applications_to_ignore_and_an_old_broker_is_told_of() {
    let broker = broker(&[matrix(&json!(true), 0)]);
    let variables = [("PACT_BROKER_CAN_I_DEPLOY_IGNORE", "app, mail")];
    let ran = Accord::new()
        .variables(variables)
        .run(&arguments(&broker, "can-i-deploy -a shop -e 1"));
    assert!(
        query(&broker).contains("&ignore[][pacticipant]=app&ignore[][pacticipant]=mail&"),
        "{}",
        query(&broker)
    );
    assert!(ran.err.contains("too old to ignore"), "{}", ran.err);
}

#[test]
fn merging_asks_for_the_main_branches() {
    let broker = broker(&[matrix(&json!(true), 0)]);
    let ran = ask(&broker, "can-i-merge -a shop -e 1");
    assert_eq!(
        (ran.code, ran.out.starts_with("Yes, this can be merged.")),
        (0, true),
        "{}",
        ran.err
    );
    assert_eq!(
        query(&broker),
        "/matrix?q[][pacticipant]=shop&q[][version]=1&latestby=cvp&latest=true&mainBranch=true"
    );
}
