//! Figures as Markdown.

use std::fmt;
use std::time::Duration;

use super::run::Measured;
use crate::database::System;

/// What was measured, as a table.
#[derive(Debug)]
pub struct Report<'a>(pub &'a Measured);

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let measured = self.0;
        let system = match measured.system {
            System::Sqlite => "SQLite",
            System::Postgres => "PostgreSQL",
        };
        writeln!(f, "### {system}, size {}\n", measured.size)?;
        writeln!(
            f,
            "Ready after {:.0} ms; {:.1} MB resident when idle; database of {:.1} MB.\n",
            milliseconds(measured.ready_after),
            megabytes(measured.idle),
            megabytes(measured.database)
        )?;
        writeln!(
            f,
            "| request | clients | requests/s | p50 ms | p99 ms | CPU ms per request | resident after, MB | stolen |"
        )?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
        for (name, runs) in &measured.runs {
            for run in runs {
                writeln!(
                    f,
                    "| {name} | {} | {:.0} | {:.3} | {:.3} | {:.3} | {:.1} | {:.1} % |",
                    run.clients,
                    run.rate,
                    milliseconds(run.p50),
                    milliseconds(run.p99),
                    milliseconds(run.cpu),
                    megabytes(run.resident),
                    run.stolen * 100.0
                )?;
            }
        }
        Ok(())
    }
}

/// A duration in milliseconds.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// A size in millions of bytes.
pub(super) fn megabytes(bytes: u64) -> f64 {
    // No memory or file here is so large that the fraction would be lost.
    bytes as f64 / 1e6
}
