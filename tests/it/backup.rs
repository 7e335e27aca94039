//! `accord-broker backup` and `restore`: what is in a copy, and what neither of them does.

mod refusals;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use accord_tests::broker::TestBroker;
use accord_tests::database::{Database, System};
use accord_tests::full_disk::SmallDisk;
use accord_tests::process::BrokerProcess;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};

const PATIENCE: Duration = Duration::from_secs(60);

fn launch(command: &str, file: &Path, database_url: &str, flags: &[&str]) -> BrokerProcess {
    BrokerProcess::launch_as(|program, _| {
        program
            .arg(command)
            .arg(file)
            .args(["--database-url", database_url])
            .args(flags);
    })
    .unwrap()
}

/// Runs a command to its end; returns the exit code and what was printed.
async fn ended(command: &str, file: &Path, database_url: &str, flags: &[&str]) -> (Option<i32>, String) {
    let mut process = launch(command, file, database_url, flags);
    let status = process.until_ended(PATIENCE).await.unwrap();
    (status.code(), process.log().unwrap())
}

async fn done(command: &str, file: &Path, database_url: &str, flags: &[&str]) -> String {
    let (code, said) = ended(command, file, database_url, flags).await;
    assert_eq!(code, Some(0), "{said}");
    said
}

async fn refused(command: &str, file: &Path, database_url: &str, flags: &[&str]) -> String {
    let (code, said) = ended(command, file, database_url, flags).await;
    assert_eq!(code, Some(2), "{said}");
    said
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

fn file_of(url: &str) -> &Path {
    Path::new(url.strip_prefix("sqlite://").unwrap())
}

/// So many megabytes that a copy takes a while.
fn fatten(file: &Path, megabytes: u32) {
    let mut connection = SqliteConnection::establish(&file.display().to_string()).unwrap();
    let rows = format!(
        "PRAGMA busy_timeout = 10000; CREATE TABLE padding AS \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {megabytes}) \
         SELECT i, randomblob(1000000) AS filling FROM n"
    );
    connection.batch_execute(&rows).unwrap();
}

/// Publishes one version after the other until told to stop; all of them must be taken.
async fn publish_all_the_time(
    broker: BrokerUrl,
    consumer: String,
    acknowledged: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) {
    let api = accord_tests::api::Api::new(&broker);
    while !stop.load(Ordering::SeqCst) {
        let number = acknowledged.load(Ordering::SeqCst) + 1;
        api.publish(&consumer, &number.to_string(), "api").await;
        acknowledged.store(number, Ordering::SeqCst);
    }
}

type BrokerUrl = String;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_a_backup_is_in_it_and_nobody_waits() {
    let broker = TestBroker::start(System::Sqlite).await.expect("SQLite is always there");
    fatten(file_of(broker.database_url()), 64);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let stop = Arc::new(AtomicBool::new(false));
    let teams: Vec<_> = (0..4)
        .map(|team| (format!("web-{team}"), Arc::new(AtomicUsize::new(0))))
        .collect();
    let publishers: Vec<_> = teams
        .iter()
        .map(|(consumer, count)| {
            let (url, consumer) = (broker.base().to_owned(), consumer.clone());
            tokio::spawn(publish_all_the_time(
                url,
                consumer,
                Arc::clone(count),
                Arc::clone(&stop),
            ))
        })
        .collect();
    let counts = || -> Vec<usize> { teams.iter().map(|(_, count)| count.load(Ordering::SeqCst)).collect() };
    while counts().contains(&0) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let before = counts();
    let said = done("backup", &copy, broker.database_url(), &[]).await;
    let after = counts();
    stop.store(true, Ordering::SeqCst);
    for publisher in publishers {
        publisher.await.unwrap();
    }
    for (before, after) in before.iter().zip(&after) {
        assert!(after > before, "nobody could publish meanwhile: {before} {after}");
    }
    assert!(
        said.contains("5 pacticipants, ") && said.contains("schema 20"),
        "{said}"
    );
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);

    let restored = folder.path().join("new/accord.db");
    let said_then = done("restore", &copy, &url(&restored), &[]).await;
    assert_eq!(said.lines().nth(1), said_then.lines().nth(1), "what is in it");
    assert_eq!(
        std::fs::metadata(&restored).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let again = BrokerProcess::start(&url(&restored)).await.unwrap();
    for ((consumer, _), count) in teams.iter().zip(&before) {
        for number in 1..=*count {
            let path = format!("/pacts/provider/api/consumer/{consumer}/version/{number}");
            again.api().get(&path).await.expect_status(200);
        }
    }
    again.api().publish("web-0", "after", "api").await.expect_status(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_leaves_no_file_and_the_next_one_takes_its_place() {
    let database = Database::fresh(System::Sqlite).await.expect("SQLite is always there");
    fatten(file_of(database.url()), 64);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let part = folder.path().join("copy.db.part");
    let process = launch("backup", &copy, database.url(), &[]);
    let begin = Instant::now();
    while std::fs::metadata(&part).map_or(0, |part| part.len()) == 0 {
        assert!(begin.elapsed() < PATIENCE, "{}", process.log().unwrap());
    }
    drop(process);
    assert!(part.exists() && !copy.exists(), "it was killed in the middle");
    done("backup", &copy, database.url(), &[]).await;
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["copy.db"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_leaves_everything_as_it_was() {
    let Some(disk) = SmallDisk::mount(8).unwrap() else {
        return;
    };
    let database = Database::fresh(System::Sqlite).await.expect("SQLite is always there");
    let copy = disk.path().join("copy.db");
    done("backup", &copy, database.url(), &[]).await;
    let first = std::fs::read(&copy).unwrap();
    fatten(file_of(database.url()), 16);
    let said = refused("backup", &copy, database.url(), &["--force"]).await;
    assert!(said.contains("disk is full"), "{said}");
    assert_eq!(std::fs::read(&copy).unwrap(), first);
    assert!(!disk.path().join("copy.db.part").exists());
}
