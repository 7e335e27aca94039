//! The board of environments: what runs where, and what is newer.

use std::collections::{BTreeSet, HashMap};

use super::{Answer, AnyConnection, Cut, Extent, ListQuery, Moment};
use crate::domain::drift::{Drift, Running, drift};
use crate::store::environments::{Environment, InEnvironment, deployed_now, environment_list, supported_now};
use crate::store::heads::heads_of_main_branch;
use crate::store::pacticipants::PacticipantRef;
pub use crate::store::placements::PlacementFilter;
use crate::store::placements::{placed_pacticipants, placement_counts};
use crate::store::versions::version_numbers;

/// A part of the board.
#[derive(Debug)]
pub struct Board {
    /// All environments, with how many pacticipants each has.
    pub environments: Vec<(Environment, i64)>,
    pub lines: Vec<Line>,
    pub extent: Extent,
}

/// A pacticipant on the board.
#[derive(Debug)]
pub struct Line {
    pub pacticipant: String,
    /// The head of its main branch, if it has one.
    pub newest: Option<String>,
    /// Oldest first.
    pub places: Vec<Occupied>,
    pub drift: Option<Drift>,
}

/// A version in an environment.
#[derive(Debug)]
pub struct Occupied {
    pub environment_id: i64,
    pub number: String,
    pub since: Moment,
    pub how: How,
}

/// How a version is in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It runs, as this application instance if one was named.
    Deployed(Option<String>),
    /// It was given out, and is supported.
    Released,
}

/// Shows a part of the board, by name.
pub fn board(connection: &mut AnyConnection, filter: &PlacementFilter, asked: &ListQuery) -> Answer<Board> {
    let counts: HashMap<i64, i64> = placement_counts(connection)?.into_iter().collect();
    let count_of = |environment: Environment| {
        let count = counts.get(&environment.id).copied().unwrap_or(0);
        (environment, count)
    };
    let environments: Vec<(Environment, i64)> = environment_list(connection)?.into_iter().map(count_of).collect();
    let Cut { rows, extent } = placed_pacticipants(connection, filter, asked)?;
    let lines = lines(connection, filter, rows, &environments)?;
    Ok(Board {
        environments,
        lines,
        extent,
    })
}

/// That a version is somewhere, by ids.
struct Placement {
    pacticipant: i64,
    version: i64,
    place: Occupied,
}

fn lines(
    connection: &mut AnyConnection,
    filter: &PlacementFilter,
    pacticipants: Vec<PacticipantRef>,
    environments: &[(Environment, i64)],
) -> Answer<Vec<Line>> {
    let ids: Vec<i64> = pacticipants.iter().map(|pacticipant| pacticipant.id).collect();
    let mut of: HashMap<i64, Vec<Placement>> = HashMap::new();
    for placement in placements(connection, &ids)? {
        of.entry(placement.pacticipant).or_default().push(placement);
    }
    let newest: HashMap<i64, i64> = heads_of_main_branch(connection, &ids)?
        .into_iter()
        .map(|head| (head.pacticipant_id, head.version_id))
        .collect();
    let placed = of.values().flatten().map(|placement| placement.version);
    let versions: BTreeSet<i64> = placed.chain(newest.values().copied()).collect();
    let numbers: HashMap<i64, String> = version_numbers(connection, &versions.into_iter().collect::<Vec<_>>())?
        .into_iter()
        .collect();
    let production: HashMap<i64, bool> = environments.iter().map(|(one, _)| (one.id, one.production)).collect();
    let line = |pacticipant: PacticipantRef| {
        let placements = of.remove(&pacticipant.id).unwrap_or_default();
        let running: Vec<Running> = placements
            .iter()
            .filter(|placement| placement.place.how != How::Released)
            .map(|placement| Running {
                environment: placement.place.environment_id,
                production: production.get(&placement.place.environment_id) == Some(&true),
                version: placement.version,
            })
            .collect();
        let here = placements
            .into_iter()
            .filter(|placement| filter.environment.is_none_or(|id| id == placement.place.environment_id));
        let places = here.map(|placement| Occupied {
            number: numbers.get(&placement.version).cloned().unwrap_or_default(),
            ..placement.place
        });
        Line {
            newest: newest.get(&pacticipant.id).and_then(|id| numbers.get(id).cloned()),
            pacticipant: pacticipant.name,
            places: places.collect(),
            drift: drift(&running),
        }
    };
    Ok(pacticipants.into_iter().map(line).collect())
}

fn placements(connection: &mut AnyConnection, pacticipants: &[i64]) -> Answer<Vec<Placement>> {
    let narrowed = InEnvironment {
        pacticipants: Some(pacticipants),
        ..InEnvironment::default()
    };
    let deployed = deployed_now(connection, narrowed)?.into_iter().rev();
    let supported = supported_now(connection, narrowed)?.into_iter().rev();
    let place = |environment_id: i64, since: Moment, how: How| Occupied {
        environment_id,
        number: String::new(),
        since,
        how,
    };
    let deployed = deployed.map(|row| Placement {
        pacticipant: row.pacticipant_id,
        version: row.version_id,
        place: place(
            row.environment_id,
            row.created_at,
            How::Deployed((!row.target.is_empty()).then_some(row.target)),
        ),
    });
    let supported = supported.map(|row| Placement {
        pacticipant: row.pacticipant_id,
        version: row.version_id,
        place: place(row.environment_id, row.created_at, How::Released),
    });
    Ok(deployed.chain(supported).collect())
}
