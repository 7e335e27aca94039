//! What charts are drawn from: how much happened on each day, of one application or of all.
//!
//! Amounts are kept for each day, so that a chart does not read history. A job adds what has come since (`count_up`), and
//! whoever looks counts the rest, which is little.

use std::collections::HashMap;

use chrono::{Duration, NaiveDate};

use super::job::Job;
use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection, Moment};
use crate::domain::figures::{EVERYBODY, Figure, Tally};
use crate::store::environments::environment_list;
use crate::store::figures::{Row, Source, figures_add, figures_counted, figures_lock, figures_since, happenings_after};

/// Rows of a table that are counted while somebody waits for charts.
const AT_ONCE: i64 = 2_000;

/// Rows that one step of the job counts.
const STEP: i64 = 2_000;

/// A transaction that began earlier has ended by now, for its statements are given up much sooner: a row whose id it took
/// is there, or never will be.
const SETTLED_AFTER: Duration = Duration::minutes(1);

/// How much happened.
#[derive(Debug, Default)]
pub struct FiguresSeen {
    /// Amounts by day; a day and figure may be there more than once.
    pub amounts: Vec<(NaiveDate, Figure, i64)>,
    /// The names of the environments, by id.
    pub environments: HashMap<i64, String>,
    /// Until when everything is counted, if not until now.
    pub behind: Option<Moment>,
}

/// Tells how much of what happened since a day: with a pacticipant, or with any. Of the days before `in_full_since` it
/// leaves out how long contracts waited, which is most of what there is to tell.
pub fn figures_show(
    connection: &mut AnyConnection,
    pacticipant: Option<&str>,
    since: NaiveDate,
    in_full_since: NaiveDate,
) -> Answer<FiguresSeen> {
    let whose = match pacticipant {
        Some(name) => pacticipant_find(connection, name)?.id,
        None => EVERYBODY,
    };
    let mut amounts = figures_since(connection, whose, since, in_full_since)?;
    let mut behind = None;
    for (source, up_to) in figures_counted(connection)? {
        let rows = happenings_after(connection, source, up_to, AT_ONCE)?;
        let is_full = rows.len() as i64 == AT_ONCE;
        let last = rows.last().filter(|_| is_full).map(|(_, last)| last.at);
        behind = [behind, last].into_iter().flatten().min();
        let of_it = rows
            .into_iter()
            .filter(|(_, one)| whose == EVERYBODY || one.sides.contains(&whose));
        let counts = of_it.flat_map(|(_, one)| one.counts);
        amounts.extend(counts.map(|(day, figure)| (day, figure, 1)));
    }
    let environments = environment_list(connection)?;
    Ok(FiguresSeen {
        amounts,
        environments: environments.into_iter().map(|one| (one.id, one.name)).collect(),
        behind,
    })
}

/// Adds to the amounts of each day what has happened since the last time.
#[derive(Debug, Clone, Copy)]
pub struct CountUp;

impl Job for CountUp {
    fn name(&self) -> String {
        "count what happened, for charts".to_owned()
    }

    fn step(&self, connection: &mut AnyConnection, done: usize, now: Moment) -> Answer<Option<usize>> {
        for source in Source::ALL {
            let counted = count_up(connection, source, now)?;
            if counted > 0 {
                return Ok(Some(done + counted));
            }
        }
        Ok(None)
    }
}

/// Counts the next rows of a table; how many.
fn count_up(connection: &mut AnyConnection, source: Source, now: Moment) -> Answer<usize> {
    let Some(after) = figures_lock(connection, source)? else {
        return Ok(0);
    };
    let rows = happenings_after(connection, source, after, STEP)?;
    let settled: Vec<Row> = rows
        .into_iter()
        .take_while(|(_, row)| is_settled(row.at, now))
        .collect();
    let Some((last, _)) = settled.last() else {
        return Ok(0);
    };
    let mut tally = Tally::default();
    settled.iter().for_each(|(_, happening)| tally.count(happening));
    figures_add(connection, source, &tally, *last)?;
    Ok(settled.len())
}

/// Can no row with a lower id appear any more? A row of the future is a mistake of a clock, and is not waited for.
fn is_settled(at: Moment, now: Moment) -> bool {
    (now - at).abs() > SETTLED_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_when_none_can_come_before_them() {
        let now = Moment::default() + Duration::days(20_000);
        assert!(!is_settled(now, now));
        assert!(!is_settled(now - Duration::seconds(59), now));
        assert!(is_settled(now - Duration::seconds(61), now));
        assert!(is_settled(now + Duration::days(365), now));
    }
}
