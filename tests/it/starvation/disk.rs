//! A disk is full while many work, and is freed.

use accord_tests::database::System;
use accord_tests::full_disk::SmallDisk;

use super::scene::{AWAY, PEACE, Scene, outages};

#[tokio::test(flavor = "multi_thread")]
async fn under_load_a_full_disk_under_sqlite_stops_writers_only() {
    let Some(disk) = SmallDisk::mount(128).unwrap() else {
        return;
    };
    let url = format!("sqlite://{}", disk.path().join("accord.db").display());
    let scene = Scene::open(System::Sqlite, &url, &url, 1).await;
    for _ in 0..outages() {
        tokio::time::sleep(PEACE).await;
        let ballast = disk.fill().unwrap();
        // The files that are there have some room left.
        scene.until_somebody_is_refused().await;
        let before = scene.answers();
        tokio::time::sleep(AWAY).await;
        let full = scene.answers();
        drop(ballast);
        assert!(full.successes > before.successes, "nobody could read");
        assert_eq!(full.questions_refused, 0);
        scene.recovers().await;
    }
    scene.close().await;
}
