//! SQLite's log, and how what it holds gets into the file of the database.
//!
//! Left to itself, SQLite does that at the end of a commit, as soon as the log is long enough: this publisher waits for
//! the disk, and so do all who stand behind. Another connection can do most of it meanwhile. What it leaves to the commit
//! at which the log begins anew is only what came during its last pass.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::sql_types::Integer;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};

use super::StoreError;
use super::connection::AnyConnection;

/// How long, and with which pauses, a log is waited for that somebody else is busy with.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

#[derive(QueryableByName)]
struct Outcome {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Brings over what it can without keeping anybody waiting, on a connection that is opened for it: nobody asked for this
/// statement, so it is counted among those of no request.
pub(super) fn pass(file: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnection::establish(&file.to_string_lossy())
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    sql_query("PRAGMA wal_checkpoint(PASSIVE)").get_result::<Outcome>(&mut connection)?;
    Ok(())
}

/// Brings over everything, and leaves an empty log.
pub(super) fn whole(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let AnyConnection::Sqlite(inner) = connection else {
        return Ok(());
    };
    let begun = Instant::now();
    loop {
        let outcome: Outcome = sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(inner)?;
        if outcome.busy == 0 {
            return Ok(());
        }
        if begun.elapsed() >= PATIENCE {
            let told = "the log of the database is in use and cannot be emptied";
            return Err(StoreError::Busy(told.to_owned()));
        }
        std::thread::sleep(PAUSE);
    }
}
