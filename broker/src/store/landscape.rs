//! Integrations with the state of their newest contract, as overviews list them.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};

use super::connection::AnyConnection;
use super::list::{Value, handwritten};
use super::query::Ask;
use super::{Cut, ListQuery, Moment, Place, StoreError};
use crate::domain::pact_status::PactStatus;

/// Which integrations.
#[derive(Debug, Clone, Default)]
pub struct LandscapeFilter {
    /// A part of the consumer's or the provider's name.
    pub search: Option<String>,
    /// Either side is this one.
    pub pacticipant: Option<i64>,
    /// Either side has this label.
    pub label: Option<String>,
    /// The newest contract is of a version on a branch of this name.
    pub branch: Option<String>,
    /// Either side has a version in the environment of this name.
    pub environment: Option<String>,
    pub status: Option<PactStatus>,
}

/// An integration with its newest contract and the newest result of that.
#[derive(Debug, Clone, Queryable)]
pub struct LandscapeRow {
    pub id: i64,
    pub consumer_id: i64,
    pub provider_id: i64,
    /// When a contract or a result came last.
    pub changed_at: Moment,
    pub consumer_version_id: Option<i64>,
    pub published_at: Option<Moment>,
    pub provider_version_id: Option<i64>,
    pub verified_at: Option<Moment>,
    pub status: PactStatus,
}

/// The newest contract (p) with its newest result (v), and the newest result of any contract of the pair (e).
const TABLES: &str = "FROM integrations i \
    LEFT JOIN publications p ON p.id = i.latest_publication_id \
    LEFT JOIN contents c ON c.id = p.content_id \
    LEFT JOIN verifications v ON v.id = c.latest_verification_id \
    LEFT JOIN verifications e ON e.id = i.latest_verification_id";

/// `semantics.md` section 8; the names are those of `PactStatus`.
const STATUS: &str = "CASE \
    WHEN p.id IS NULL OR (v.id IS NULL AND e.id IS NULL) THEN 'never' \
    WHEN v.id IS NULL AND e.success THEN 'stale' \
    WHEN v.success THEN 'success' \
    WHEN COALESCE(v.pact_pending, e.pact_pending) THEN 'failed_pending' \
    ELSE 'failed' END";

impl<DB: Backend> Queryable<Text, DB> for PactStatus
where
    String: FromSql<Text, DB>,
{
    type Row = String;

    fn build(name: String) -> deserialize::Result<Self> {
        Self::parse(&name).ok_or_else(|| format!("`{name}` is no state of a contract").into())
    }
}

/// Conditions, each with its values.
#[derive(Default)]
struct Conditions {
    texts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn of(filter: &LandscapeFilter) -> Self {
        let mut conditions = Self::default();
        if let Some(text) = &filter.search {
            let named = "SELECT id FROM pacticipants WHERE lower(name) LIKE ? ESCAPE '\\'";
            conditions.either_side(named, Value::Text(super::containing(text)));
        }
        if let Some(id) = filter.pacticipant {
            conditions.either_side("?", Value::Id(id));
        }
        if let Some(label) = &filter.label {
            let labelled = "SELECT pacticipant_id FROM labels WHERE name = ?";
            conditions.either_side(labelled, Value::Text(label.clone()));
        }
        if let Some(environment) = &filter.environment {
            let placed = "SELECT d.pacticipant_id FROM deployed_versions d JOIN environments n ON n.id = d.environment_id \
                 WHERE d.undeployed_at IS NULL AND n.name = ?";
            let supported = "SELECT r.pacticipant_id FROM released_versions r JOIN environments n \
                 ON n.id = r.environment_id WHERE r.support_ended_at IS NULL AND n.name = ?";
            let name = Value::Text(environment.clone());
            conditions.either_side_of(&format!("{placed} UNION {supported}"), &[name.clone(), name]);
        }
        if let Some(branch) = &filter.branch {
            // A version is on few branches; a branch has many versions.
            let on_branch = "EXISTS (SELECT 1 FROM branch_versions bv JOIN branches b ON b.id = bv.branch_id \
                 WHERE bv.version_id = p.consumer_version_id AND b.name = ?)";
            conditions.add(on_branch.to_owned(), &[Value::Text(branch.clone())]);
        }
        if let Some(status) = filter.status {
            conditions.add(format!("{STATUS} = ?"), &[Value::Text(status.as_str().to_owned())]);
        }
        conditions
    }

