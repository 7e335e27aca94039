//! Running a statement on whichever database is behind the connection, without writing its text anew.
//!
//! To run one on [`AnyConnection`] itself, diesel writes its text each time, three times over, to find out whether it
//! was prepared before: half of the time of a look-up by key. On the connection inside, a statement is known by its
//! type. What has no such type, because its shape is decided at run time (`into_boxed`), still runs on [`AnyConnection`].

use diesel::query_dsl::methods::{ExecuteDsl, LoadQuery};
use diesel::sqlite::Sqlite;
use diesel::{PgConnection, QueryResult, RunQueryDsl, Selectable, SqliteConnection};

use super::connection::{AnyConnection, on_each};

/// The columns of a row. Those of diesel's `as_select` belong to one database, though they are the same on both.
pub(super) fn columns<T: Selectable<Sqlite>>() -> T::SelectExpression {
    T::construct_selection()
}

/// A query that both databases understand, for rows of type `T`.
pub(super) trait Ask<'query, T>: Sized {
    /// Every row.
    fn rows(self, connection: &mut AnyConnection) -> QueryResult<Vec<T>>;

    /// The one row.
    fn row(self, connection: &mut AnyConnection) -> QueryResult<T>;
}

impl<'query, T, Q> Ask<'query, T> for Q
where
    Q: RunQueryDsl<SqliteConnection> + LoadQuery<'query, SqliteConnection, T>,
    Q: RunQueryDsl<PgConnection> + LoadQuery<'query, PgConnection, T>,
{
    fn rows(self, connection: &mut AnyConnection) -> QueryResult<Vec<T>> {
        on_each!(connection, inner => self.load(inner))
    }

    fn row(self, connection: &mut AnyConnection) -> QueryResult<T> {
        on_each!(connection, inner => self.get_result(inner))
    }
}

/// A change that both databases understand.
pub(super) trait Change: Sized {
    /// Makes it; of how many rows.
    fn make(self, connection: &mut AnyConnection) -> QueryResult<usize>;
}

impl<Q> Change for Q
where
    Q: RunQueryDsl<SqliteConnection> + ExecuteDsl<SqliteConnection>,
    Q: RunQueryDsl<PgConnection> + ExecuteDsl<PgConnection>,
{
    fn make(self, connection: &mut AnyConnection) -> QueryResult<usize> {
        on_each!(connection, inner => self.execute(inner))
    }
}
