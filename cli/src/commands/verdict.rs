//! Asking the matrix, waiting for what is still unknown, and showing the answer.

use std::io::Write;
use std::time::Duration;

use accord_client::model::matrix::{Blocker, Matrix, MatrixParty, MatrixRow};
use accord_client::model::matrix_query::MatrixQuery;
use accord_client::{Client, Resource};
use clap::Args;
use indexmap::IndexSet;

use crate::args::TableFormat;
use crate::error::{Outcome, Result};
use crate::io::Io;
use crate::output::{Paint, Table, with_progress, write_json, write_notices};

const MISSING: &str = "???";
const SHORT_COMMIT: usize = 7;

/// What can-i-deploy and can-i-merge share.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answer")]
pub(super) struct PatienceArgs {
    /// How often to ask again while verification results are missing
    #[arg(long, value_name = "TIMES", default_value_t = 0)]
    retry_while_unknown: u32,
    /// Seconds to wait before asking again
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    retry_interval: u64,
    /// Show the answer, but exit with 0 whatever it is
    #[arg(long)]
    dry_run: bool,
    /// Form of the answer
    #[arg(short, long, value_name = "FORM", value_enum, default_value = "table")]
    output: TableFormat,
}

impl PatienceArgs {
    /// The question to ask, with what the variables of the command add.
    pub(super) fn question(&self, query: MatrixQuery, verdict: Verdict, dry_run: bool) -> Question {
        let dry_run = self.dry_run || dry_run;
        Question {
            query,
            verdict,
            // Waiting is for pipelines that depend on the answer.
            retries: if dry_run { 0 } else { self.retry_while_unknown },
            interval: Duration::from_secs(self.retry_interval),
            dry_run,
            output: self.output,
        }
    }
}

/// What yes and no are called, and what follows from a no.
pub(super) struct Verdict {
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) outcome_of_no: Outcome,
}

/// A question to the matrix and how to show its answer.
pub(super) struct Question {
    pub(super) query: MatrixQuery,
    pub(super) verdict: Verdict,
    /// How often to ask again while results are missing.
    pub(super) retries: u32,
    pub(super) interval: Duration,
    pub(super) dry_run: bool,
    pub(super) output: TableFormat,
}

impl Question {
    /// Asks, waits if that is wanted, and shows the answer.
    pub(super) async fn ask(&self, client: &Client, io: &mut Io) -> Result<Outcome> {
        let matrix = self.patient_answer(client, io).await?;
        match self.output {
            TableFormat::Json => write_json(io, matrix.document())?,
            TableFormat::Table => self.show(&matrix, io)?,
        }
        if !self.query.ignore.is_empty() && matrix.summary.ignored.is_none() {
            io.note("warning: the broker is too old to ignore applications: their results counted");
        }
        if self.dry_run && !matrix.is_deployable() {
            io.note("dry run: exiting with 0 although the answer is no");
        }
        Ok(if self.dry_run || matrix.is_deployable() {
            Outcome::Yes
        } else {
            self.verdict.outcome_of_no
        })
    }

    async fn patient_answer(&self, client: &Client, io: &mut Io) -> Result<Resource<Matrix>> {
        let mut matrix = with_progress(io, "asking the broker", client.matrix(&self.query)).await?;
        for attempt in 1..=self.retries {
            let Some(unknown) = matrix.summary.unknown.filter(|&unknown| unknown > 0) else {
                break;
            };
            let results = if unknown == 1 {
                "1 verification result"
            } else {
                &format!("{unknown} verification results")
            };
            io.note(&format!(
                "waiting for {results} (attempt {attempt} of {})",
                self.retries
            ));
            tokio::time::sleep(self.interval).await;
            matrix = with_progress(io, "asking the broker again", client.matrix(&self.query)).await?;
        }
        Ok(matrix)
    }

    fn show(&self, matrix: &Matrix, io: &mut Io) -> Result<()> {
        let paint = Paint(io.colour);
        let banner = match matrix.is_deployable() {
            true => paint.good(self.verdict.yes),
            false => paint.bad(self.verdict.no),
        };
        writeln!(io.out, "{banner}")?;
        if !matrix.rows.is_empty() {
            writeln!(io.out, "\n{}", table(&matrix.rows).render())?;
        }
        let results: Vec<String> = results(&matrix.rows);
        if !results.is_empty() {
            writeln!(io.out, "\nVerification results\n{}", results.join("\n"))?;
        }
        writeln!(io.out)?;
        match (&matrix.notices[..], &matrix.summary.reason) {
            ([], Some(reason)) => writeln!(io.out, "{reason}")?,
            (notices, _) => write_notices(&mut io.out, paint, notices)?,
        }
        if !matrix.is_deployable() && !matrix.blockers.is_empty() {
            writeln!(
                io.out,
                "\nWho must act, and what to run\n{}",
                steps(&matrix.blockers).join("\n")
            )?;
        }
        Ok(())
    }
}

