//! What stands in the way, asked of the whole evaluation.

use chrono::NaiveDateTime;
use proptest::prelude::*;

use super::blockers::Reason;
use super::step::Step;
use super::*;

const WEB: i64 = 1;
const ORDERS: i64 = 2;
const NAMES: [&str; 5] = ["", "Web", "Orders", "Mail", "Stock"];

fn party(id: i64) -> Party {
    let index = usize::try_from(id).expect("ids of tests are small");
    let name = NAMES[index].to_owned();
    Party { id, name }
}

fn version(pacticipant: i64, number: i64) -> PartyVersion {
    PartyVersion {
        id: pacticipant * 100 + number,
        number: number.to_string(),
    }
}

fn row(consumer: (i64, i64), provider: i64, result: Option<(i64, bool)>) -> MatrixRow {
    let moment = NaiveDateTime::default();
    MatrixRow {
        consumer: party(consumer.0),
        consumer_version: version(consumer.0, consumer.1),
        provider: party(provider),
        publication_id: consumer.0 * 100 + consumer.1,
        revision: 1,
        sha: "abc".to_owned(),
        pact_created_at: moment,
        result: result.map(|(number, success)| RowResult {
            number: provider * 100 + number,
            success,
            executed_at: moment,
            created_at: moment,
            provider_version: version(provider, number),
        }),
    }
}

fn selector(pacticipant: i64, resolution: Resolution, criteria: Criteria, specified: bool) -> Resolved {
    Resolved {
        pacticipant_id: pacticipant,
        pacticipant: party(pacticipant).name,
        criteria,
        resolution,
        specified,
        ignored: false,
    }
}

fn at(pacticipant: i64, number: i64) -> Resolution {
    Resolution::Version {
        version: version(pacticipant, number),
        one_of_many: false,
    }
}

fn in_production() -> Criteria {
    Criteria {
        environment: Some("production".to_owned()),
        ..Criteria::default()
    }
}

fn numbered(number: &str) -> Criteria {
    Criteria {
        version: Some(number.to_owned()),
        ..Criteria::default()
    }
}

fn needs(consumer: i64, provider: i64) -> Integration {
    Integration {
        consumer: party(consumer),
        provider: party(provider),
        required: true,
    }
}

/// May version 1 of Web go to production?
fn question(rows: Vec<MatrixRow>, orders: Resolution) -> Evaluation {
    Evaluation {
        rows,
        is_whole: true,
        selectors: vec![
            selector(WEB, at(WEB, 1), numbered("1"), true),
            selector(ORDERS, orders, in_production(), false),
        ],
        ignored_selectors: Vec::new(),
        integrations: vec![needs(WEB, ORDERS)],
        latest_by: None,
        target: Target {
            environment: Some("production".to_owned()),
            ..Target::default()
        },
        success: None,
    }
}

fn only(asked: Evaluation) -> Blocker {
    let outcome = evaluate(asked);
    assert_eq!(outcome.blockers.len(), 1, "{:?}", outcome.blockers);
    let blocker = outcome.blockers[0].clone();
    assert!(outcome.notices.iter().any(|notice| notice.text == blocker.text));
    blocker
}

fn verify(version: Option<&str>) -> Step {
    Step::Verify {
        provider: "Orders".to_owned(),
        version: version.map(str::to_owned),
        contract: Some(Contract {
            consumer: "Web".to_owned(),
            consumer_version: "1".to_owned(),
            provider: "Orders".to_owned(),
        }),
    }
}

#[test]
fn who_has_not_verified_is_asked_to() {
    let found = only(question(vec![row((WEB, 1), ORDERS, None)], at(ORDERS, 5)));
    assert_eq!((found.reason, found.actor.as_str()), (Reason::NotVerified, "Orders"));
    assert!(found.reason.waiting_may_help());
    assert_eq!(found.step, verify(Some("5")));
    let (consumer, provider) = found.pair.expect("two sides");
    assert_eq!(
        (consumer.name.as_str(), consumer.version.as_deref()),
        ("Web", Some("1"))
    );
    assert_eq!(
        (provider.name.as_str(), provider.version.as_deref()),
        ("Orders", Some("5"))
    );
}

