//! Whom receivers of webhooks may have their certificates from.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Map, Value as Json};

use super::{Kind, Shown, Value};

/// How a certificate begins in PEM, and how to tell one from the path of a file.
const BEGINNING: &str = "-----BEGIN ";

/// Certificates of authorities, from a file in PEM or as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorities {
    written: String,
    certificates: Vec<Vec<u8>>,
}

/// What an item of a list may have, and what it must be.
const KEYS: [&str; 3] = ["path", "content", "description"];
const ITEM: &str = "must be a list of paths, or of items with either a `path` or a `content`, which are text";

impl Authorities {
    /// The certificates, as DER.
    pub(crate) fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    fn of_item(keys: &Map<String, Json>) -> Result<Self, String> {
        if let Some(unknown) = keys.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("{unknown} is none of: {}", KEYS.join(", ")));
        }
        match (keys.get("path"), keys.get("content")) {
            (Some(Json::String(path)), None) => Self::of_path(path.trim()),
            (None, Some(Json::String(text))) => Self::of_text(text),
            _ => Err(ITEM.to_owned()),
        }
    }

    fn of_path(path: &str) -> Result<Self, String> {
        let pem = std::fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))?;
        let certificates = certificates(&pem).map_err(|reason| format!("{path} {reason}"))?;
        Ok(Self {
            written: path.to_owned(),
            certificates,
        })
    }

    fn of_text(text: &str) -> Result<Self, String> {
        Ok(Self {
            certificates: certificates(text).map_err(|reason| format!("the text {reason}"))?,
            written: text.to_owned(),
        })
    }
}

impl Value for Authorities {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        match text.contains(BEGINNING) {
            true => Self::of_text(text),
            false => Self::of_path(text.trim()),
        }
    }

    /// Takes `{path: …}` and `{content: …}`, too; a `description` is for those who read the file.
    fn from_file(value: &Json) -> Result<Self, String> {
        match value {
            Json::String(text) => Self::parse(text),
            Json::Object(keys) => Self::of_item(keys),
            _ => Err(ITEM.to_owned()),
        }
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.written.clone()))
    }
}

fn certificates(pem: &str) -> Result<Vec<Vec<u8>>, String> {
    if pem.contains("PRIVATE KEY") {
        return Err("holds a private key, which is nobody else's business".to_owned());
    }
    let unusable = "holds no certificate in PEM that can be used";
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let certificates = certificates.map_err(|_| unusable)?;
    let usable =
        |certificate: &CertificateDer<'_>| RootCertStore::empty().add(certificate.clone().into_owned()).is_ok();
    match !certificates.is_empty() && certificates.iter().all(usable) {
        true => Ok(certificates.iter().map(|certificate| certificate.to_vec()).collect()),
        false => Err(unusable.to_owned()),
    }
}
