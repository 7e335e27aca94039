//! How much happened: amounts of each day, and the rows that are not contained in them yet.
//!
//! Rows are taken in the order of their ids, which is that of their creation, from where the last count ended: so each
//! is counted once, and nothing but the newest is ever looked for. Amounts stay when what was counted is deleted.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Timestamp};

use super::connection::AnyConnection;
use super::list::{Value, handwritten};
use super::query::{Ask, Change};
use super::schema::{daily_figures, figures_counted};
use super::{Moment, StoreError};
use crate::domain::figures::{EVERYBODY, Figure, Happening, Tally, Waits};

/// A table whose rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Publications,
    Contents,
    Verifications,
    Deployments,
    Releases,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Publications,
        Self::Contents,
        Self::Verifications,
        Self::Deployments,
        Self::Releases,
    ];

    fn table(self) -> &'static str {
        match self {
            Self::Publications => "publications",
            Self::Contents => "contents",
            Self::Verifications => "verifications",
            Self::Deployments => "deployed_versions",
            Self::Releases => "released_versions",
        }
    }
}

/// A row that may be counted, by its id.
pub type Row = (i64, Happening);

/// Every table with the last of its rows that is contained in the amounts.
pub fn figures_counted(connection: &mut AnyConnection) -> Result<Vec<(Source, i64)>, StoreError> {
    let rows: Vec<(String, i64)> = figures_counted::table.rows(connection)?;
    let of = |source: Source| rows.iter().find(|(name, _)| name == source.table());
    let counted = |source| (source, of(source).map_or(0, |(_, up_to)| *up_to));
    Ok(Source::ALL.map(counted).into())
}

/// The same of one table, for who counts on; none when another replica does so just now.
pub fn figures_lock(connection: &mut AnyConnection, source: Source) -> Result<Option<i64>, StoreError> {
    let lock = match connection {
        AnyConnection::Sqlite(_) => "",
        AnyConnection::Postgresql(_) => " FOR UPDATE SKIP LOCKED",
    };
    let text = format!("SELECT up_to FROM figures_counted WHERE source = ?{lock}");
    let source = Value::Text(source.table().to_owned());
    Ok(handwritten::<BigInt>(text, vec![source]).row(connection).optional()?)
}

/// Up to `limit` rows of a table after one.
pub fn happenings_after(
    connection: &mut AnyConnection,
    source: Source,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let values = vec![Value::Id(after), Value::Id(limit)];
    match source {
        Source::Publications => published(connection, values, "publications", Figure::Published),
        Source::Contents => published(connection, values, "contents", Figure::Changed),
        Source::Verifications => verified(connection, values),
        Source::Deployments => placed(connection, values, "deployed_versions", Figure::Deployed),
        Source::Releases => placed(connection, values, "released_versions", Figure::Released),
    }
}

fn published(
    connection: &mut AnyConnection,
    values: Vec<Value>,
    table: &str,
    figure: Figure,
) -> Result<Vec<Row>, StoreError> {
    let text = format!("SELECT id, consumer_id, provider_id, created_at FROM {table} WHERE id > ? ORDER BY id LIMIT ?");
    let found: Vec<(i64, i64, i64, Moment)> =
        handwritten::<(BigInt, BigInt, BigInt, Timestamp)>(text, values).rows(connection)?;
    let row = |(id, consumer, provider, at): (i64, i64, i64, Moment)| {
        let counts = vec![(at.date(), figure)];
        let sides = [consumer, provider];
        (id, Happening { at, sides, counts })
    };
    Ok(found.into_iter().map(row).collect())
}

/// Results; the first success of a content counts for the day of the content, too.
fn verified(connection: &mut AnyConnection, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
    let text = "SELECT v.id, c.consumer_id, v.provider_id, v.created_at, v.success, v.executed_at, \
         CASE WHEN v.success AND NOT EXISTS (SELECT 1 FROM verifications e \
             WHERE e.content_id = v.content_id AND e.id < v.id AND e.success) THEN c.created_at END \
         FROM verifications v JOIN contents c ON c.id = v.content_id WHERE v.id > ? ORDER BY v.id LIMIT ?";
    type Result = (i64, i64, i64, Moment, bool, Moment, Option<Moment>);
    type Columns = (BigInt, BigInt, BigInt, Timestamp, Bool, Timestamp, Nullable<Timestamp>);
    let found: Vec<Result> = handwritten::<Columns>(text, values).rows(connection)?;
    let row = |(id, consumer, provider, at, success, executed, waiting_since): Result| {
        let result = if success { Figure::Succeeded } else { Figure::Failed };
        let first = waiting_since.map(|since| (since.date(), Figure::Verified(Waits::class(executed - since))));
        let counts = [Some((at.date(), result)), first].into_iter().flatten().collect();
        let sides = [consumer, provider];
        (id, Happening { at, sides, counts })
    };
    Ok(found.into_iter().map(row).collect())
}

