//! How answers look: colours, tables, progress.

mod notices;
mod paint;
mod progress;
mod table;

pub(crate) use notices::write_notices;
pub(crate) use paint::Paint;
pub(crate) use progress::with_progress;
pub(crate) use table::Table;

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use crate::args::AnswerFormat;
use crate::error::Result;
use crate::io::Io;

/// Writes a value as JSON for programs and people, with a line end.
pub(crate) fn write_json(io: &mut Io, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    writeln!(io.out, "{text}")?;
    Ok(())
}

/// Answers with the broker's document or with a sentence that says the same.
pub(crate) fn answer(io: &mut Io, format: AnswerFormat, document: &Value, sentence: &str) -> Result<()> {
    match format {
        AnswerFormat::Json => write_json(io, document),
        AnswerFormat::Text => Ok(writeln!(io.out, "{}", Paint(io.colour).good(sentence))?),
    }
}

/// A number with its noun, such as `2 contracts`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
