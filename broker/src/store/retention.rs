//! What a clean-up must know of versions and branches, and what was superseded.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamp};

use super::connection::AnyConnection;
use super::list::{Value, handwritten};
use super::repair::repair_latest_verifications;
use super::{Moment, StoreError};
use crate::domain::retention::VersionFacts;

/// The facts of a pacticipant's versions, oldest first; of some of them, or of all.
pub fn version_facts(
    connection: &mut AnyConnection,
    pacticipant: i64,
    only: Option<&[i64]>,
    now: Moment,
) -> Result<Vec<VersionFacts>, StoreError> {
    let (some, ids) = match only {
        None => (String::new(), None),
        Some(ids) => {
            let (list, ids) = connection.ids(ids).by_hand();
            (format!("AND x.id IN {list}"), Some(ids))
        }
    };
    let values: Vec<Value> = [Value::Id(pacticipant)].into_iter().chain(ids).collect();
    let text = format!(
        "SELECT x.id, x.created_at, coalesce(x.id = p.latest_version_id, FALSE) FROM versions x \
         JOIN pacticipants p ON p.id = x.pacticipant_id WHERE x.pacticipant_id = ? {some} ORDER BY x.id"
    );
    let rows: Vec<(i64, Moment, bool)> =
        handwritten::<(BigInt, Timestamp, Bool)>(text, values.clone()).load(connection)?;
    let mut facts: BTreeMap<i64, VersionFacts> = rows
        .into_iter()
        .map(|(id, created_at, is_latest)| {
            let age_days = days_begun(created_at, now);
            (
                id,
                VersionFacts {
                    id,
                    age_days,
                    is_latest,
                    branches: Vec::new(),
                    tags: Vec::new(),
                    deployed: Vec::new(),
                    released: Vec::new(),
                },
            )
        })
        .collect();
    for (source, add) in SOURCES {
        let text = format!("{source} {some} ORDER BY 1, 2, 3");
        let rows: Vec<(i64, String, bool)> =
            handwritten::<(BigInt, Text, Bool)>(text, values.clone()).load(connection)?;
        for (version, name, is_head) in rows {
            if let Some(facts) = facts.get_mut(&version) {
                add(facts, name, is_head);
            }
        }
    }
    Ok(facts.into_values().collect())
}

type Add = fn(&mut VersionFacts, String, bool);

/// (version, name, whether the version is the head of what has the name) of a pacticipant.
const SOURCES: [(&str, Add); 4] = [
    (
        "SELECT x.id, b.name, coalesce(b.head_version_id = x.id, FALSE) FROM branches b \
         JOIN branch_versions m ON m.branch_id = b.id JOIN versions x ON x.id = m.version_id WHERE b.pacticipant_id = ?",
        |facts, name, is_head| facts.branches.push((name, is_head)),
    ),
    (
        "SELECT x.id, t.name, coalesce(h.version_id = x.id, FALSE) FROM tags t JOIN versions x ON x.id = t.version_id \
         LEFT JOIN tag_heads h ON h.pacticipant_id = t.pacticipant_id AND h.name = t.name WHERE t.pacticipant_id = ?",
        |facts, name, is_head| facts.tags.push((name, is_head)),
    ),
    (
        "SELECT DISTINCT x.id, e.name, TRUE FROM deployed_versions d JOIN versions x ON x.id = d.version_id \
         JOIN environments e ON e.id = d.environment_id WHERE d.undeployed_at IS NULL AND d.pacticipant_id = ?",
        |facts, name, _| facts.deployed.push(name),
    ),
    (
        "SELECT DISTINCT x.id, e.name, TRUE FROM released_versions r JOIN versions x ON x.id = r.version_id \
         JOIN environments e ON e.id = r.environment_id WHERE r.support_ended_at IS NULL AND r.pacticipant_id = ?",
        |facts, name, _| facts.released.push(name),
    ),
];

/// How many days lie between two moments; one that has begun counts.
pub fn days_begun(from: Moment, to: Moment) -> i64 {
    let seconds = (to - from).num_seconds();
    (seconds + 24 * 60 * 60 - 1).div_euclid(24 * 60 * 60)
}

/// A branch as far as a clean-up must know it.
#[derive(Debug, Clone, Queryable)]
pub struct BranchAge {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// When something was last added to it.
    pub updated_at: Moment,
}

