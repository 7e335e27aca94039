//! Sentences in which values of a contract stand.

use std::fmt;

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Our words.
    Words(String),
    /// What the contract says.
    Value(String),
}

/// A sentence in pieces, so that values can be told from words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase(pub Vec<Piece>);

impl Phrase {
    pub(super) fn words(words: impl Into<String>) -> Self {
        Self::default().then(words)
    }

    pub(super) fn then(mut self, words: impl Into<String>) -> Self {
        let words = words.into();
        match self.0.last_mut() {
            Some(Piece::Words(last)) => last.push_str(&words),
            _ => self.0.push(Piece::Words(words)),
        }
        self
    }

    pub(super) fn value(mut self, value: impl Into<String>) -> Self {
        self.0.push(Piece::Value(value.into()));
        self
    }

    pub(super) fn phrase(self, other: Self) -> Self {
        other.0.into_iter().fold(self, |phrase, piece| match piece {
            Piece::Words(words) => phrase.then(words),
            Piece::Value(value) => phrase.value(value),
        })
    }

    /// The words, then a value where there is one: "in the format …".
    pub(super) fn optional(self, words: &str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.then(words).value(value),
            None => self,
        }
    }

    /// Several, with the same words between.
    pub(super) fn joined(phrases: Vec<Self>, between: &str) -> Self {
        phrases
            .into_iter()
            .enumerate()
            .fold(Self::default(), |all, (index, one)| {
                let all = if index == 0 { all } else { all.then(between) };
                all.phrase(one)
            })
    }
}

/// Values stand between backticks.
impl fmt::Display for Phrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Words(words) => formatter.write_str(words),
            Piece::Value(value) => write!(formatter, "`{value}`"),
        })
    }
}
