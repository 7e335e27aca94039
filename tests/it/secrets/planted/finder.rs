//! Random secrets, and what finds them again in whatever form.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::Rng as _;
use serde_json::Value;

/// What was planted, by where.
#[derive(Default)]
pub(super) struct Planted(pub(super) BTreeMap<String, String>);

impl Planted {
    /// A new secret: printable, so that a header can hold it, with everything that some format writes differently.
    pub(super) fn plant(&mut self, place: &str) -> String {
        let mut random = rand::rng();
        let length = random.random_range(12..40);
        let letters = (0..length).map(|_| char::from(random.random_range(b'!'..=b'~')));
        // A parameter within would be something else.
        let secret: String = letters.filter(|letter| !"${}".contains(*letter)).collect();
        self.0.insert(place.to_owned(), format!("s3{secret}/+\"%\\x"));
        self.0[place].clone()
    }

    /// Every secret in every form.
    fn forms(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().flat_map(|(place, secret)| {
            let quoted = Value::from(secret.as_str()).to_string();
            let forms = [
                secret.clone(),
                quoted[1..quoted.len() - 1].to_owned(),
                utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
                url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
                STANDARD.encode(secret),
                URL_SAFE.encode(secret),
                URL_SAFE_NO_PAD.encode(secret),
            ];
            forms.into_iter().map(|form| (place.as_str(), form))
        })
    }

    /// What finds them, all at once.
    pub(super) fn finder(&self) -> Finder {
        let forms: Vec<(String, String)> = self.forms().map(|(place, form)| (place.to_owned(), form)).collect();
        let any: Vec<String> = forms.iter().map(|(_, form)| regex::escape(form)).collect();
        let pattern = regex::bytes::Regex::new(&any.join("|")).unwrap();
        // It would be of no use if it found nothing.
        for (place, form) in &forms {
            assert!(pattern.is_match(format!("x{form}x").as_bytes()), "{place}");
        }
        Finder { pattern, forms }
    }
}

/// Finds what was planted.
pub(super) struct Finder {
    pattern: regex::bytes::Regex,
    forms: Vec<(String, String)>,
}

impl Finder {
    #[track_caller]
    pub(super) fn assert_absent(&self, place: &str, bytes: &[u8]) {
        let Some(found) = self.pattern.find(bytes) else { return };
        let form = String::from_utf8_lossy(found.as_bytes());
        let planted = self
            .forms
            .iter()
            .find(|(_, one)| *one == form)
            .map(|(planted, _)| planted);
        let around = &bytes[found.start().saturating_sub(200)..(found.end() + 100).min(bytes.len())];
        panic!("{planted:?} as {form} in {place}: {}", String::from_utf8_lossy(around));
    }
}
