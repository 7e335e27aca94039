//! Lists of any length as one parameter, and statements written by hand: both prepared once for each connection.
//!
//! diesel writes a list as one parameter for each item. The text then depends on the length, no connection keeps the
//! statement, and the database plans it anew at every request, which took most of the time of the larger questions.

use std::marker::PhantomData;

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, SqlType, Text, Timestamp, Untyped};

use super::connection::AnyConnection;
use super::query::Change;
use super::{Moment, StoreError};

/// A list of any length in one parameter, for a column of type `ST`.
#[derive(Debug, Clone)]
pub(super) struct List<ST> {
    items: String,
    form: Form,
    of: PhantomData<ST>,
}

/// How a database unpacks a list.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// A JSON array.
    Json,
    /// An array literal of numbers.
    Numbers,
    /// An array literal of texts.
    Texts,
}

impl Form {
    fn around(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("SELECT value FROM json_each(", ")"),
            Self::Numbers => ("SELECT unnest(CAST(", " AS bigint[]))"),
            Self::Texts => ("SELECT unnest(CAST(", " AS text[]))"),
        }
    }
}

impl<ST> List<ST> {
    /// The list for a statement by hand: the text that stands behind IN, and its value.
    pub(super) fn by_hand(self) -> (String, Value) {
        let (before, after) = self.form.around();
        (format!("({before}?{after})"), Value::Text(self.items))
    }
}

impl AnyConnection {
    /// Ids, for [`InList::in_list`].
    pub(super) fn ids(&self, ids: &[i64]) -> List<BigInt> {
        let numbers = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let (items, form) = match self {
            Self::Sqlite(_) => (format!("[{numbers}]"), Form::Json),
            Self::Postgresql(_) => (format!("{{{numbers}}}"), Form::Numbers),
        };
        let of = PhantomData;
        List { items, form, of }
    }

    /// Texts, for [`InList::in_list`].
    pub(super) fn texts(&self, texts: &[&str]) -> List<Text> {
        let (items, form) = match self {
            Self::Sqlite(_) => (serde_json::json!(texts).to_string(), Form::Json),
            Self::Postgresql(_) => {
                let quoted = |text: &&str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
                let quoted: Vec<String> = texts.iter().map(quoted).collect();
                (format!("{{{}}}", quoted.join(",")), Form::Texts)
            }
        };
        let of = PhantomData;
        List { items, form, of }
    }

    /// Pairs of ids as a table with the columns `first` and `second`, for a statement by hand, and its values.
    pub(super) fn pairs(&self, pairs: &[(i64, i64)]) -> (&'static str, Vec<Value>) {
        let list = |numbers: Vec<String>| numbers.join(",");
        match self {
            Self::Sqlite(_) => {
                let pairs = pairs.iter().map(|(first, second)| format!("[{first},{second}]"));
                (
                    "(SELECT value ->> 0 AS first, value ->> 1 AS second FROM json_each(?))",
                    vec![Value::Text(format!("[{}]", list(pairs.collect())))],
                )
            }
            Self::Postgresql(_) => {
                let firsts = pairs.iter().map(|(first, _)| first.to_string()).collect();
                let seconds = pairs.iter().map(|(_, second)| second.to_string()).collect();
                (
                    "(SELECT * FROM unnest(CAST(? AS bigint[]), CAST(? AS bigint[])) AS u (first, second))",
                    [firsts, seconds]
                        .map(|numbers| Value::Text(format!("{{{}}}", list(numbers))))
                        .into(),
                )
            }
        }
    }
}

/// What diesel's `eq_any` says, with a [`List`].
pub(super) trait InList: Expression + Sized
where
    Self::SqlType: SqlType,
{
    /// True for rows whose column holds an item of the list.
    fn in_list(self, list: List<Self::SqlType>) -> IsInList<Self, Self::SqlType> {
        IsInList { column: self, list }
    }
}

impl<C: Expression> InList for C where C::SqlType: SqlType {}

/// The condition that [`InList::in_list`] makes.
///
/// One text for each database, and a connection knows one database: hence the static id.
#[derive(Debug, Clone, QueryId)]
pub(super) struct IsInList<C, ST> {
    column: C,
    list: List<ST>,
}

impl<C: Expression, ST> Expression for IsInList<C, ST> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<QS>, ST, QS> SelectableExpression<QS> for IsInList<C, ST> {}

impl<C: AppearsOnTable<QS>, ST, QS> AppearsOnTable<QS> for IsInList<C, ST> {}

impl<C: ValidGrouping<GB>, ST, GB> ValidGrouping<GB> for IsInList<C, ST> {
    type IsAggregate = C::IsAggregate;
}

impl<C, ST, DB> QueryFragment<DB> for IsInList<C, ST>
where
    C: QueryFragment<DB>,
    DB: diesel::backend::Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let (before, after) = self.list.form.around();
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        out.push_sql(before);
        out.push_bind_param::<Text, _>(&self.list.items)?;
        out.push_sql(after);
        out.push_sql(")");
        Ok(())
    }
}

/// A value for a statement that is written by hand.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Id(i64),
    Text(String),
    At(Moment),
}

/// A statement that no query builder can say, with `?` where its values go and rows of type `ST`.
///
/// Unlike diesel's `sql_query` it is prepared once.
#[derive(Debug, Clone)]
pub(super) struct Handwritten<ST> {
    text: String,
    values: Vec<Value>,
    row: PhantomData<ST>,
}

/// A statement by hand; `text` holds a `?` for each of `values` and no other.
pub(super) fn handwritten<ST>(text: impl Into<String>, values: Vec<Value>) -> Handwritten<ST> {
    let text = text.into();
    debug_assert_eq!(text.matches('?').count(), values.len());
    let row = PhantomData;
    Handwritten { text, values, row }
}

/// Makes a change by hand; of how many rows.
///
/// diesel prepares an UPDATE anew each time, as it may set other columns the next time, which takes longer than the
/// change itself. Those that every publication or result makes are written by hand.
pub(super) fn change(
    connection: &mut AnyConnection,
    text: &'static str,
    values: Vec<Value>,
) -> Result<usize, StoreError> {
    Ok(handwritten::<Untyped>(text, values).make(connection)?)
}

impl<ST> Query for Handwritten<ST> {
    type SqlType = ST;
}

impl<ST, C> RunQueryDsl<C> for Handwritten<ST> {}

/// Known by its text.
impl<ST> QueryId for Handwritten<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST, DB> QueryFragment<DB> for Handwritten<ST>
where
    DB: diesel::backend::Backend + HasSqlType<Text> + HasSqlType<BigInt> + HasSqlType<Timestamp>,
    String: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
    Moment: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for (index, part) in self.text.split('?').enumerate() {
            if index > 0 {
                match values.next() {
                    Some(Value::Id(id)) => out.push_bind_param::<BigInt, _>(id)?,
                    Some(Value::Text(text)) => out.push_bind_param::<Text, _>(text)?,
                    Some(Value::At(moment)) => out.push_bind_param::<Timestamp, _>(moment)?,
                    None => {}
                }
            }
            out.push_sql(part);
        }
        Ok(())
    }
}
