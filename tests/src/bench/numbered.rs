//! Requests that differ in a number, written into a request that was built beforehand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Where the number will stand; as wide as a number is, so that nothing moves.
pub(super) const PLACE: &str = "999999999999";

/// In base64, three bytes become four characters.
const WIDTH: usize = PLACE.len();
const WIDTH_IN_BASE64: usize = WIDTH / 3 * 4;

/// A request with a number in it, another each time.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    request: Vec<u8>,
    plain: Vec<usize>,
    encoded: Vec<usize>,
    sent: u64,
}

impl Numbered {
    /// Takes a request with [`PLACE`] in it, as it is or in base64 as [`encode`] gives it; no place, no numbers.
    pub(super) fn new(request: String) -> Self {
        let places = |mark: &str| request.match_indices(mark).map(|(at, _)| at).collect();
        Self {
            plain: places(PLACE),
            encoded: places(&STANDARD.encode(PLACE)),
            request: request.into_bytes(),
            sent: 0,
        }
    }

    /// The next request.
    pub(super) fn next(&mut self) -> &[u8] {
        if !self.plain.is_empty() {
            let number = self.number();
            let encoded = STANDARD.encode(&number);
            for at in &self.plain {
                self.request[*at..at + WIDTH].copy_from_slice(number.as_bytes());
            }
            for at in &self.encoded {
                self.request[*at..at + WIDTH_IN_BASE64].copy_from_slice(encoded.as_bytes());
            }
        }
        self.sent += 1;
        &self.request
    }

    /// The number that the next request will have.
    pub(super) fn number(&self) -> String {
        format!("{:0WIDTH$}", self.sent)
    }
}

/// Encodes JSON that has [`PLACE`] in it so that the number stands in characters of its own.
///
/// # Panics
/// Never: one of three paddings fits.
pub(super) fn encode(json: &str) -> String {
    let at = json.find(PLACE).unwrap_or_default();
    // Space before a document means nothing.
    STANDARD.encode(format!("{}{json}", " ".repeat((3 - at % 3) % 3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_up_in_both_forms() {
        for shift in ["", "x", "xy"] {
            let json = format!(r#"{{"{shift}":"a {PLACE}"}}"#);
            let mut requests = Numbered::new(format!("{PLACE} {}", encode(&json)));
            for expected in ["000000000000", "000000000001"] {
                let sent = String::from_utf8(requests.next().to_vec()).unwrap();
                let (number, content) = sent.split_once(' ').unwrap();
                let content = String::from_utf8(STANDARD.decode(content).unwrap()).unwrap();
                assert_eq!(
                    (number, content.trim()),
                    (expected, json.replace(PLACE, expected).as_str())
                );
            }
        }
    }

    #[test]
    fn a_request_without_a_place_stays_as_it_is() {
        let mut requests = Numbered::new("GET /".to_owned());
        assert_eq!(requests.next(), b"GET /");
        assert_eq!(requests.next(), b"GET /");
    }
}
