//! Points in time as clients write them.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Years of four digits in UTC: SQLite compares moments as texts, in which a fifth digit or a sign is out of order.
const YEARS: RangeInclusive<i32> = 1..=9_999;

/// Reads a date or a date with time in the forms that build scripts produce; without an offset it is UTC.
///
/// In a query string a `+` before the offset arrives as a space when the client did not encode it.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    with_offset(text)
        .or_else(|| without_offset(text).map(|time| time.and_utc()))
        .filter(|time| YEARS.contains(&time.year()))
}

fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    let restored = match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') && offset.starts_with(|digit: char| digit.is_ascii_digit()) => {
            format!("{time}+{offset}")
        }
        _ => text.to_owned(),
    };
    let formats = [
        "%Y-%m-%dT%H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f%#z",
        "%Y-%m-%d %H:%M:%S%.f %#z",
        "%Y-%m-%dT%H:%M%#z",
    ];
    DateTime::parse_from_rfc3339(&restored)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .ok()
        .or_else(|| {
            formats
                .iter()
                .find_map(|format| DateTime::parse_from_str(&restored, format).ok())
        })
        .map(|time| time.to_utc())
}

fn without_offset(text: &str) -> Option<NaiveDateTime> {
    let text = text
        .strip_suffix(" UTC")
        .or_else(|| text.strip_suffix('Z'))
        .unwrap_or(text);
    let times = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let dates = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"];
    times
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            let date = dates
                .iter()
                .find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
            Some(date.and_time(NaiveTime::MIN))
        })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_and_times_in_the_usual_forms_are_read() {
        let midnight = Some("2024-05-06T00:00:00+00:00".to_owned());
        for text in [
            "2024-05-06",
            "2024/05/06",
            "20240506",
            "2024-05-06T00:00",
            "2024-05-06T00:00:00",
            "2024-05-06 00:00:00",
            "2024-05-06 00:00:00 UTC",
            "2024-05-06T00:00:00Z",
            "2024-05-06T00:00:00.000Z",
            "2024-05-06T02:00:00+02:00",
            "2024-05-06T02:00:00 02:00",
            "2024-05-06T02:00:00+0200",
            "2024-05-05 22:00:00 -0200",
            "Mon, 06 May 2024 00:00:00 +0000",
        ] {
            assert_eq!(parse(text).map(|time| time.to_rfc3339()), midnight, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in [
            "",
            "not a date",
            "2024-13-01",
            "2024-02-30",
            "12",
            "yesterday",
            "T00:00",
            "0000-12-31",
            "-4000-01-01",
            "+12000-01-01",
            "9999-12-31T23:59:59-23:00",
            "0001-01-01T00:00:00+01:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