#[test]
fn who_failed_is_asked_to_verify_again_and_waiting_is_vain() {
    let found = only(question(vec![row((WEB, 1), ORDERS, Some((5, false)))], at(ORDERS, 5)));
    assert_eq!((found.reason, found.actor.as_str()), (Reason::Failed, "Orders"));
    assert!(!found.reason.waiting_may_help());
    assert_eq!(found.step, verify(Some("5")));
    let result = found.result.expect("a result to look at");
    assert_eq!((result.sha.as_str(), result.number), ("abc", 205));
}

#[test]
fn a_provider_that_is_not_there_must_be_deployed() {
    let found = only(question(vec![row((WEB, 1), ORDERS, None)], Resolution::Missing));
    assert_eq!(
        (found.reason, found.actor.as_str()),
        (Reason::NothingDeployed, "Orders")
    );
    assert!(!found.reason.waiting_may_help());
    let step = Step::RecordDeployment {
        pacticipant: "Orders".to_owned(),
        version: None,
        environment: "production".to_owned(),
    };
    assert_eq!(found.step, step);
}

#[test]
fn a_version_that_is_not_there_outweighs_everything() {
    let mut asked = question(vec![row((WEB, 2), ORDERS, Some((5, false)))], at(ORDERS, 5));
    asked.selectors[0].resolution = Resolution::Missing;
    let found = only(asked);
    assert_eq!((found.reason, found.actor.as_str()), (Reason::UnknownVersion, "Web"));
    assert_eq!(found.pair, None);
    let step = Step::Publish {
        version: Some("1".to_owned()),
        branch: None,
    };
    assert_eq!(found.step, step);
}

#[test]
fn a_version_of_a_provider_becomes_known_by_verifying() {
    let mut asked = question(Vec::new(), Resolution::Missing);
    asked.selectors = vec![selector(ORDERS, Resolution::Missing, numbered("9"), true)];
    let step = Step::Verify {
        provider: "Orders".to_owned(),
        version: Some("9".to_owned()),
        contract: None,
    };
    assert_eq!(only(asked).step, step);
}

#[test]
fn a_criterion_that_finds_nothing_says_what_is_missing() {
    let publish_on = |branch: Option<&str>| Step::Publish {
        version: None,
        branch: branch.map(str::to_owned),
    };
    let pacticipant = "Web".to_owned();
    for (criteria, step) in [
        (
            Criteria {
                branch: Some("feat".to_owned()),
                latest: true,
                ..Criteria::default()
            },
            publish_on(Some("feat")),
        ),
        (
            Criteria {
                latest: true,
                ..Criteria::default()
            },
            publish_on(None),
        ),
        (
            Criteria {
                tag: Some("live".to_owned()),
                ..Criteria::default()
            },
            Step::CreateTag {
                pacticipant: pacticipant.clone(),
                tag: "live".to_owned(),
            },
        ),
        (
            Criteria {
                main_branch: true,
                ..Criteria::default()
            },
            Step::SetMainBranch { pacticipant },
        ),
    ] {
        let mut asked = question(Vec::new(), at(ORDERS, 5));
        asked.selectors[0] = selector(WEB, Resolution::Missing, criteria, true);
        let found = only(asked);
        assert_eq!((found.reason, &found.step), (Reason::UnknownVersion, &step));
    }
}

#[test]
fn a_required_pair_without_contract_is_for_the_consumer() {
    let found = only(question(Vec::new(), at(ORDERS, 5)));
    assert_eq!(
        (found.reason, found.actor.as_str()),
        (Reason::VersionWithoutContracts, "Web")
    );
    assert!(!found.has_contract);
}

