//! The manifests of Kubernetes.

use accord_broker::config::Settings;
use serde_json::{Map, Value};

use super::{asked_for_help, assert_understood, documents, strings};

/// The only document of this kind.
fn of_kind(kind: &str) -> Value {
    let files = ["config.yaml", "migrate.yaml", "broker.yaml"];
    let all = files.iter().flat_map(|file| documents(&format!("kubernetes/{file}")));
    let mut found: Vec<Value> = all.filter(|document| document["kind"] == kind).collect();
    assert_eq!(found.len(), 1, "{kind}");
    found.remove(0)
}

/// What replicas, and the job, have for a pod.
fn pods() -> [Value; 2] {
    ["Deployment", "Job"].map(|kind| of_kind(kind)["spec"]["template"].take())
}

fn settings() -> Map<String, Value> {
    let mut settings = of_kind("ConfigMap")["data"].as_object().unwrap().clone();
    settings.extend(of_kind("Secret")["stringData"].as_object().unwrap().clone());
    settings
}

fn seconds(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[tokio::test]
async fn commands_and_settings_are_understood() {
    for pod in pods() {
        let container = &pod["spec"]["containers"][0];
        let (code, said) = asked_for_help(&strings(&container["args"])).await;
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(
            container["envFrom"][0]["configMapRef"]["name"],
            of_kind("ConfigMap")["metadata"]["name"]
        );
        assert_eq!(
            container["envFrom"][1]["secretRef"]["name"],
            of_kind("Secret")["metadata"]["name"]
        );
    }
    assert_understood(&settings()).await;
    let [replica, job] = pods();
    let image = |pod: &Value| pod["spec"]["containers"][0]["image"].clone();
    assert_eq!(image(&replica), image(&job));
    assert_eq!(strings(&job["spec"]["containers"][0]["args"]), ["migrate"]);
    assert!(strings(&replica["spec"]["containers"][0]["args"]).contains(&"--no-migrate".to_owned()));
}

#[test]
fn probes_ask_what_the_broker_answers_where_it_listens() {
    let [replica, _] = pods();
    let container = &replica["spec"]["containers"][0];
    let port = &container["ports"][0];
    assert_eq!(port["containerPort"], Settings::default().port);
    let routes = accord_broker::routes();
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        let asked = &container[probe]["httpGet"];
        let route = routes
            .iter()
            .find(|route| route.path == asked["path"].as_str().unwrap());
        assert!(route.is_some_and(|route| route.method == "GET"), "{asked}");
        assert_eq!(asked["port"], port["name"]);
    }
    assert_eq!(container["readinessProbe"]["httpGet"]["path"], "/readyz");
    assert_eq!(of_kind("Service")["spec"]["ports"][0]["targetPort"], port["name"]);
}

#[test]
fn everything_selects_the_replicas() {
    let [replica, _] = pods();
    let labels = &replica["metadata"]["labels"];
    assert_eq!(&of_kind("Deployment")["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(&of_kind("Service")["spec"]["selector"], labels);
    assert_eq!(
        &of_kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        labels
    );
    let job = &of_kind("Job")["spec"]["template"]["metadata"]["labels"];
    assert_ne!(job, labels, "the job would get requests");
}

#[test]
fn pods_have_no_rights() {
    for pod in pods() {
        assert_eq!(pod["spec"]["securityContext"]["runAsNonRoot"], true);
        let own = &pod["spec"]["containers"][0]["securityContext"];
        assert_eq!(own["readOnlyRootFilesystem"], true);
        assert_eq!(own["allowPrivilegeEscalation"], false);
        assert_eq!(own["capabilities"]["drop"][0], "ALL");
        assert!(pod["spec"]["containers"][0]["resources"]["limits"]["memory"].is_string());
    }
}

#[test]
fn times_and_connections_add_up() {
    let [replica, _] = pods();
    let settings = settings();
    let number = |name: &str| -> u64 { settings[name].as_str().unwrap().parse().unwrap() };
    let pause = seconds(&replica["spec"]["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]);
    let grace = seconds(&replica["spec"]["terminationGracePeriodSeconds"]);
    assert!(grace >= pause + number("ACCORD_SHUTDOWN_TIMEOUT") + 5);

    let deployment = of_kind("Deployment");
    let replicas = seconds(&deployment["spec"]["replicas"]);
    let surge = seconds(&deployment["spec"]["strategy"]["rollingUpdate"]["maxSurge"]);
    // As many as PostgreSQL allows unless it is told otherwise, without those that it keeps for its superusers.
    assert!((replicas + surge) * number("ACCORD_DATABASE_MAX_CONNECTIONS") < 97);
    assert!(seconds(&of_kind("PodDisruptionBudget")["spec"]["minAvailable"]) < replicas);
}
