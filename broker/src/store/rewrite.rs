//! Leaves nothing of replaced rows in the files of the database.

use diesel::connection::SimpleConnection;

use super::StoreError;
use super::checkpoint;
use super::connection::AnyConnection;

/// SQLite keeps what was replaced in free pages of the file and in its log until they are used again; PostgreSQL keeps it
/// in the table until it is vacuumed.
pub(super) fn run(connection: &mut AnyConnection) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Sqlite(inner) => {
            inner.batch_execute("VACUUM")?;
            checkpoint::whole(connection)?;
        }
        AnyConnection::Postgresql(inner) => inner.batch_execute("VACUUM (FULL) webhooks")?,
    }
    Ok(())
}
