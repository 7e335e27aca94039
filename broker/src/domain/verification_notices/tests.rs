use super::*;
use crate::domain::metadata::ResolvedSelectorRef;
use crate::domain::names::Name;

fn name<K>(text: &str) -> Name<K> {
    Name::trusted(text.to_owned())
}

fn found(kind: ResolvedSelectorKind, consumer: Option<&str>, number: &str) -> ResolvedSelector {
    let order = number.parse().expect("tests number versions 1, 2, 3");
    ResolvedSelector {
        kind,
        consumer: consumer.map(name),
        consumer_name: name("Foo"),
        version_number: name(number),
        version_id: order,
        version_order: order,
    }
}

fn main_branch() -> ResolvedSelectorKind {
    ResolvedSelectorKind::MainBranch { branch: name("main") }
}

fn branch(text: &str) -> ResolvedSelectorKind {
    ResolvedSelectorKind::Branch {
        branch: name(text),
        fallback_for: None,
    }
}

fn latest_tag(text: &str, fallback_for: Option<&str>) -> ResolvedSelectorKind {
    ResolvedSelectorKind::LatestTag {
        tag: name(text),
        fallback_for: fallback_for.map(name),
    }
}

fn tag(text: &str) -> ResolvedSelectorKind {
    ResolvedSelectorKind::Tag { tag: name(text) }
}

fn deployed(environment: &str, production: bool) -> ResolvedSelectorKind {
    ResolvedSelectorKind::Deployed {
        environment: name(environment),
        production,
    }
}

fn released(environment: &str) -> ResolvedSelectorKind {
    ResolvedSelectorKind::Released {
        environment: name(environment),
        production: true,
    }
}

fn contract(selectors: &[ResolvedSelector]) -> ChosenContract<'_> {
    ChosenContract {
        provider: "Bar",
        url: "http://broker/pact",
        selectors,
        wip: false,
        pending: None,
        scope: ProviderScope::Any,
    }
}

fn texts(contract: &ChosenContract<'_>) -> Vec<String> {
    notices(contract).into_iter().map(|notice| notice.text).collect()
}

#[test]
fn selectors_are_told_in_reading_order() {
    let mut selectors = vec![
        found(released("aa"), None, "1"),
        found(deployed("aa", true), None, "1"),
        found(deployed("zz", false), None, "1"),
        found(tag("a"), Some("Foo"), "1"),
        found(tag("a"), None, "2"),
        found(tag("a"), None, "1"),
        found(latest_tag("a", None), None, "1"),
        found(branch("a"), None, "1"),
        found(main_branch(), None, "1"),
        found(ResolvedSelectorKind::Overall, None, "1"),
    ];
    sort(&mut selectors);
    assert_eq!(
        short_description(&selectors),
        "latest, latest from main branch, latest from branch a, latest with tag a, one of a, one of Foo a, \
         deployed to zz, deployed to aa, released in aa"
    );
    let tagged: Vec<_> = selectors[4..6].iter().map(|selector| selector.version_order).collect();
    assert_eq!(tagged, [1, 2]);
}