// The notices have said why; several obstacles may have one way out.
fn steps(blockers: &[Blocker]) -> Vec<String> {
    let step = |blocker: &Blocker| {
        let waiting = if blocker.waiting_may_help {
            " (or wait: a verification may be under way)"
        } else {
            ""
        };
        format!("{}{waiting}:\n    {}", blocker.actor, blocker.command)
    };
    let steps: IndexSet<String> = blockers.iter().map(step).collect();
    steps.into_iter().collect()
}

fn table(rows: &[MatrixRow]) -> Table {
    let mut table = Table::new(["CONSUMER", "C.VERSION", "PROVIDER", "P.VERSION", "SUCCESS?", "RESULT#"]);
    let mut number = 0;
    for row in rows {
        let success = row
            .verification_result
            .as_ref()
            .map_or(MISSING.to_owned(), |result| result.success.to_string());
        let result = if row.verification_result.is_some() {
            number += 1;
            number.to_string()
        } else {
            String::new()
        };
        let success = if row.ignored {
            format!("{success} [ignored]")
        } else {
            success
        };
        let (consumer, provider) = (&row.consumer, &row.provider);
        table.row([
            consumer.name.clone(),
            version(consumer),
            provider.name.clone(),
            version(provider),
            success,
            result,
        ]);
    }
    table
}

// Numbered as in the table, so that one leads to the other.
fn results(rows: &[MatrixRow]) -> Vec<String> {
    let results = rows
        .iter()
        .filter_map(|row| row.verification_result.as_ref())
        .enumerate();
    let line = |(index, result): (usize, &accord_client::model::matrix::MatrixResult)| {
        let word = if result.success { "success" } else { "failure" };
        let address = result
            .links
            .get("self")
            .map_or("(no address)", |link| link.href.as_str());
        format!("{}. {address} ({word})", index + 1)
    };
    results.map(line).collect()
}

fn version(party: &MatrixParty) -> String {
    party
        .version
        .as_ref()
        .map_or(MISSING.to_owned(), |version| short(&version.number).to_owned())
}

/// A git commit is known by its beginning; any other version number stays whole.
fn short(number: &str) -> &str {
    let is_commit = number.len() == 40 && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_commit { &number[..SHORT_COMMIT] } else { number }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows() -> Vec<MatrixRow> {
        let party =
            |name: &str, number: Option<&str>| json!({"name": name, "version": number.map(|n| json!({"number": n}))});
        let result = |success: bool| json!({"success": success, "_links": {"self": {"href": "http://b/results/1"}}});
        serde_json::from_value(json!([
            {
                "consumer": party("shop", Some("4f2c9d0e1b2a3c4d5e6f708192a3b4c5d6e7f809")),
                "provider": party("orders", Some("1.2.3")), "verificationResult": result(true),
            },
            { "consumer": party("shop", Some("1")), "provider": party("mail", None), "verificationResult": null },
            {
                "consumer": party("shop", Some("1")), "provider": party("stock", Some("2")),
                "verificationResult": result(false), "ignored": true,
            },
        ]))
        .unwrap()
    }

    #[test]
    fn the_table_shows_what_is_missing_failed_and_ignored() {
        let expected = [
            "CONSUMER | C.VERSION | PROVIDER | P.VERSION | SUCCESS?        | RESULT#",
            "---------|-----------|----------|-----------|-----------------|---------",
            "shop     | 4f2c9d0   | orders   | 1.2.3     | true            | 1",
            "shop     | 1         | mail     | ???       | ???             |",
            "shop     | 1         | stock    | 2         | false [ignored] | 2",
        ];
        assert_eq!(table(&rows()).render().lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn results_carry_the_numbers_of_the_table() {
        assert_eq!(
            results(&rows()),
            ["1. http://b/results/1 (success)", "2. http://b/results/1 (failure)"]
        );
    }
}
