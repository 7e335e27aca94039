//! Which pacticipants are anywhere: what boards of environments list.

use diesel::sql_types::{BigInt, Nullable, Text};

use super::connection::AnyConnection;
use super::list::{Value, handwritten};
use super::pacticipants::PacticipantRef;
use super::query::Ask;
use super::{Cut, ListQuery, Place, StoreError};

/// What a board is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct PlacementFilter {
    /// Names that contain this, case folded.
    pub search: Option<String>,
    /// Those in this environment.
    pub environment: Option<i64>,
    /// Those of which several versions are deployed.
    pub differing: bool,
}

impl PlacementFilter {
    fn condition(&self) -> (String, Vec<Value>) {
        let (here, mut values) = match self.environment {
            Some(id) => (" AND environment_id = ?", vec![Value::Id(id), Value::Id(id)]),
            None => ("", Vec::new()),
        };
        let mut text = format!(
            "p.id IN (SELECT pacticipant_id FROM deployed_versions WHERE undeployed_at IS NULL{here} \
             UNION SELECT pacticipant_id FROM released_versions WHERE support_ended_at IS NULL{here}) \
             AND p.id NOT IN (SELECT pacticipant_id FROM removals)"
        );
        if self.differing {
            text.push_str(
                " AND p.id IN (SELECT pacticipant_id FROM deployed_versions WHERE undeployed_at IS NULL \
                 GROUP BY pacticipant_id HAVING MIN(version_id) < MAX(version_id))",
            );
        }
        if let Some(search) = &self.search {
            text.push_str(" AND lower(p.name) LIKE ? ESCAPE '\\'");
            values.push(Value::Text(super::containing(search)));
        }
        (text, values)
    }
}

/// Lists pacticipants that are deployed or released and supported somewhere, by name (case folded).
pub fn placed_pacticipants(
    connection: &mut AnyConnection,
    filter: &PlacementFilter,
    asked: &ListQuery,
) -> Result<Cut<PacticipantRef>, StoreError> {
    let (condition, mut values) = filter.condition();
    let mut text = format!("SELECT p.id, p.name, p.main_branch FROM pacticipants p WHERE {condition}");
    if let Some(last) = asked.last().and_then(Place::name) {
        text.push_str(" AND (lower(p.name), p.name) > (lower(?), ?)");
        let last = Value::Text(last.to_owned());
        values.extend([last.clone(), last]);
    }
    text.push_str(" ORDER BY lower(p.name), p.name LIMIT ? OFFSET ?");
    let (limit, offset) = asked.window().unwrap_or((i64::MAX, 0));
    values.extend([Value::Id(limit), Value::Id(offset)]);
    let rows = handwritten::<(BigInt, Text, Nullable<Text>)>(text, values).rows(connection)?;
    asked.cut(
        rows,
        |row: &PacticipantRef| Place::Name(row.name.clone()),
        || {
            let (condition, values) = filter.condition();
            let text = format!("SELECT COUNT(*) FROM pacticipants p WHERE {condition}");
            Ok(handwritten::<BigInt>(text, values).row(connection)?)
        },
    )
}

/// How many pacticipants each environment has, by its id; an empty one is left out.
pub fn placement_counts(connection: &mut AnyConnection) -> Result<Vec<(i64, i64)>, StoreError> {
    let text = "SELECT x.environment_id, COUNT(*) FROM (\
         SELECT environment_id, pacticipant_id FROM deployed_versions WHERE undeployed_at IS NULL \
         UNION SELECT environment_id, pacticipant_id FROM released_versions WHERE support_ended_at IS NULL) x \
         WHERE x.pacticipant_id NOT IN (SELECT pacticipant_id FROM removals) GROUP BY x.environment_id";
    Ok(handwritten::<(BigInt, BigInt)>(text, Vec::new()).rows(connection)?)
}
