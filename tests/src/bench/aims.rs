//! What the project aims at, beside what was measured.

use std::fmt::Write as _;

use super::load::Figures;
use super::report::{megabytes, milliseconds};
use super::run::Measured;

/// How much slower a request with an answer of the same size may be on a history a hundred times as long.
const SLOWER: f64 = 1.3;

/// Requests whose answers are as large at size L as at size S.
const SAME_ANSWER: [&str; 6] = [
    "can-i-deploy fan",
    "can-i-deploy hub",
    "matrix fan cvp latest",
    "latest pact",
    "publish",
    "verification",
];

/// The aims, which are about SQLite at size L, as a table; `small` is the same database at size S.
pub fn aims(small: Option<&Measured>, large: &Measured) -> String {
    let mut table = String::from("| aim | at most or least | measured | met |\n|---|--:|--:|---|\n");
    let mut row = |aim: &str, bound: String, measured: String, met: bool| {
        let met = if met { "yes" } else { "no" };
        // Writing into a string cannot fail.
        let _ = writeln!(table, "| {aim} | {bound} | {measured} | {met} |");
    };
    for (name, bound) in [
        ("can-i-deploy fan", 1.2),
        ("can-i-deploy hub", 1.2),
        ("for-verification hub", 4.5),
        ("latest pact", 0.2),
    ] {
        if let Some(run) = with_clients(large, name, 1) {
            let p50 = milliseconds(run.p50);
            row(
                &format!("{name}: p50, one client"),
                format!("{bound} ms"),
                format!("{p50:.3} ms"),
                p50 < bound,
            );
        }
    }
    for name in ["publish", "verification"] {
        if let Some(run) = with_clients(large, name, 8) {
            row(
                &format!("{name}: eight clients"),
                "2000/s".to_owned(),
                format!("{:.0}/s", run.rate),
                run.rate >= 2_000.0,
            );
        }
    }
    let idle = megabytes(large.idle);
    row(
        "resident when idle",
        "40 MB".to_owned(),
        format!("{idle:.1} MB"),
        idle < 40.0,
    );
    let ready = milliseconds(large.ready_after);
    row("ready", "200 ms".to_owned(), format!("{ready:.0} ms"), ready < 200.0);
    for name in SAME_ANSWER {
        let both = small
            .and_then(|small| with_clients(small, name, 1))
            .zip(with_clients(large, name, 1));
        if let Some((small, large)) = both {
            let times = large.p50.as_secs_f64() / small.p50.as_secs_f64();
            row(
                &format!("{name}: p50 at L by p50 at S"),
                format!("{SLOWER}"),
                format!("{times:.2}"),
                times <= SLOWER,
            );
        }
    }
    table
}

fn with_clients<'a>(measured: &'a Measured, name: &str, clients: usize) -> Option<&'a Figures> {
    let (_, runs) = measured.runs.iter().find(|(one, _)| *one == name)?;
    runs.iter().find(|run| run.clients == clients)
}
