//! A plan for people.

use std::fmt::Write as _;

use super::{Plan, Policy};
use crate::store::retention::Overwritten;

/// Says for each pacticipant what is kept, by which selector, and what is to go.
pub fn report(plan: &Plan, policy: &Policy) -> String {
    let mut text = String::new();
    for one in &plan.pacticipants {
        let kept: usize = one.kept.iter().sum();
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "{}: {} versions, {kept} kept, {} to be deleted ({} this time)",
            one.name,
            kept + one.unkept,
            one.unkept,
            one.versions.len()
        );
        for (selector, count) in policy.keep_versions.iter().zip(&one.kept) {
            if *count > 0 {
                let _ = writeln!(text, "  {count} kept by {selector}");
            }
        }
        if !one.branches.is_empty() {
            let _ = writeln!(
                text,
                "  {} branches kept, {} to be deleted this time",
                one.branches_kept,
                one.branches.len()
            );
        }
    }
    for (what, ids) in &plan.overwritten {
        let _ = writeln!(text, "{}: {} to be deleted this time", words(*what), ids.len());
    }
    text
}

fn words(what: Overwritten) -> &'static str {
    match what {
        Overwritten::Publications => "superseded revisions of pacts",
        Overwritten::Verifications => "superseded results",
        Overwritten::TriggeredWebhooks => "superseded triggered webhooks",
        Overwritten::Contents => "contents that no version publishes",
    }
}
