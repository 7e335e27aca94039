//! Signatures by which receivers see that it was this broker who sent something, and when
//! (Standard Webhooks, <https://www.standardwebhooks.com>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// What the text of a secret begins with.
const PREFIX: &str = "whsec_";

/// The headers of a message.
pub(super) const ID: &str = "webhook-id";
pub(super) const TIMESTAMP: &str = "webhook-timestamp";
pub(super) const SIGNATURE: &str = "webhook-signature";

/// What a receiver and the broker share to sign and check messages.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(Vec<u8>);

/// Shows no secret.
impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SigningSecret")
    }
}

impl SigningSecret {
    /// A secret of these bytes, which must be as good as random.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// Reads `whsec_` and base64.
    pub fn parse(text: &str) -> Option<Self> {
        STANDARD.decode(text.strip_prefix(PREFIX)?).ok().map(Self)
    }

    /// As libraries of receivers take it.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", self.encoded())
    }

    pub(super) fn encoded(&self) -> String {
        STANDARD.encode(&self.0)
    }

    fn sign(&self, content: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, content)))
    }
}

/// The value of the header with the signatures, one by each secret; none without secrets.
pub(super) fn signature(secrets: &[SigningSecret], id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let content = [format!("{id}.{timestamp}.").as_bytes(), body].concat();
    let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(&content)).collect();
    (!signatures.is_empty()).then(|| signatures.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn a_message_is_signed_as_receivers_check_it() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("is one");
        let signed = signature(
            &[secret],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signed.as_deref(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }

    #[test]
    fn while_secrets_change_a_message_has_a_signature_by_each() {
        let [one, other] = [1, 2].map(|byte| SigningSecret::new([byte; 32]));
        let by = |secrets: &[SigningSecret]| signature(secrets, "id", 1, b"body").unwrap_or_default();
        let (first, second) = (by(std::slice::from_ref(&one)), by(std::slice::from_ref(&other)));
        assert_ne!(first, second);
        assert_eq!(by(&[one, other]), format!("{first} {second}"));
        assert_eq!(signature(&[], "id", 1, b"body"), None);
    }

    #[test]
    fn a_secret_is_written_as_it_is_read() {
        let secret = SigningSecret::new([7; 32]);
        assert_eq!(SigningSecret::parse(&secret.to_text()), Some(secret.clone()));
        assert!(!format!("{secret:?}").contains(&secret.encoded()));
        assert_eq!(SigningSecret::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), None);
    }
}
