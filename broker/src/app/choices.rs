//! What forms offer while somebody types.

use super::{Answer, AnyConnection, Direction, ListQuery, Order, Part};
use crate::store::branches::branch_list;
use crate::store::heads::tag_names_of;
use crate::store::pacticipants::{PacticipantFilter, pacticipant_list, pacticipant_refs_by_names};
use crate::store::versions::{Listed, version_list};

/// Enough to choose from; who types more sees others.
const MOST: i64 = 100;

/// What can be said of one pacticipant's versions, the most recent first.
#[derive(Debug, Clone, Default)]
pub struct VersionChoices {
    pub versions: Vec<String>,
    pub branches: Vec<String>,
    pub tags: Vec<String>,
}

/// Names of pacticipants that contain what was typed.
pub fn names_like(connection: &mut AnyConnection, typed: &str) -> Answer<Vec<String>> {
    let filter = PacticipantFilter {
        search: (!typed.is_empty()).then(|| typed.to_owned()),
        ..PacticipantFilter::default()
    };
    let found = pacticipant_list(connection, &filter, &first(Order::Name, Direction::Ascending))?;
    Ok(found.rows.into_iter().map(|pacticipant| pacticipant.name).collect())
}

/// Versions, branches and tags of a pacticipant; none of one that is not there.
pub fn version_choices(connection: &mut AnyConnection, name: &str) -> Answer<VersionChoices> {
    let Some(pacticipant) = pacticipant_refs_by_names(connection, &[name])?.pop() else {
        return Ok(VersionChoices::default());
    };
    let newest = first(Order::Creation, Direction::Descending);
    let versions = version_list(connection, pacticipant.id, Listed::All, &newest)?;
    let busiest = first(Order::LastChange, Direction::Descending);
    let branches = branch_list(connection, pacticipant.id, None, &busiest)?;
    Ok(VersionChoices {
        versions: versions.rows.into_iter().map(|version| version.number).collect(),
        branches: branches.rows.into_iter().map(|branch| branch.name).collect(),
        tags: tag_names_of(connection, pacticipant.id, MOST)?,
    })
}

fn first(order: Order, direction: Direction) -> ListQuery {
    ListQuery {
        order,
        direction,
        part: Part::After { last: None, size: MOST },
    }
}
