//! The rule of what is kept, in examples and for any versions.

use proptest::prelude::*;

use super::*;

const OWNER: Owner<'static> = Owner {
    name: "web",
    main_branch: Some("main"),
};

fn parse(json: &str) -> Vec<KeepVersions> {
    KeepVersions::parse(json).unwrap()
}

/// The ids that selectors keep.
fn kept(json: &str, versions: &[VersionFacts]) -> Vec<i64> {
    let kept = versions_kept(&parse(json), OWNER, versions);
    let kept = versions.iter().zip(kept).filter(|(_, by)| by.is_some());
    kept.map(|(version, _)| version.id).collect()
}

fn version(id: i64) -> VersionFacts {
    VersionFacts {
        id,
        age_days: 100 - id,
        is_latest: false,
        branches: Vec::new(),
        tags: Vec::new(),
        deployed: Vec::new(),
        released: Vec::new(),
    }
}

fn history() -> Vec<VersionFacts> {
    let named = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), false)).collect();
    vec![
        VersionFacts {
            tags: named(&["a"]),
            deployed: vec!["test".to_owned()],
            ..version(1)
        },
        VersionFacts {
            tags: named(&["a", "b"]),
            branches: named(&["main"]),
            ..version(2)
        },
        VersionFacts {
            branches: vec![("feat".to_owned(), true)],
            ..version(3)
        },
        VersionFacts {
            branches: named(&["feat"]),
            released: vec!["live".to_owned()],
            ..version(4)
        },
        VersionFacts {
            branches: named(&["main"]),
            ..version(5)
        },
        VersionFacts {
            tags: named(&["a"]),
            ..version(6)
        },
        VersionFacts {
            is_latest: true,
            ..version(7)
        },
    ]
}

#[test]
fn all_criteria_of_a_selector_must_be_met() {
    for (json, expected) in [
        ("[]", &[1_i64, 4] as &[i64]),
        (r#"[{"latest":true}]"#, &[1, 4, 7]),
        (r#"[{"tag":true,"latest":true}]"#, &[1, 2, 4, 6]),
        (r#"[{"tag":"a"}]"#, &[1, 2, 4, 6]),
        (r#"[{"tag":"a","branch":"main"}]"#, &[1, 2, 4]),
        (r#"[{"tag":false}]"#, &[1, 2, 3, 4, 5, 6, 7]),
        (r#"[{"branch":true,"latest":true}]"#, &[1, 3, 4, 5]),
        (r#"[{"main_branch":true}]"#, &[1, 2, 4, 5]),
        (r#"[{"main_branch":true,"latest":true}]"#, &[1, 4, 5]),
        (r#"[{"max_age":95}]"#, &[1, 4, 5, 6, 7]),
        (r#"[{"max_age":95,"tag":"b","latest":true}]"#, &[1, 4]),
        (r#"[{"environment":"live"}]"#, &[1, 4]),
        (r#"[{"deployed":true,"environment":"live"}]"#, &[4]),
        (
            r#"[{"deployed":true,"environment":"live"},{"released":true,"environment":"test"}]"#,
            &[],
        ),
        (r#"[{"pacticipant":"api"}]"#, &[1, 4]),
        (r#"[{"pacticipant":"web"}]"#, &[1, 2, 3, 4, 5, 6, 7]),
    ] {
        assert_eq!(kept(json, &history()), expected, "{json}");
    }
}

#[test]
fn what_no_selector_can_say_is_refused() {
    for json in [
        "{}",
        r#"[{"tagg":true}]"#,
        r#"[{"max_age":-1}]"#,
        r#"[{"latest":"yes"}]"#,
        "[1]",
    ] {
        assert!(KeepVersions::parse(json).is_err(), "{json}");
    }
    assert!(KeepBranches::parse(r#"[{"tag":"x"}]"#).is_err());
}

#[test]
fn the_main_branch_and_what_is_in_use_stay() {
    let defaults = KeepBranches::defaults();
    assert!(branches_kept(&defaults, "main", Some("main"), 1000));
    assert!(branches_kept(&defaults, "feat", Some("main"), 90));
    assert!(!branches_kept(&defaults, "feat", Some("main"), 91));
    let named = KeepBranches::parse(r#"[{"branch":"release"}]"#).unwrap();
    assert!(branches_kept(&named, "release", None, 1000));
    assert!(!branches_kept(&named, "main", None, 0));
    assert!(branches_kept(&KeepBranches::parse("null").unwrap(), "feat", None, 1000));
}

fn any_names() -> impl Strategy<Value = Vec<(String, bool)>> {
    let name = prop::sample::select(vec!["main", "feat", "fix"]).prop_map(str::to_owned);
    prop::collection::btree_map(name, any::<bool>(), 0..3).prop_map(|names| names.into_iter().collect())
}

fn any_places() -> impl Strategy<Value = Vec<String>> {
    let name = prop::sample::select(vec!["test", "live"]).prop_map(str::to_owned);
    prop::collection::btree_set(name, 0..2).prop_map(|names| names.into_iter().collect())
}

fn any_versions() -> impl Strategy<Value = Vec<VersionFacts>> {
    let one = (
        0..200_i64,
        any::<bool>(),
        any_names(),
        any_names(),
        any_places(),
        any_places(),
    );
    let facts = one.prop_map(
        |(age_days, is_latest, branches, tags, deployed, released)| VersionFacts {
            id: 0,
            age_days,
            is_latest,
            branches,
            tags,
            deployed,
            released,
        },
    );
    prop::collection::vec(facts, 0..12).prop_map(|mut versions| {
        (1..).zip(&mut versions).for_each(|(id, version)| version.id = id);
        versions
    })
}

proptest! {
    #[test]
    fn by_default_only_what_is_old_and_nobodys_head_may_go(versions in any_versions()) {
        let kept = versions_kept(&KeepVersions::defaults(), OWNER, &versions);
        for (version, by) in versions.iter().zip(kept) {
            let newest_with = |names: &dyn Fn(&VersionFacts) -> &Vec<(String, bool)>| {
                names(version).iter().any(|(name, is_head)| {
                    *is_head || !versions.iter().any(|other| {
                        other.id > version.id && names(other).iter().any(|(of_other, _)| of_other == name)
                    })
                })
            };
            let protected = version.age_days <= 90
                || version.is_latest
                || version.id == versions.len() as i64
                || !version.deployed.is_empty()
                || !version.released.is_empty()
                || newest_with(&|one| &one.branches)
                || newest_with(&|one| &one.tags);
            prop_assert_eq!(by.is_some(), protected, "{:?}", version);
        }
    }

    #[test]
    fn another_selector_keeps_more_and_never_less(versions in any_versions(), days in 0..200_u32, latest: bool) {
        let few = parse(r#"[{"tag":"feat","latest":true}]"#);
        let another = KeepVersions { max_age: Some(days), latest, ..KeepVersions::default() };
        let more: Vec<_> = few.iter().cloned().chain([another]).collect();
        let before = versions_kept(&few, OWNER, &versions);
        let after = versions_kept(&more, OWNER, &versions);
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(before.is_none() || before == after);
        }
    }
}
