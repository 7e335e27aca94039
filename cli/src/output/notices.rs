//! What the broker wants people to read.

use std::io::Write;

use accord_client::model::notice::Notice;

use super::Paint;
use crate::error::Result;

/// Writes notices in the broker's words, coloured by their kind.
pub(crate) fn write_notices(out: &mut dyn Write, paint: Paint, notices: &[Notice]) -> Result<()> {
    for notice in notices {
        for line in notice.text.lines() {
            writeln!(out, "{}", painted(paint, &notice.kind, line))?;
        }
    }
    Ok(())
}

fn painted(paint: Paint, kind: &str, line: &str) -> String {
    match kind {
        "success" => paint.good(line),
        "error" | "danger" => paint.bad(line),
        "warning" | "prompt" => paint.doubtful(line),
        "debug" => paint.faint(line),
        _ => line.to_owned(),
    }
}
