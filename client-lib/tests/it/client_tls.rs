//! Whom the client trusts, and whom it shows itself to, over real TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use accord_client::{Client, ClientBuilder, Error, RetryPolicy, TransportFailure};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{\"_links\":{}}";

/// For what is below `/private` and asked for without the token.
const REFUSAL: &[u8] = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A certificate authority of its own, which no system trusts.
struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, in PEM.
struct Identity {
    certificate: String,
    key: String,
}

impl Authority {
    fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    fn issue(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()])
            .unwrap()
            .signed_by(&key, &self.0)
            .unwrap();
        Identity {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// Starts a broker that shows a certificate for `localhost`, and asks for one of the client when told to.
async fn broker(authority: &Authority, asks_for_identity: bool) -> String {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Identity { certificate, key } = authority.issue("localhost");
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = if asks_for_identity {
        let mut roots = rustls::RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap())
            .unwrap();
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().unwrap();
        ServerConfig::builder().with_client_cert_verifier(verifier)
    } else {
        ServerConfig::builder().with_no_client_auth()
    };
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(acceptor.clone(), stream));
        }
    });
    format!("https://localhost:{}", address.port())
}

/// Clients that hang up during the handshake are part of the tests.
async fn answer(acceptor: TlsAcceptor, stream: TcpStream) {
    let Ok(mut stream) = acceptor.accept(stream).await else {
        return;
    };
    let mut request = [0_u8; 4096];
    let length = stream.read(&mut request).await.unwrap_or_default();
    let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
    let is_refused = request.starts_with("get /private") && !request.contains("authorization: bearer t0k3n");
    let _ = stream.write_all(if is_refused { REFUSAL } else { ANSWER }).await;
    let _ = stream.shutdown().await;
}

fn client(address: &str) -> ClientBuilder {
    Client::builder(address).retry(RetryPolicy::never())
}

#[tokio::test]
async fn an_unknown_authority_is_refused_with_a_hint() {
    let authority = Authority::new();
    let address = broker(&authority, false).await;
    let error = client(&address).build().unwrap().index().await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.failure == TransportFailure::Tls),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("certificate authority"));
}

#[tokio::test]
async fn an_authority_that_is_given_is_trusted() {
    let authority = Authority::new();
    let address = broker(&authority, false).await;
    let trusting = client(&address).ca_certificate_pem(authority.pem()).build().unwrap();
    trusting.index().await.unwrap();
    let other = client(&address)
        .ca_certificate_pem(Authority::new().pem())
        .build()
        .unwrap();
    other.index().await.unwrap_err();
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new();
    let address = broker(&authority, false).await.replace("localhost", "127.0.0.1");
    let trusting = client(&address).ca_certificate_pem(authority.pem()).build().unwrap();
    let error = trusting.index().await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.failure == TransportFailure::Tls),
        "{error}"
    );
}

#[tokio::test]
async fn checking_can_be_switched_off() {
    let address = broker(&Authority::new(), false).await;
    client(&address)
        .verify_tls(false)
        .build()
        .unwrap()
        .index()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_broker_that_asks_for_an_identity_gets_it() {
    let authority = Authority::new();
    let address = broker(&authority, true).await;
    let Identity { certificate, key } = authority.issue("me");
    let identified = client(&address)
        .ca_certificate_pem(authority.pem())
        .identity_pem(certificate + &key);
    identified.build().unwrap().index().await.unwrap();
    let anonymous = client(&address).ca_certificate_pem(authority.pem());
    anonymous.build().unwrap().index().await.unwrap_err();
}

/// A server that answers everything in plain HTTP with a redirect to this address.
async fn redirecting_to(address: &str) -> MockServer {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(301).insert_header("Location", address);
    Mock::given(any()).respond_with(moved).mount(&server).await;
    server
}

#[tokio::test]
async fn credentials_follow_the_same_host_into_tls() {
    let authority = Authority::new();
    let inside = broker(&authority, false).await + "/private";
    let server = redirecting_to(&inside).await;
    let outside = server.uri().replace("127.0.0.1", "localhost");
    let known = client(&outside)
        .ca_certificate_pem(authority.pem())
        .bearer_token("t0k3n");
    known.clone().build().unwrap().index().await.unwrap();

    known.build().unwrap().get(&inside).await.unwrap();
    let unknown = client(&outside).ca_certificate_pem(authority.pem()).build().unwrap();
    let error = unknown.get(&inside).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401, "{error}");
}

#[tokio::test]
async fn a_401_of_another_host_says_that_it_was_not_told_the_credentials() {
    let authority = Authority::new();
    let inside = broker(&authority, false).await + "/private";
    let outside = redirecting_to(&inside).await;
    let client = client(&outside.uri())
        .ca_certificate_pem(authority.pem())
        .bearer_token("t0k3n");
    let error = client.build().unwrap().index().await.unwrap_err();
    let hint = error.hint().unwrap();
    assert!(
        hint.starts_with("The credentials were not sent, because https://localhost:"),
        "{hint}"
    );
}
