//! From query strings to parts of the network.

use super::error::ApiError;
use super::nested_query::Nested;
use crate::app::network::NetworkQuery;
use crate::domain::network::Direction;
use crate::domain::pact_status::PactStatus;

/// Who names an application wants its neighbours, unless it is said how far to go.
const NEIGHBOURS: usize = 1;

/// The part that is asked for, and what of the question makes no sense. What is blank was not filled in.
pub(crate) fn asked(query: &Nested) -> (NetworkQuery, Vec<String>) {
    let mut problems = Vec::new();
    let text = |name: &str| query.text(name).map(str::trim).filter(|text| !text.is_empty());
    let depth = match text("depth").map(|text| (text, text.parse::<usize>())) {
        None => Some(NEIGHBOURS),
        Some(("all", _)) => None,
        Some((_, Ok(depth))) if depth >= 1 => Some(depth),
        Some((text, _)) => {
            problems.push(format!("depth must be a number of at least 1 or `all`, not `{text}`"));
            Some(NEIGHBOURS)
        }
    };
    let mut known = |name: &str, is_known: bool| {
        if let Some(text) = text(name).filter(|_| !is_known) {
            problems.push(format!("there is no {name} `{text}`"));
        }
    };
    let direction = text("direction").and_then(Direction::parse);
    known("direction", direction.is_some());
    let status = text("status").and_then(PactStatus::parse);
    known("status", status.is_some());
    let asked = NetworkQuery {
        application: text("application").map(str::to_owned),
        depth,
        direction: direction.unwrap_or_default(),
        status,
        label: text("label").map(str::to_owned),
    };
    (asked, problems)
}

/// The part that is asked for, if all of the question makes sense.
pub(crate) fn asked_exactly(query: &Nested) -> Result<NetworkQuery, ApiError> {
    match asked(query) {
        (asked, problems) if problems.is_empty() => Ok(asked),
        (_, problems) => Err(ApiError::Malformed(format!("{}.", problems.join("; ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::nested_query::parse;

    #[test]
    fn a_question_is_read_and_what_is_not_understood_is_told() {
        let read = |query: &str| asked(&parse(query).expect("a query"));
        let (all, problems) = read("application=+A+&depth=all&direction=providers&status=stale&label=x");
        assert_eq!(
            (all.application.as_deref(), all.depth, problems.len()),
            (Some("A"), None, 0)
        );
        assert_eq!(
            (all.direction, all.status, all.label.as_deref()),
            (Direction::Providers, Some(PactStatus::Stale), Some("x"))
        );
        let (blank, problems) = read("application=&depth=&direction=&status=&label=");
        assert_eq!((blank.application, blank.depth, problems.len()), (None, Some(1), 0));
        for wrong in ["depth=0", "depth=-1", "depth=far", "direction=up", "status=fine"] {
            assert_eq!(read(wrong).1.len(), 1, "{wrong}");
        }
    }
}