/// The branches of a pacticipant, or those of them with these ids.
pub fn branch_ages(
    connection: &mut AnyConnection,
    pacticipant: i64,
    only: Option<&[i64]>,
) -> Result<Vec<BranchAge>, StoreError> {
    let (some, ids) = match only {
        None => (String::new(), None),
        Some(ids) => {
            let (list, ids) = connection.ids(ids).by_hand();
            (format!("AND id IN {list}"), Some(ids))
        }
    };
    let values = [Value::Id(pacticipant)].into_iter().chain(ids).collect();
    let text = format!("SELECT id, name, updated_at FROM branches WHERE pacticipant_id = ? {some} ORDER BY id");
    Ok(handwritten::<(BigInt, Text, Timestamp)>(text, values).load(connection)?)
}

/// What nobody needs any more once it is old enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwritten {
    /// Revisions of pacts that were followed by others.
    Publications,
    /// Results that the same provider version has replaced, but successes that were replaced by failures: a success
    /// counts for pending ever after.
    Verifications,
    /// Triggered webhooks that were followed by others of the same webhook, event and pair, and are not to be sent any
    /// more.
    TriggeredWebhooks,
    /// Contents that no version publishes any more, with their results.
    Contents,
}

impl Overwritten {
    /// All of them, in the order in which one leaves the next behind.
    pub const ALL: [Self; 4] = [
        Self::TriggeredWebhooks,
        Self::Publications,
        Self::Verifications,
        Self::Contents,
    ];

    /// The table.
    pub fn table(self) -> &'static str {
        match self {
            Self::Publications => "publications",
            Self::Verifications => "verifications",
            Self::TriggeredWebhooks => "triggered_webhooks",
            Self::Contents => "contents",
        }
    }

    fn condition(self) -> &'static str {
        match self {
            Self::Publications => "NOT is_current AND created_at < ?",
            Self::Verifications => {
                "created_at < ? AND EXISTS (SELECT 1 FROM verdicts d WHERE d.content_id = verifications.content_id \
                 AND d.provider_version_id = verifications.provider_version_id \
                 AND d.verification_id > verifications.id AND (d.success OR NOT verifications.success))"
            }
            Self::TriggeredWebhooks => {
                "triggered_at < ? AND next_attempt_at IS NULL AND repeat_at IS NULL AND EXISTS (SELECT 1 FROM triggered_webhooks n \
                 WHERE n.consumer_id = triggered_webhooks.consumer_id AND n.provider_id = triggered_webhooks.provider_id \
                 AND n.webhook_uuid = triggered_webhooks.webhook_uuid \
                 AND n.event_name = triggered_webhooks.event_name AND n.id > triggered_webhooks.id)"
            }
            Self::Contents => {
                "created_at < ? AND NOT EXISTS (SELECT 1 FROM publications p WHERE p.content_id = contents.id)"
            }
        }
    }
}

/// Rows that are looked at in one statement.
const WINDOW: i64 = 10_000;

/// The first ids of what was overwritten before a moment, so many at most.
pub fn overwritten(
    connection: &mut AnyConnection,
    what: Overwritten,
    before: Moment,
    most: usize,
) -> Result<Vec<i64>, StoreError> {
    let (table, condition) = (what.table(), what.condition());
    let (mut found, mut after) = (Vec::new(), 0);
    while found.len() < most {
        let text = format!("SELECT max(id) FROM (SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT {WINDOW}) w");
        let end: Option<i64> = handwritten::<Nullable<BigInt>>(text, vec![Value::Id(after)]).get_result(connection)?;
        let Some(end) = end else { break };
        let text = format!("SELECT id FROM {table} WHERE id > ? AND id <= ? AND {condition} ORDER BY id");
        let values = vec![Value::Id(after), Value::Id(end), Value::At(before)];
        found.extend(handwritten::<BigInt>(text, values).load::<i64>(connection)?);
        after = end;
    }
    found.truncate(most);
    Ok(found)
}

/// Deletes those of these rows that are still overwritten; returns how many.
pub fn overwritten_remove(
    connection: &mut AnyConnection,
    what: Overwritten,
    ids: &[i64],
    before: Moment,
) -> Result<usize, StoreError> {
    let (list, ids) = connection.ids(ids).by_hand();
    let pairs: Vec<(i64, i64)> = match what {
        Overwritten::Contents => {
            let text = format!("SELECT DISTINCT consumer_id, provider_id FROM contents WHERE id IN {list}");
            handwritten::<(BigInt, BigInt)>(text, vec![ids.clone()]).load(connection)?
        }
        _ => Vec::new(),
    };
    let text = format!(
        "DELETE FROM {} WHERE id IN {list} AND {}",
        what.table(),
        what.condition()
    );
    let removed = handwritten::<()>(text, vec![ids, Value::At(before)]).execute(connection)?;
    repair_latest_verifications(connection, &pairs)?;
    Ok(removed)
}