fn placed(
    connection: &mut AnyConnection,
    values: Vec<Value>,
    table: &str,
    figure: fn(i64) -> Figure,
) -> Result<Vec<Row>, StoreError> {
    let text =
        format!("SELECT id, pacticipant_id, environment_id, created_at FROM {table} WHERE id > ? ORDER BY id LIMIT ?");
    let found: Vec<(i64, i64, i64, Moment)> =
        handwritten::<(BigInt, BigInt, BigInt, Timestamp)>(text, values).rows(connection)?;
    let row = |(id, pacticipant, environment, at): (i64, i64, i64, Moment)| {
        let counts = vec![(at.date(), figure(environment))];
        let sides = [pacticipant, pacticipant];
        (id, Happening { at, sides, counts })
    };
    Ok(found.into_iter().map(row).collect())
}

/// Adds to the amounts what the rows of a table up to this one count for; pacticipants that were deleted have none.
pub fn figures_add(
    connection: &mut AnyConnection,
    source: Source,
    tally: &Tally,
    up_to: i64,
) -> Result<(), StoreError> {
    let amounts: Vec<serde_json::Value> = tally.amounts().map(as_json).collect();
    // Who is being deleted is waited for, or waits: either way, the amounts go as well.
    let (rows, lock) = match connection {
        AnyConnection::Sqlite(_) => ("json_each(?)", ""),
        AnyConnection::Postgresql(_) => ("json_array_elements(CAST(? AS json)) AS rows (value)", " FOR KEY SHARE"),
    };
    let text = format!(
        "INSERT INTO daily_figures (pacticipant_id, day, figure, detail, amount) \
         SELECT CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS bigint), value ->> 2, CAST(value ->> 3 AS bigint), \
         CAST(value ->> 4 AS bigint) FROM {rows} \
         WHERE CAST(value ->> 0 AS bigint) = {EVERYBODY} \
             OR EXISTS (SELECT 1 FROM pacticipants p WHERE p.id = CAST(value ->> 0 AS bigint){lock}) \
         ON CONFLICT (pacticipant_id, day, figure, detail) DO UPDATE SET amount = daily_figures.amount + excluded.amount"
    );
    let amounts = serde_json::Value::Array(amounts).to_string();
    handwritten::<()>(text, vec![Value::Text(amounts)]).make(connection)?;
    diesel::update(figures_counted::table.find(source.table()))
        .set(figures_counted::up_to.eq(up_to))
        .make(connection)?;
    Ok(())
}

fn as_json((pacticipant, day, figure, amount): (i64, NaiveDate, Figure, i64)) -> serde_json::Value {
    let (name, detail) = figure.key();
    serde_json::json!([pacticipant, number(day), name, detail, amount])
}

/// The amounts of a pacticipant, or of everybody, since a day; waits only since another.
pub fn figures_since(
    connection: &mut AnyConnection,
    pacticipant: i64,
    since: NaiveDate,
    waits_since: NaiveDate,
) -> Result<Vec<(NaiveDate, Figure, i64)>, StoreError> {
    let of_it = daily_figures::pacticipant_id
        .eq(pacticipant)
        .and(daily_figures::day.ge(number(since)))
        .and(
            daily_figures::day
                .ge(number(waits_since))
                .or(daily_figures::figure.ne(Figure::Verified(0).key().0)),
        );
    let rows: Vec<(i64, String, i64, i64)> = daily_figures::table
        .filter(of_it)
        .select((
            daily_figures::day,
            daily_figures::figure,
            daily_figures::detail,
            daily_figures::amount,
        ))
        .rows(connection)?;
    let known =
        |(day, name, detail, amount): (i64, String, i64, i64)| Some((date(day)?, Figure::of(&name, detail)?, amount));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Forgets the amounts of a pacticipant after it was deleted, so that none are added meanwhile; those of everybody stay.
pub(super) fn figures_forget(connection: &mut AnyConnection, pacticipant: i64) -> Result<(), StoreError> {
    let of_it = daily_figures::pacticipant_id.eq(pacticipant);
    diesel::delete(daily_figures::table.filter(of_it)).make(connection)?;
    Ok(())
}

/// Days since the first of January 1970.
fn number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}

fn date(number: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_days(Days::new(u64::try_from(number).ok()?))
}
