//! Removing a long history piece by piece: each function deletes some rows, few enough for a short transaction.
//!
//! The order matters. What hangs on a row goes before it, so that no foreign key takes along more than a handful.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::StoreError;
use super::connection::AnyConnection;
use super::figures::figures_forget;
use super::list::{Value, handwritten};
use super::repair::{repair_contents, repair_latest_publications, repair_latest_verifications};
use super::schema::pacticipants;

/// Rows that one transaction deletes of a table, at most.
const BATCH: usize = 200;

/// Contents that are emptied and deleted at a time: each is some kilobytes.
const CONTENTS: usize = 20;

/// Whose history.
#[derive(Debug, Clone, Copy)]
pub enum History {
    /// Everything of a pacticipant, as a consumer and as a provider.
    Pacticipant(i64),
    /// What a consumer and a provider share.
    Pair(i64, i64),
    /// Everything of everybody.
    All,
}

impl History {
    /// Where the rows are, of the tables that grow longest.
    fn sources(self) -> (&'static [&'static str], Vec<Value>) {
        match self {
            Self::Pacticipant(id) => (
                &[
                    "versions WHERE pacticipant_id = ?",
                    "publications WHERE consumer_id = ?",
                    "publications WHERE provider_id = ?",
                    "verifications WHERE provider_id = ?",
                    "contents c JOIN verifications v ON v.content_id = c.id WHERE c.consumer_id = ?",
                    "triggered_webhooks WHERE consumer_id = ?",
                    "triggered_webhooks WHERE provider_id = ?",
                ],
                vec![Value::Id(id)],
            ),
            Self::Pair(consumer, provider) => (
                &[
                    "publications WHERE consumer_id = ? AND provider_id = ?",
                    "contents c JOIN verifications v ON v.content_id = c.id WHERE c.consumer_id = ? AND c.provider_id = ?",
                    "triggered_webhooks WHERE consumer_id = ? AND provider_id = ?",
                ],
                vec![Value::Id(consumer), Value::Id(provider)],
            ),
            Self::All => (
                &["versions", "publications", "verifications", "triggered_webhooks"],
                Vec::new(),
            ),
        }
    }
}

/// Does a history have more rows than this? Counts no further.
pub fn exceeds(connection: &mut AnyConnection, history: History, most: usize) -> Result<bool, StoreError> {
    let (sources, values) = history.sources();
    let mut left = most;
    for source in sources {
        let text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT {}) counted",
            left + 1
        );
        let count: i64 = handwritten::<BigInt>(text, values.clone()).get_result(connection)?;
        match left.checked_sub(usize::try_from(count).unwrap_or(usize::MAX)) {
            Some(rest) => left = rest,
            None => return Ok(true),
        }
    }
    Ok(false)
}

/// Deletes a piece of a pacticipant's history; tells whether that was all, the pacticipant itself included.
pub fn pacticipant_drain(connection: &mut AnyConnection, id: i64) -> Result<bool, StoreError> {
    let whose = |column: &str| (format!("{column} = ?"), vec![Value::Id(id)]);
    let left = some_go(connection, "triggered_webhooks", whose("consumer_id"))?
        || some_go(connection, "triggered_webhooks", whose("provider_id"))?
        || contents_go(connection, whose("consumer_id"))?
        || contents_go(connection, whose("provider_id"))?
        || some_go(connection, "versions", whose("pacticipant_id"))?
        || some_go(connection, "branches", whose("pacticipant_id"))?;
    if !left {
        diesel::delete(pacticipants::table.find(id)).execute(connection)?;
        figures_forget(connection, id)?;
    }
    Ok(!left)
}

/// Deletes a piece of what a consumer and a provider share, and makes the heads of what is left right.
pub fn pair_drain(connection: &mut AnyConnection, (consumer, provider): (i64, i64)) -> Result<(), StoreError> {
    let whose = || {
        let pair = vec![Value::Id(consumer), Value::Id(provider)];
        ("consumer_id = ? AND provider_id = ?".to_owned(), pair)
    };
    if !some_go(connection, "triggered_webhooks", whose())? {
        let contents = some_contents(connection, whose())?;
        contents_drain(connection, &contents)?;
        repair_contents(connection, &contents)?;
    }
    repair_latest_publications(connection, &[(consumer, provider)])?;
    repair_latest_verifications(connection, &[(consumer, provider)])
}

/// A condition with its values.
type Whose = (String, Vec<Value>);

fn some_go(connection: &mut AnyConnection, table: &str, whose: Whose) -> Result<bool, StoreError> {
    Ok(delete_some(connection, table, whose)? > 0)
}

fn contents_go(connection: &mut AnyConnection, whose: Whose) -> Result<bool, StoreError> {
    let contents = some_contents(connection, whose)?;
    contents_drain(connection, &contents)?;
    Ok(!contents.is_empty())
}

fn some_contents(connection: &mut AnyConnection, (condition, values): Whose) -> Result<Vec<i64>, StoreError> {
    let text = format!("SELECT id FROM contents WHERE {condition} LIMIT {CONTENTS}");
    Ok(handwritten::<BigInt>(text, values).load(connection)?)
}

/// Deletes what hangs on a few contents, and when nothing does any more, the contents.
fn contents_drain(connection: &mut AnyConnection, contents: &[i64]) -> Result<(), StoreError> {
    let (list, ids) = connection.ids(contents).by_hand();
    for table in ["publications", "verifications"] {
        let of_these = (format!("content_id IN {list}"), vec![ids.clone()]);
        if delete_some(connection, table, of_these)? == BATCH {
            return Ok(());
        }
    }
    handwritten::<()>(format!("DELETE FROM contents WHERE id IN {list}"), vec![ids]).execute(connection)?;
    Ok(())
}

fn delete_some(connection: &mut AnyConnection, table: &str, (condition, values): Whose) -> Result<usize, StoreError> {
    let text = format!("DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {condition} LIMIT {BATCH})");
    Ok(handwritten::<()>(text, values).execute(connection)?)
}
