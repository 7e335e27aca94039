//! Reads times without letting an odd one spoil a whole answer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A time in any offset, as UTC; `None` for what is absent or no time.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let time = value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    Ok(time.map(|time| time.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_utc_and_nonsense_becomes_nothing() {
        let read = |json: &str| optional(&mut serde_json::Deserializer::from_str(json)).unwrap();
        assert_eq!(
            read(r#""2021-09-01T02:07:21+02:00""#).unwrap().to_rfc3339(),
            "2021-09-01T00:07:21+00:00"
        );
        assert!(read(r#""yesterday""#).is_none() && read("null").is_none() && read("5").is_none());
    }
}
