//! What is not copied, and what is not written over.

use std::fs;
use std::path::{Path, PathBuf};

use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use tempfile::TempDir;

use super::{done, file_of, refused, url};

fn execute(file: &Path, statements: &str) {
    let mut connection = SqliteConnection::establish(&file.display().to_string()).unwrap();
    connection.batch_execute(statements).unwrap();
}

/// A folder with the backup of a broker at which one contract was published.
async fn backup_of_one_contract() -> (TempDir, PathBuf, TestBroker) {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    broker.publish("web", "1", "api").await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    done("backup", &copy, broker.database_url(), &[]).await;
    (folder, copy, broker)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_written_over_only_when_that_is_asked_for() {
    let (_folder, copy, broker) = backup_of_one_contract().await;
    let first = fs::read(&copy).unwrap();
    broker.publish("web", "2", "api").await;
    let said = refused("backup", &copy, broker.database_url(), &[]).await;
    assert!(said.contains("is there already; --force replaces it"), "{said}");
    assert_eq!(fs::read(&copy).unwrap(), first);
    let said = done("backup", &copy, broker.database_url(), &["--force"]).await;
    assert!(said.contains(" 2 versions"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_no_place_for_its_backup() {
    let (folder, _, broker) = backup_of_one_contract().await;
    let database = file_of(broker.database_url());
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(database, &link).unwrap();
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    for file in [database, &link, Path::new(&log)] {
        let said = refused("backup", file, broker.database_url(), &["--force"]).await;
        assert!(said.contains("belongs to the database itself"), "{said}");
    }
    broker
        .get("/pacts/provider/api/consumer/web/version/1")
        .await
        .expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_replaced_only_when_that_is_asked_for_and_nobody_uses_it() {
    let (_folder, copy, broker) = backup_of_one_contract().await;
    broker.publish("web", "2", "api").await;
    let live = broker.database_url().to_owned();
    let said = refused("restore", &copy, &live, &[]).await;
    assert!(said.contains("is there already; --replace replaces it"), "{said}");
    let said = refused("restore", &copy, &live, &["--replace"]).await;
    assert!(said.contains("is in use"), "{said}");
    broker.get("/pacticipants/web/versions/2").await.expect_status(200);

    // Another database, which a broker has left behind with a log that was not written back.
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("accord.db");
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", file_of(&live).display());
        fs::copy(from, format!("{}{ending}", other.display())).unwrap();
    }
    done("restore", &copy, &url(&other), &["--replace"]).await;
    let again = accord_tests::process::BrokerProcess::start(&url(&other)).await.unwrap();
    again.api().get("/pacticipants/web/versions/1").await.expect_status(200);
    again.api().get("/pacticipants/web/versions/2").await.expect_status(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_can_be_replaced() {
    let (folder, copy, _broker) = backup_of_one_contract().await;
    let database = folder.path().join("accord.db");
    for remains in [
        &b"not a database at all, but long enough to be read as one, byte by byte"[..],
        b"",
    ] {
        fs::write(&database, remains).unwrap();
        fs::write(folder.path().join("accord.db-wal"), "of the old one").unwrap();
        done("restore", &copy, &url(&database), &["--replace"]).await;
        assert!(!folder.path().join("accord.db-wal").exists());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_whole_backup_is_refused_and_changes_nothing() {
    let (folder, copy, _broker) = backup_of_one_contract().await;
    let whole = fs::read(&copy).unwrap();
    let bad = folder.path().join("bad.db");
    let refused = async |expected: &str| {
        let database = folder.path().join("accord.db");
        let said = refused("restore", &bad, &url(&database), &[]).await;
        assert!(said.contains(expected), "{expected} is not in\n{said}");
        assert!(!database.exists() && !folder.path().join("accord.db.part").exists());
    };
    refused("there is no file").await;
    fs::write(&bad, "").unwrap();
    refused("is no database of Accord").await;
    fs::write(&bad, "PGDMP, for example, or any other text that somebody has named so").unwrap();
    refused("is damaged, or no SQLite database").await;
    fs::write(&bad, &whole[..whole.len() / 2]).unwrap();
    refused("is damaged, or no SQLite database").await;
    let mut overwritten = whole.clone();
    let middle = overwritten.len() / 2;
    overwritten[middle..middle + 8192].fill(0xAA);
    fs::write(&bad, &overwritten).unwrap();
    refused("is damaged, or no SQLite database").await;

    fs::remove_file(&bad).unwrap();
    execute(&bad, "CREATE TABLE notes (text TEXT)");
    refused("is no database of Accord").await;
    fs::write(&bad, &whole).unwrap();
    execute(
        &bad,
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001')",
    );
    refused("was written by a newer version of Accord").await;
    fs::write(&bad, &whole).unwrap();
    execute(&bad, "PRAGMA foreign_keys = OFF; DELETE FROM contents");
    refused("rows of ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_being_written_is_left_alone() {
    let database = Database::fresh(System::Sqlite).await.expect("SQLite is always there");
    let folder = tempfile::tempdir().unwrap();
    let part = fs::File::create(folder.path().join("copy.db.part")).unwrap();
    part.lock().unwrap();
    let said = refused("backup", &folder.path().join("copy.db"), database.url(), &[]).await;
    assert!(said.contains("is being written by another process"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let (database, copy) = (folder.path().join("accord.db"), folder.path().join("copy.db"));
    let said = refused("backup", &copy, &url(&database), &[]).await;
    assert!(said.contains("there is no database at"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_has_its_own_means() {
    let server = "postgres://accord:hidden@127.0.0.1:1/accord";
    for (command, program) in [("backup", "pg_dump "), ("restore", "pg_restore ")] {
        let said = refused(command, Path::new("/nowhere/copy.db"), server, &[]).await;
        assert!(said.contains(program) && !said.contains("hidden"), "{said}");
    }
}