#[test]
fn the_reason_lists_one_criterion_per_line() {
    let selectors = [
        found(ResolvedSelectorKind::Overall, None, "1"),
        found(main_branch(), Some("Foo"), "2"),
        found(branch("x"), None, "3"),
        found(latest_tag("y", Some("x")), None, "3"),
        found(tag("t"), Some("Foo"), "4"),
        found(deployed("test", false), Some("Foo"), "5"),
        found(deployed("uat", false), Some("Foo"), "6"),
        found(deployed("prod", true), Some("Foo"), "7"),
        found(deployed("test", false), None, "5"),
        found(released("prod"), None, "8"),
    ];
    assert_eq!(
        texts(&contract(&selectors)),
        ["The pact at http://broker/pact is verified here because its content was published by consumer versions that match these criteria:
    * latest version of a consumer that has a pact with Bar (1)
    * latest version of Foo from the main branch 'main' (2)
    * latest version from branch 'x' (3)
    * latest version tagged 'y' (fallback, as nothing was found for tag 'x') (3)
    * all Foo versions tagged 't' (4)
    * consumer versions of Foo currently deployed to test (5), uat (6) and prod (7)
    * consumer version currently deployed to test (5)
    * consumer version released and supported in prod (8)"]
    );
}

#[test]
fn one_criterion_is_told_in_the_singular() {
    let selectors = [found(main_branch(), None, "2")];
    assert_eq!(
        texts(&contract(&selectors)),
        ["The pact at http://broker/pact is verified here because its content was published by the consumer version that matches this criterion:
    * latest version from the main branch 'main' (2)"]
    );
}

#[test]
fn without_the_question_nothing_is_said_about_pending() {
    let selectors = [found(main_branch(), None, "2")];
    assert_eq!(notices(&contract(&selectors)).len(), 1);
}

#[test]
fn a_pending_contract_is_told_what_each_outcome_means() {
    let selectors = [found(main_branch(), None, "2")];
    let pending = ChosenContract {
        pending: Some(true),
        scope: ProviderScope::Branch("feat"),
        ..contract(&selectors)
    };
    let notices = notices(&pending);
    let when: Vec<_> = notices.iter().map(|notice| notice.when.as_str()).collect();
    assert_eq!(
        when,
        [
            "before_verification",
            "before_verification",
            "after_verification:success_true_published_false",
            "after_verification:success_false_published_false",
            "after_verification:success_true_published_true",
            "after_verification:success_false_published_true",
        ]
    );
    assert!(
        notices[1]
            .text
            .contains("no successful verification by a version of Bar from branch 'feat'")
    );
    assert!(notices[2].text.contains("still pending") && notices[4].text.contains("no longer pending"));
}

#[test]
fn a_contract_that_was_verified_before_fails_the_build() {
    let selectors = [found(main_branch(), None, "2")];
    let tags = [name("dev"), name("prod")];
    let verified = ChosenContract {
        pending: Some(false),
        scope: ProviderScope::Tags(&tags),
        ..contract(&selectors)
    };
    let texts = texts(&verified);
    assert_eq!(texts.len(), 2);
    assert!(texts[1].contains("a version of Bar with tags 'dev' and 'prod' has verified it successfully before"));
}

#[test]
fn work_in_progress_says_where_it_comes_from_and_who_has_not_verified_it() {
    let selectors = [found(branch("x"), None, "3"), found(latest_tag("y", None), None, "4")];
    let wip = ChosenContract {
        wip: true,
        pending: Some(true),
        scope: ProviderScope::Branch("main"),
        ..contract(&selectors)
    };
    let texts = texts(&wip);
    assert!(texts[0].starts_with(
        "The pact at http://broker/pact is verified here because it is work in progress: it was published by the \
         latest versions of Foo from branch 'x' (3) and of Foo tagged 'y' (4) (both have the same content), and no \
         successful verification by a version of Bar from branch 'main' has been published yet."
    ));
    assert!(texts[1].contains("because it is work in progress"));
    assert_eq!(texts.len(), 6);
}

#[test]
fn a_selector_travels_in_short() {
    let short = |kind| ResolvedSelectorRef::from(&found(kind, None, "7"));
    let found = ResolvedSelectorRef {
        consumer_version_id: Some(7),
        ..Default::default()
    };
    assert_eq!(
        short(ResolvedSelectorKind::Overall),
        ResolvedSelectorRef {
            latest: Some(true),
            ..found.clone()
        }
    );
    assert_eq!(
        short(main_branch()),
        ResolvedSelectorRef {
            branch: Some("main".to_owned()),
            latest: Some(true),
            ..found.clone()
        }
    );
    assert_eq!(
        short(tag("t")),
        ResolvedSelectorRef {
            tag: Some("t".to_owned()),
            ..found.clone()
        }
    );
    assert_eq!(
        short(deployed("test", false)),
        ResolvedSelectorRef {
            environment: Some("test".to_owned()),
            ..found
        }
    );
}
