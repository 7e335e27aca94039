use super::super::json;
use super::*;

fn results(text: &str) -> Option<Vec<TestResult>> {
    read(&json::parse(text.as_bytes()).expect("tests pass JSON"))
}

#[test]
fn a_list_of_interactions_is_read() {
    let read = results(
        r#"[{"interactionId":"7f","interactionDescription":"an order","success":false,
             "mismatches":[{"attribute":"body","identifier":"$.id","description":"Expected 1 but was 2"}],
             "exceptions":[{"message":"no route","exceptionClass":"IOError"}]},
            {"interactionId":"80","success":true}, 7]"#,
    );
    let read = read.expect("is a known form");
    let [failed, fine] = read.as_slice() else {
        panic!("two results: {read:?}");
    };
    assert_eq!(
        (failed.interaction_id.as_deref(), failed.success),
        (Some("7f"), Some(false))
    );
    assert_eq!(failed.exceptions, ["IOError: no route"]);
    assert_eq!(
        failed.mismatches,
        [Mismatch {
            attribute: Some("body".to_owned()),
            place: Some("$.id".to_owned()),
            description: Some("Expected 1 but was 2".to_owned()),
            expected: Some("1".to_owned()),
            received: Some("2".to_owned()),
        }]
    );
    assert_eq!((fine.success, fine.mismatches.len()), (Some(true), 0));
}

#[test]
fn an_object_of_tests_is_read() {
    let read = results(
        r#"{"tests":[{"testDescription":"has status 200","interactionDescription":"an order","interactionProviderState":"it exists",
                      "status":"failed","exception":{"class":"Error","message":"boom"},"mismatches":["a","b"]},
                     {"testFullDescription":"a whole sentence","status":"passed"},
                     {"status":"pending"}],
            "summary":{"testCount":3,"failureCount":1}}"#,
    );
    let read = read.expect("is a known form");
    assert_eq!(
        read.iter().map(|one| one.success).collect::<Vec<_>>(),
        [Some(false), Some(true), None]
    );
    assert_eq!(read[0].state.as_deref(), Some("it exists"));
    assert_eq!(
        (read[0].mismatches.len(), read[0].exceptions[0].as_str()),
        (2, "Error: boom")
    );
    assert_eq!(read[1].description.as_deref(), Some("a whole sentence"));
}

#[test]
fn expected_and_received_are_told_apart_where_they_are_told() {
    for (sentence, told) in [
        ("expected status of 200 but was 404", Some(("status of 200", "404"))),
        ("Expected 'a', but got 'b'", Some(("'a'", "'b'"))),
        ("Expected a list", None),
        ("200 but was 404", None),
    ] {
        let told = told.map(|(expected, received)| (expected.to_owned(), received.to_owned()));
        assert_eq!(expected_and_received(sentence), told);
    }
    let named =
        results(r#"[{"mismatches":[{"type":"StatusMismatch","expected":200,"actual":404,"mismatch":"other"}]}]"#);
    let named = named.expect("is a known form");
    assert_eq!(named[0].success, Some(false));
    let mismatch = &named[0].mismatches[0];
    assert_eq!(
        (mismatch.expected.as_deref(), mismatch.received.as_deref()),
        (Some("200"), Some("404"))
    );
}

#[test]
fn other_forms_tell_nothing() {
    for text in ["null", "{}", "7", r#"{"tests":{}}"#] {
        assert_eq!(results(text), None, "{text}");
    }
    assert_eq!(results("[1,null,[]]"), Some(Vec::new()));
    assert!(results(r#"[{"mismatches":7,"exceptions":"x","success":"yes","interactionId":{}}]"#).is_some());
}
