//! When a clean-up runs, and what it keeps.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use croner::Cron;
use serde_json::Value as Json;

use super::{Kind, Shown, Value};
use crate::domain::retention::{KeepBranches, KeepVersions};
use crate::store::Moment;

/// Times of day, week, month and year, as cron writes them; in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(String);

impl Schedule {
    /// Every night.
    pub(crate) fn nightly() -> Self {
        Self("15 2 * * *".to_owned())
    }

    /// The first of the times after a moment; none for one that never comes, such as 30 February.
    pub(crate) fn next_after(&self, moment: Moment) -> Option<Moment> {
        let cron = Cron::from_str(&self.0).ok()?;
        let next: DateTime<Utc> = cron.find_next_occurrence(&moment.and_utc(), false).ok()?;
        Some(next.naive_utc())
    }
}

impl Value for Schedule {
    const KIND: Kind = Kind::Text;

    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        Cron::from_str(text).map_err(|error| format!("`{text}` is no cron expression: {error}"))?;
        Ok(Self(text.to_owned()))
    }

    fn shown(&self) -> Shown {
        Shown::Plain(Json::String(self.0.clone()))
    }
}

/// A JSON list of selectors; in a file it may be a list, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selectors<S> {
    text: String,
    selectors: Vec<S>,
}

impl<S: Clone> Selectors<S> {
    /// The selectors.
    pub(crate) fn list(&self) -> Vec<S> {
        self.selectors.clone()
    }
}

macro_rules! selectors {
    ($($of:ty),*) => { $(
        impl Value for Selectors<$of> {
            const KIND: Kind = Kind::Text;

            fn parse(text: &str) -> Result<Self, String> {
                let selectors = <$of>::parse(text).map_err(|error| format!("no JSON list of selectors: {error}"))?;
                Ok(Self { text: text.trim().to_owned(), selectors })
            }

            fn from_file(value: &Json) -> Result<Self, String> {
                match value {
                    Json::String(text) => Self::parse(text),
                    other => Self::parse(&other.to_string()),
                }
            }

            fn shown(&self) -> Shown {
                Shown::Plain(Json::String(self.text.clone()))
            }
        }
    )* };
}
selectors!(KeepVersions, KeepBranches);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_is_after_the_moment() {
        let at = |text: &str| Moment::from_str(text).unwrap();
        let nightly = Schedule::nightly();
        assert_eq!(
            nightly.next_after(at("2026-01-31T02:14:59")),
            Some(at("2026-01-31T02:15:00"))
        );
        assert_eq!(
            nightly.next_after(at("2026-01-31T02:15:00")),
            Some(at("2026-02-01T02:15:00"))
        );
        assert!(Schedule::parse("at night").is_err());
    }
}
