//! How many applications there are, and how long their history is.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context as _, ensure};

/// Versions for each application: `S`, `M` and `L` stand for 10, 100 and 1000, `W` for 40 of many more applications.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Size {
    versions: usize,
    is_wide: bool,
}

impl Size {
    /// The shortest history in which every application has a version in both environments and one after.
    const LEAST: usize = 3;

    /// How many versions each application has.
    #[must_use]
    pub fn versions(self) -> usize {
        self.versions
    }

    /// Whether it has 5,000 applications with 20,000 integrations instead of 200 with 600.
    #[must_use]
    pub fn is_wide(self) -> bool {
        self.is_wide
    }
}

impl FromStr for Size {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let text = text.to_ascii_uppercase();
        let versions = match text.as_str() {
            "W" => 40,
            "S" => 10,
            "M" => 100,
            "L" => 1_000,
            other => other
                .parse()
                .with_context(|| format!("size `{text}` is neither S, M, L, W nor a number of versions"))?,
        };
        ensure!(
            versions >= Self::LEAST,
            "size {versions} is too small: {} versions are the least",
            Self::LEAST
        );
        let is_wide = text == "W";
        Ok(Self { versions, is_wide })
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.versions {
            _ if self.is_wide => f.write_str("W"),
            10 => f.write_str("S"),
            100 => f.write_str("M"),
            1_000 => f.write_str("L"),
            other => write!(f, "V{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn a_size_is_a_letter_or_a_number_of_versions() {
        let versions = |text: &str| text.parse::<Size>().map(Size::versions).ok();
        assert_eq!(
            ["S", "m", "L", "3", "7", "2", "XL", ""].map(versions),
            [Some(10), Some(100), Some(1_000), Some(3), Some(7), None, None, None]
        );
    }
}
