//! Whole numbers.

use std::num::NonZeroU32;

use serde_json::Value as Json;

use super::{Kind, Shown, Value};

macro_rules! whole_numbers {
    ($($number:ty),*) => { $(
        impl Value for $number {
            const KIND: Kind = Kind::Number;

            fn parse(text: &str) -> Result<Self, String> {
                let range = || format!("`{text}` is no whole number from {} to {}", Self::MIN, Self::MAX);
                text.trim().parse().map_err(|_| range())
            }

            fn shown(&self) -> Shown {
                // A number in decimal digits is one in JSON.
                Shown::Plain(self.to_string().parse().unwrap_or(Json::Null))
            }
        }
    )* };
}
whole_numbers!(u16, u32, u64, i64, usize, NonZeroU32);
