//! On which thread a question is answered.

use std::path::Path;
use std::thread::{ThreadId, current};
use std::time::Duration;

use super::{AnyConnection, Db, DbSettings, Location, StoreError};

async fn migrated(folder: &Path) -> Db {
    let settings = DbSettings {
        location: Location::Sqlite(folder.join("accord.db")),
        pool_size: 1,
        patience: Duration::from_secs(5),
        statement_timeout: Duration::ZERO,
        slow: Duration::from_secs(5),
    };
    let db = Db::new(&settings).unwrap();
    db.migrate().await.unwrap();
    db
}

fn thread_here(_: &mut AnyConnection) -> Result<ThreadId, StoreError> {
    Ok(current().id())
}

#[tokio::test]
async fn a_brief_question_to_a_file_is_answered_by_the_thread_that_asks() {
    let folder = tempfile::tempdir().unwrap();
    let db = migrated(folder.path()).await;
    let elsewhere = db.read(thread_here).await.unwrap();
    assert_ne!(elsewhere, current().id());
    assert_eq!(db.read_briefly(thread_here).await.unwrap(), current().id());
}

#[tokio::test]
async fn a_brief_question_waits_elsewhere_while_no_connection_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let db = migrated(folder.path()).await;
    let asked_meanwhile = db.clone();
    let (entered, inside) = tokio::sync::oneshot::channel();
    let (leave, left) = std::sync::mpsc::channel::<()>();
    let long = tokio::spawn(async move {
        let work = move |_: &mut AnyConnection| -> Result<(), StoreError> {
            let _ = entered.send(());
            left.recv().unwrap();
            Ok(())
        };
        db.read(work).await
    });
    inside.await.unwrap();
    let brief = tokio::spawn(async move { asked_meanwhile.read_briefly(thread_here).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!brief.is_finished());
    leave.send(()).unwrap();
    long.await.unwrap().unwrap();
    assert_ne!(brief.await.unwrap().unwrap(), current().id());
}

#[tokio::test]
async fn a_brief_question_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let db = migrated(folder.path()).await;
    db.read(thread_here).await.unwrap();
    let now = super::Moment::default();
    let refused = db
        .read_briefly(move |connection| super::pacticipants::pacticipant_ensure(connection, "web", "Web", now))
        .await;
    assert!(refused.is_err(), "{refused:?}");
}
