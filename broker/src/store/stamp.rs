//! Reading moments from rows.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Timestamp;
use diesel::sqlite::{Sqlite, SqliteValue};

use super::Moment;
use super::connection::MultiBackend;

/// A moment as a row holds it, for `#[diesel(deserialize_as = Stamp)]`.
///
/// SQLite keeps moments as text. diesel reads it by format strings, which it parses anew for each value: a question
/// with hundreds of rows spent a twentieth of its time on that. Texts of the one form that the broker writes are read
/// here, all others by diesel.
#[derive(Debug, FromSqlRow)]
#[diesel(sql_type = Timestamp)]
pub struct Stamp(Moment);

impl From<Stamp> for Moment {
    fn from(stamp: Stamp) -> Self {
        stamp.0
    }
}

impl FromSql<Timestamp, Sqlite> for Stamp {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        match moment(value.read_text().as_bytes()) {
            Some(moment) => Ok(Self(moment)),
            None => <Moment as FromSql<Timestamp, Sqlite>>::from_sql(value).map(Self),
        }
    }
}

impl FromSql<Timestamp, Pg> for Stamp {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <Moment as FromSql<Timestamp, Pg>>::from_sql(value).map(Self)
    }
}

impl FromSql<Timestamp, MultiBackend> for Stamp {
    fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, Timestamp>()
    }
}

/// `2021-09-01 00:07:21`, with or without a fraction of up to nine digits.
fn moment(text: &[u8]) -> Option<Moment> {
    let (seconds, fraction) = text.split_at_checked("2021-09-01 00:07:21".len())?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b' ',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = *seconds
    else {
        return None;
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let (month, day) = (number(&[m1, m2])?, number(&[d1, d2])?);
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?);
    chrono::NaiveDate::from_ymd_opt(year, month, day)?.and_hms_nano_opt(hour, minute, second, nanoseconds(fraction)?)
}

fn nanoseconds(fraction: &[u8]) -> Option<u32> {
    match fraction {
        [] => Some(0),
        [b'.', digits @ ..] if (1..=9).contains(&digits.len()) => {
            let missing = u32::try_from(9 - digits.len()).ok()?;
            Some(number(digits)? * 10_u32.pow(missing))
        }
        _ => None,
    }
}

/// Decimal digits and nothing else; at most nine, which fit.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::{Moment, moment};

    #[test]
    fn what_the_broker_writes_is_read_as_it_was() {
        for text in [
            "2021-09-01 00:07:21",
            "2024-02-29 23:59:59.123",
            "1970-01-01 00:00:00.000001",
            "2999-12-31 12:00:00.123456789",
        ] {
            let by_format = Moment::parse_from_str(text, "%F %T%.f").unwrap();
            assert_eq!(moment(text.as_bytes()), Some(by_format), "{text}");
        }
    }

    #[test]
    fn everything_else_is_left_to_diesel() {
        for text in [
            "",
            "2021-09-01",
            "2021-09-01T00:07:21",
            "2021-09-01 00:07:21Z",
            "2021-09-01 00:07:21.",
            "2021-13-01 00:07:21",
            "2021-02-30 00:07:21",
            "2021-09-01 00:07:2x",
            "2021-09-01 00:07:21.1234567890",
        ] {
            assert_eq!(moment(text.as_bytes()), None, "{text}");
        }
    }
}
