//! Receivers must prove who they are, to authorities that the system or the operator trusts.

use std::sync::{Arc, Mutex};

use accord_broker::config::Settings;
use accord_tests::process::BrokerProcess;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::receiver::{Names, ResolvingBroker, response};
use crate::wire::Request;

/// An authority that no system trusts.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

/// A receiver on 127.0.0.1 whose certificate is for these names; its port, and the requests that came.
async fn receiver(authority: &CertifiedIssuer<'static, KeyPair>, names: &[&str]) -> (u16, Arc<Mutex<Vec<String>>>) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, authority)
        .unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let received = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Clients that hang up during the handshake are part of the tests.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let request = Request::read(&mut stream).await;
            received
                .lock()
                .unwrap()
                .push(request.map(|request| request.text).unwrap_or_default());
            let _ = stream.write_all(response(200, "", "over TLS").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (port, heard)
}

async fn broker(adapt: impl FnOnce(&mut Settings)) -> ResolvingBroker {
    let names = Names::of(&[("ci.test", &["127.0.0.1"]), ("other.test", &["127.0.0.1"])]);
    ResolvingBroker::start(names, &["127.0.0.1"], adapt).await
}

#[tokio::test]
async fn a_receiver_is_trusted_through_an_authority_of_the_operator() {
    let authority = authority();
    let (port, heard) = receiver(&authority, &["ci.test", "127.0.0.1"]).await;
    let der = authority.der().to_vec();
    let trusting = broker(|settings| settings.webhooks.authorities = vec![der]).await;
    let stranger = broker(|_| {}).await;
    for host in ["ci.test", "127.0.0.1"] {
        let url = format!("https://{host}:{port}/");
        let (success, told) = trusting.attempt(&url).await;
        assert!(success && told.contains("over TLS"), "{told}");
        assert!(!stranger.attempt(&url).await.0);
    }
    // The name that was resolved and pinned is still the one that must be proven.
    assert!(!trusting.attempt(&format!("https://other.test:{port}/")).await.0);
    assert_eq!(heard.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_need_prove_anything_when_that_is_switched_off() {
    let (port, _) = receiver(&authority(), &["elsewhere.test"]).await;
    let broker = broker(|settings| settings.webhooks.verifies_receivers = false).await;
    let (success, told) = broker.attempt(&format!("https://ci.test:{port}/")).await;
    assert!(success, "{told}");
}

#[tokio::test]
async fn an_authority_is_set_by_a_path_or_as_its_text() {
    let authority = authority();
    let (port, _) = receiver(&authority, &["127.0.0.1"]).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("authority.pem");
    std::fs::write(&path, authority.pem()).unwrap();
    let path = path.to_str().unwrap();
    for (variable, value) in [
        ("ACCORD_WEBHOOK_CERTIFICATES", path),
        ("PACT_BROKER_WEBHOOK_CERTIFICATES__0__PATH", path),
        ("PACT_BROKER_WEBHOOK_CERTIFICATES__0__CONTENT", &authority.pem()),
        ("PACT_BROKER_DISABLE_SSL_VERIFICATION", "true"),
    ] {
        let url = format!("sqlite://{}", directory.path().join(format!("{variable}.db")).display());
        let mut broker = BrokerProcess::launch_as(|program, port| {
            program.args(["--port", port, "--database-url", &url]).envs([
                ("NO_PROXY", "*"),
                ("ACCORD_WEBHOOK_HOST_WHITELIST", "127.0.0.1"),
                (variable, value),
            ]);
        })
        .unwrap();
        broker.until_ready(std::time::Duration::from_secs(30)).await.unwrap();
        let hook = json!({"request": {"method": "POST", "url": format!("https://127.0.0.1:{port}/")}});
        let tried = broker.api().post("/webhooks/execute", &hook).await.expect_status(200);
        assert_eq!(tried.json()["success"], true, "{variable}: {}", tried.text);
    }
}
