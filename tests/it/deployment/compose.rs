//! The files of Docker Compose.

use accord_broker::config::Settings;
use serde_json::Value;

use super::{asked_for_help, assert_understood, documents, folder, strings};

const FILES: [&str; 2] = ["compose.yaml", "compose.replicas.yaml"];

/// The services of a file that run the broker's program, with their names.
fn of_accord(file: &str) -> Vec<(String, Value)> {
    let services = documents(file).remove(0)["services"].take();
    let services = services.as_object().unwrap().clone();
    let accord: Vec<_> = services
        .into_iter()
        .filter(|(_, service)| service["image"] == "accord-broker")
        .collect();
    assert!(accord.len() >= 2, "{file}");
    accord
}

#[tokio::test]
async fn commands_and_settings_are_understood() {
    for file in FILES {
        for (name, service) in of_accord(file) {
            let (code, said) = asked_for_help(&strings(&service["command"])).await;
            assert_eq!(code, Some(0), "{name}: {said}");
            assert_understood(service["environment"].as_object().unwrap()).await;
        }
    }
}

#[test]
fn brokers_write_nowhere_but_to_volumes_and_have_no_rights() {
    for file in FILES {
        for (name, service) in of_accord(file) {
            assert_eq!(service["read_only"], true, "{name} in {file}");
            assert_eq!(service["cap_drop"][0], "ALL", "{name} in {file}");
            let url = service["environment"]["ACCORD_DATABASE_URL"].as_str();
            if let Some(path) = url.and_then(|url| url.strip_prefix("sqlite://")) {
                let volume = service["volumes"][0].as_str().unwrap();
                assert!(path.starts_with(volume.split_once(':').unwrap().1), "{path}");
            }
            assert!(!service["image"].is_null());
        }
    }
}

#[test]
fn brokers_are_given_the_time_that_they_take_to_stop() {
    for file in FILES {
        let services = of_accord(file);
        let (_, broker) = services.iter().find(|(name, _)| name == "accord").unwrap();
        let time = broker["stop_grace_period"].as_str().unwrap();
        let time: u64 = time.strip_suffix('s').unwrap().parse().unwrap();
        assert!(time > Settings::default().shutdown_timeout.as_secs() + 5, "{file}");
    }
}

#[test]
fn replicas_leave_migrations_to_the_service_that_they_wait_for() {
    let services = of_accord("compose.replicas.yaml");
    let service = |name: &str| &services.iter().find(|(own, _)| own == name).unwrap().1;
    assert_eq!(strings(&service("migrate")["command"]), ["migrate"]);
    let broker = service("accord");
    assert!(strings(&broker["command"]).contains(&"--no-migrate".to_owned()));
    assert_eq!(broker["deploy"]["replicas"], 3);
    assert_eq!(
        broker["depends_on"]["migrate"]["condition"],
        "service_completed_successfully"
    );
    assert_eq!(broker["environment"], service("migrate")["environment"]);
}

#[test]
fn files_that_are_named_are_there() {
    for file in FILES {
        let document = documents(file).remove(0);
        for (_, service) in document["services"].as_object().unwrap() {
            let volumes = service["volumes"].as_array().into_iter().flatten();
            for path in volumes.filter_map(|volume| volume.as_str()?.strip_prefix("./")) {
                let path = path.split(':').next().unwrap();
                assert!(folder().join(path).is_file(), "{path}");
            }
            if let Some(dockerfile) = service["build"]["dockerfile"].as_str() {
                let context = folder().join(service["build"]["context"].as_str().unwrap());
                assert!(context.join(dockerfile).is_file(), "{dockerfile}");
                assert!(context.join("Cargo.lock").is_file());
            }
        }
    }
}