#[test]
fn rows_that_nobody_wanted_to_see_still_tell_the_reason() {
    let mut asked = question(vec![row((WEB, 1), ORDERS, Some((5, false)))], at(ORDERS, 5));
    asked.success = Some(vec![Some(true)]);
    assert_eq!(only(asked).reason, Reason::Failed);
}

#[test]
fn revisions_of_one_contract_are_one_obstacle() {
    let mut second = row((WEB, 1), ORDERS, None);
    second.revision = 2;
    only(question(vec![row((WEB, 1), ORDERS, None), second], at(ORDERS, 5)));
}

#[test]
fn a_version_that_is_not_missed_beside_another_is_told() {
    let beside = |number| Resolution::Version {
        version: version(ORDERS, number),
        one_of_many: true,
    };
    let told = |asked: Evaluation| {
        let outcome = evaluate(asked);
        assert_eq!(outcome.summary.deployable, Some(true));
        assert_eq!(outcome.notices.len(), 1, "{:?}", outcome.notices);
        let text = &outcome.notices[0].text;
        text.contains("of Orders currently in production (6) has not verified the contract of version 1 of Web")
    };
    let rows = vec![row((WEB, 1), ORDERS, Some((5, true)))];
    let mut asked = question(rows, beside(5));
    asked
        .selectors
        .push(selector(ORDERS, beside(6), in_production(), false));
    assert!(told(asked.clone()));
    assert!(
        !told(Evaluation {
            is_whole: false,
            ..asked.clone()
        }),
        "some rows were left out"
    );
    let mut ignoring = asked.clone();
    ignoring.selectors[2].ignored = true;
    assert!(!told(ignoring), "it was to be ignored");
    asked.rows.push(row((WEB, 1), ORDERS, Some((6, true))));
    assert!(!told(asked), "it has verified");
}

prop_compose! {
    fn any_row()(
        consumer in 1_i64..3, consumer_version in 1_i64..4, provider in 3_i64..5,
        result in prop::option::of((1_i64..4, any::<bool>())),
    ) -> MatrixRow {
        row((consumer, consumer_version), provider, result)
    }
}

prop_compose! {
    fn any_selector()(
        pacticipant in 1_i64..5, number in 1_i64..4, kind in 0..3, specified in any::<bool>(), ignored in any::<bool>(),
    ) -> Resolved {
        let resolution = match kind {
            0 => Resolution::Any,
            1 => at(pacticipant, number),
            _ => Resolution::Missing,
        };
        Resolved { ignored, ..selector(pacticipant, resolution, in_production(), specified) }
    }
}

proptest! {
    #[test]
    fn something_stands_in_the_way_unless_the_answer_is_yes(
        rows in prop::collection::vec(any_row(), 0..8),
        selectors in prop::collection::vec(any_selector(), 1..5),
        pairs in prop::collection::vec((1_i64..3, 3_i64..5, any::<bool>()), 0..4),
        wanted in prop::option::of(prop::collection::vec(any::<Option<bool>>(), 1..3)),
        ignore in prop::option::of(1_i64..5),
    ) {
        let integration = |(consumer, provider, required)| Integration { required, ..needs(consumer, provider) };
        let ignored = ignore.map(|id| Ignored {
            pacticipant: party(id).name,
            version: None,
            pacticipant_id: Some(id),
            version_id: None,
        });
        let outcome = evaluate(Evaluation {
            rows,
            is_whole: true,
            selectors,
            ignored_selectors: ignored.into_iter().collect(),
            integrations: pairs.into_iter().map(integration).collect(),
            latest_by: None,
            target: Target::default(),
            success: wanted,
        });
        prop_assert_eq!(outcome.blockers.is_empty(), outcome.summary.deployable == Some(true));
        for blocker in &outcome.blockers {
            let sides = blocker.pair.iter().flat_map(|(consumer, provider)| [&consumer.name, &provider.name]);
            prop_assert!(blocker.pair.is_none() || sides.clone().any(|name| *name == blocker.actor));
            prop_assert_eq!(blocker.result.is_some(), blocker.reason == Reason::Failed);
        }
    }
}
