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

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{\"_links\":{}}";

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
    let _ = stream.read(&mut request).await;
    let _ = stream.write_all(ANSWER).await;
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