    fn add(&mut self, text: String, values: &[Value]) {
        self.texts.push(text);
        self.values.extend_from_slice(values);
    }

    fn either_side(&mut self, ids: &str, value: Value) {
        self.either_side_of(ids, &[value]);
    }

    fn either_side_of(&mut self, ids: &str, values: &[Value]) {
        let text = format!("(i.consumer_id IN ({ids}) OR i.provider_id IN ({ids}))");
        self.add(text, &[values, values].concat());
    }

    fn text(&self) -> String {
        match self.texts.as_slice() {
            [] => String::new(),
            texts => format!("WHERE {}", texts.join(" AND ")),
        }
    }
}

type Row = (
    BigInt,
    BigInt,
    BigInt,
    Timestamp,
    Nullable<BigInt>,
    Nullable<Timestamp>,
    Nullable<BigInt>,
    Nullable<Timestamp>,
    Text,
);

/// A part of the list of integrations, by last change, newest first.
///
/// By hand, because two results stand in one row, and no query builder says CASE.
pub fn landscape_list(
    connection: &mut AnyConnection,
    filter: &LandscapeFilter,
    asked: &ListQuery,
) -> Result<Cut<LandscapeRow>, StoreError> {
    let counted = Conditions::of(filter);
    let mut conditions = Conditions::of(filter);
    if let Some((at, id)) = asked.last().and_then(Place::change) {
        let behind = "i.contract_data_updated_at <= ? AND (i.contract_data_updated_at < ? OR i.id < ?)";
        conditions.add(behind.to_owned(), &[Value::At(at), Value::At(at), Value::Id(id)]);
    }
    let text = format!(
        "SELECT i.id, i.consumer_id, i.provider_id, i.contract_data_updated_at, p.consumer_version_id, p.created_at, \
         v.provider_version_id, v.executed_at, {STATUS} {TABLES} {} \
         ORDER BY i.contract_data_updated_at DESC, i.id DESC LIMIT ? OFFSET ?",
        conditions.text()
    );
    let (limit, offset) = asked.window().unwrap_or((i64::MAX, 0));
    let mut values = conditions.values;
    values.extend([Value::Id(limit), Value::Id(offset)]);
    let rows = handwritten::<Row>(text, values).rows(connection)?;
    asked.cut(
        rows,
        |row: &LandscapeRow| Place::LastChange(row.changed_at, row.id),
        || {
            let text = format!("SELECT COUNT(*) {TABLES} {}", counted.text());
            Ok(handwritten::<BigInt>(text, counted.values).row(connection)?)
        },
    )
}

/// Every pair that has a pact: consumer, provider and state.
pub fn landscape_pairs(connection: &mut AnyConnection) -> Result<Vec<(i64, i64, PactStatus)>, StoreError> {
    let text =
        format!("SELECT i.consumer_id, i.provider_id, {STATUS} {TABLES} WHERE i.latest_publication_id IS NOT NULL");
    Ok(handwritten::<(BigInt, BigInt, Text)>(text, Vec::new()).rows(connection)?)
}

/// How many integrations have which state.
pub fn landscape_counts(
    connection: &mut AnyConnection,
    filter: &LandscapeFilter,
) -> Result<Vec<(PactStatus, i64)>, StoreError> {
    let conditions = Conditions::of(filter);
    let text = format!(
        "SELECT {STATUS} AS status, COUNT(*) {TABLES} {} GROUP BY 1",
        conditions.text()
    );
    Ok(handwritten::<(Text, BigInt)>(text, conditions.values).rows(connection)?)
}
