//! Times, in seconds.

use std::time::Duration;

use serde_json::Value as Json;

use super::{Kind, Shown, Value};

/// Longer times are mistakes, and some databases and timers cannot count them.
const LONGEST: f64 = 1_000_000.0;

impl Value for Duration {
    const KIND: Kind = Kind::Number;

    fn parse(text: &str) -> Result<Self, String> {
        let unusable = || format!("`{text}` is no number of seconds from 0 to {LONGEST}");
        let seconds: f64 = text.trim().parse().map_err(|_| unusable())?;
        if !(0.0..=LONGEST).contains(&seconds) {
            return Err(unusable());
        }
        // To the millisecond, so that what is shown gives the same again.
        Ok(Self::from_millis((seconds * 1000.0).round() as u64))
    }

    fn shown(&self) -> Shown {
        let whole = self.subsec_millis() == 0;
        let seconds = if whole {
            Json::from(self.as_secs())
        } else {
            Json::from(self.as_secs_f64())
        };
        Shown::Plain(seconds)
    }
}
