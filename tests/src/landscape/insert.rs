//! Many rows into one table: statements of many rows each, as text that both databases read.

use std::fmt::Write as _;

use chrono::NaiveDateTime;
use diesel::QueryResult;

use super::target::Target;

/// A statement is sent when it has grown to this many bytes.
const STATEMENT_BYTES: usize = 256 * 1024;

/// A value in a row.
pub(super) enum Value<'a> {
    Null,
    Number(i64),
    Bool(bool),
    Text(&'a str),
    Moment(NaiveDateTime),
    Bytes(&'a [u8]),
}

/// A table that is being filled.
pub(super) struct Table<'a> {
    target: &'a mut Target,
    begin: String,
    statement: String,
}

impl<'a> Table<'a> {
    /// Begins to fill a table; `columns` are separated by commas.
    pub(super) fn new(target: &'a mut Target, table: &str, columns: &str) -> Self {
        Self {
            begin: format!("INSERT INTO {table} ({columns}) VALUES "),
            statement: String::new(),
            target,
        }
    }

    /// Adds a row, its values in the order of the columns.
    pub(super) fn row(&mut self, values: &[Value<'_>]) -> QueryResult<()> {
        self.statement
            .push_str(if self.statement.is_empty() { &self.begin } else { "," });
        for (position, value) in values.iter().enumerate() {
            self.statement.push(if position == 0 { '(' } else { ',' });
            self.value(value);
        }
        self.statement.push(')');
        if self.statement.len() < STATEMENT_BYTES {
            return Ok(());
        }
        self.send()
    }

    /// Sends what is left.
    pub(super) fn finish(mut self) -> QueryResult<()> {
        self.send()
    }

    fn send(&mut self) -> QueryResult<()> {
        if self.statement.is_empty() {
            return Ok(());
        }
        self.target.run(&self.statement)?;
        self.statement.clear();
        Ok(())
    }

    fn value(&mut self, value: &Value<'_>) {
        let text = &mut self.statement;
        // Writing into a string cannot fail.
        let _ = match value {
            Value::Null => write!(text, "NULL"),
            Value::Number(number) => write!(text, "{number}"),
            Value::Bool(truth) => write!(text, "{truth}"),
            Value::Text(content) => write!(text, "'{}'", content.replace('\'', "''")),
            // The form in which the broker's own library keeps times in SQLite, where they are compared as text.
            Value::Moment(moment) => write!(text, "'{}'", moment.format("%F %T%.f")),
            Value::Bytes(bytes) => {
                let begin = match self.target {
                    Target::Sqlite(_) => "X'",
                    Target::Postgres(_) => "'\\x",
                };
                text.push_str(begin);
                hexadecimal(text, bytes);
                write!(text, "'")
            }
        };
    }
}

fn hexadecimal(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.reserve(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0xf)]));
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<NaiveDateTime> for Value<'_> {
    fn from(moment: NaiveDateTime) -> Self {
        Self::Moment(moment)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
