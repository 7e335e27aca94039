use super::*;
use serde_json::json;

fn ask(body: &Value) -> Result<PactsForVerification, Invalid> {
    question(body, &|name| ["test", "production"].contains(&name))
}

fn kinds(selector: &Value) -> Vec<SelectorKind> {
    let question = ask(&json!({ "providerVersionBranch": "feat", "consumerVersionSelectors": [selector] }));
    question
        .expect("is a question")
        .selectors
        .into_iter()
        .map(|selector| selector.kind)
        .collect()
}

/// What is wrong with one selector, without the position.
fn mistakes(selector: &Value) -> Vec<String> {
    let invalid = ask(&json!({ "consumerVersionSelectors": [selector] })).expect_err("is refused");
    let fields: Vec<_> = invalid.iter().collect();
    let [(SELECTORS, messages)] = fields.as_slice() else {
        panic!("other fields are wrong: {invalid}")
    };
    messages
        .iter()
        .map(|message| {
            message
                .strip_suffix(" (at index 0)")
                .expect("has a position")
                .to_owned()
        })
        .collect()
}

fn branch(name: &str) -> BranchName {
    BranchName::trusted(name.to_owned())
}

fn tag(name: &str) -> TagName {
    TagName::trusted(name.to_owned())
}

#[test]
fn every_kind_of_selector_is_read() {
    let production = Some(EnvironmentName::trusted("production".to_owned()));
    for (selector, expected) in [
        (json!({ "latest": true }), vec![SelectorKind::Latest]),
        (json!({ "mainBranch": true }), vec![SelectorKind::MainBranch]),
        (
            json!({ "mainBranch": true, "latest": true }),
            vec![SelectorKind::MainBranch],
        ),
        (json!({ "branch": true }), vec![SelectorKind::EveryBranch]),
        (
            json!({ "branch": "x" }),
            vec![SelectorKind::Branch {
                branch: branch("x"),
                fallback: None,
            }],
        ),
        (
            json!({ "branch": "x", "fallbackBranch": "y", "latest": true }),
            vec![SelectorKind::Branch {
                branch: branch("x"),
                fallback: Some(branch("y")),
            }],
        ),
        (
            json!({ "matchingBranch": true }),
            vec![SelectorKind::Branch {
                branch: branch("feat"),
                fallback: None,
            }],
        ),
        (json!({ "tag": "x" }), vec![SelectorKind::Tag { tag: tag("x") }]),
        (
            json!({ "tag": "x", "latest": false }),
            vec![SelectorKind::Tag { tag: tag("x") }],
        ),
        (
            json!({ "tag": "x", "latest": true, "fallbackTag": "y" }),
            vec![SelectorKind::LatestTag {
                tag: tag("x"),
                fallback: Some(tag("y")),
            }],
        ),
        (
            json!({ "deployed": true }),
            vec![SelectorKind::Deployed { environment: None }],
        ),
        (
            json!({ "released": true, "environment": "production" }),
            vec![SelectorKind::Released {
                environment: production.clone(),
            }],
        ),
        (
            json!({ "deployedOrReleased": true }),
            vec![
                SelectorKind::Deployed { environment: None },
                SelectorKind::Released { environment: None },
            ],
        ),
        (
            json!({ "environment": "production" }),
            vec![
                SelectorKind::Deployed {
                    environment: production.clone(),
                },
                SelectorKind::Released {
                    environment: production,
                },
            ],
        ),
    ] {
        assert_eq!(kinds(&selector), expected, "{selector}");
    }
}

#[test]
fn a_selector_may_be_for_one_consumer() {
    let question = ask(&json!({ "consumerVersionSelectors": [{ "deployedOrReleased": true, "consumer": "Foo" }] }));
    let consumers: Vec<_> = question
        .expect("is a question")
        .selectors
        .into_iter()
        .map(|s| s.consumer)
        .collect();
    assert_eq!(
        consumers,
        [Some("Foo"), Some("Foo")].map(|name| name.map(|name| Name::trusted(name.to_owned())))
    );
}

#[test]
fn what_contradicts_itself_is_refused() {
    for (selector, beginning) in [
        (json!({}), "must specify a value for environment or tag or branch"),
        (json!({ "latest": false }), "must specify a value"),
        (json!({ "consumer": "C1" }), "must specify a value"),
        (json!({ "mainBranch": false }), "mainBranch must be one of: true"),
        (
            json!({ "tag": "x", "branch": "y" }),
            "cannot specify tag together with branch",
        ),
        (
            json!({ "mainBranch": true, "tag": "x" }),
            "cannot specify mainBranch together with tag",
        ),
        (
            json!({ "mainBranch": true, "latest": false }),
            "cannot specify latest: false for a branch",
        ),
        (
            json!({ "mainBranch": true, "deployed": true }),
            "cannot specify mainBranch together with deployed",
        ),
        (
            json!({ "matchingBranch": true }),
            "matchingBranch can only be used when providerVersionBranch is given",
        ),
        (
            json!({ "deployed": true, "released": true }),
            "cannot specify deployed together with released",
        ),
        (
            json!({ "environment": "nope" }),
            "environment with name 'nope' does not exist",
        ),
        (json!({ "environment": null }), "environment must be filled"),
        (
            json!({ "tag": "x", "fallbackTag": "y" }),
            "fallbackTag can only be used together with tag and latest: true",
        ),
        (
            json!({ "branch": "x", "latest": false }),
            "cannot specify latest: false for a branch",
        ),
        (json!({ "consumer": "", "latest": true }), "consumer must be filled"),
        (
            json!({ "deployed": true, "tag": "x" }),
            "cannot specify tag together with deployed",
        ),
        (json!({ "branch": "" }), "branch must be filled"),
        (json!({ "branch": false }), "branch must be a string"),
        (json!("x"), "must be a hash"),
    ] {
        let found = mistakes(&selector);
        assert_eq!(found.len(), 1, "{selector}: {found:?}");
        assert!(found[0].starts_with(beginning), "{selector}: {found:?}");
    }
    assert!(
        mistakes(&json!({ "fallbackTag": "x" }))
            .iter()
            .any(|m| m.starts_with("fallbackTag can only"))
    );
    assert!(
        mistakes(&json!({ "fallbackBranch": "x" }))
            .iter()
            .any(|m| m.starts_with("fallbackBranch can only"))
    );
}

#[test]
fn a_mistake_carries_the_position_of_its_selector() {
    let invalid =
        ask(&json!({ "consumerVersionSelectors": [{ "latest": true }, { "consumer": " ", "latest": true }] }));
    assert_eq!(
        invalid.expect_err("is refused").to_string(),
        "consumerVersionSelectors consumer cannot be blank (at index 1)"
    );
}

#[test]
fn an_empty_question_is_the_default_one() {
    for body in [
        json!({}),
        json!({ "consumerVersionSelectors": [], "providerVersionTags": null, "providerVersionBranch": null }),
        json!({ "providerVersionBranch": "" }),
    ] {
        assert_eq!(ask(&body), Ok(PactsForVerification::default()), "{body}");
    }
}

#[test]
fn the_other_fields_are_read_or_refused_by_name() {
    let question = ask(&json!({
        "providerVersionBranch": "main", "providerVersionTags": ["a", "b"],
        "includePendingStatus": false, "includeWipPactsSince": "2024-05-06",
    }))
    .expect("is a question");
    assert_eq!(question.provider_branch, Some(branch("main")));
    assert_eq!(question.provider_tags, [tag("a"), tag("b")]);
    assert!(!question.include_pending && question.wip_since.is_some());

    for (body, mistake) in [
        (json!([]), " must be a hash"),
        (
            json!({ "consumerVersionSelectors": "x" }),
            "consumerVersionSelectors must be an array",
        ),
        (
            json!({ "includePendingStatus": "x" }),
            "includePendingStatus must be boolean",
        ),
        (
            json!({ "includeWipPactsSince": "not a date" }),
            "includeWipPactsSince must be a date",
        ),
        (
            json!({ "includeWipPactsSince": null }),
            "includeWipPactsSince must be filled",
        ),
        (
            json!({ "providerVersionBranch": " " }),
            "providerVersionBranch cannot be blank",
        ),
        (
            json!({ "providerVersionBranch": "", "includePendingStatus": true }),
            "providerVersionBranch must be filled",
        ),
        (
            json!({ "providerVersionTags": "x" }),
            "providerVersionTags must be an array",
        ),
        (
            json!({ "providerVersionTags": [1] }),
            "providerVersionTags must be a string (at index 0)",
        ),
    ] {
        assert_eq!(
            ask(&body).expect_err("is refused").to_string(),
            mistake.trim_start(),
            "{body}"
        );
    }
    let tolerated = json!({ "providerVersionBranch": "", "includePendingStatus": true, "providerVersionTags": ["a"] });
    assert!(ask(&tolerated).is_ok());
}
