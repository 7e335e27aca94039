//! Whether an application is the same in all its environments.

use std::collections::{BTreeMap, BTreeSet};

/// A version that runs in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// Which environment.
    pub environment: i64,
    /// Whether it serves the people that the software is made for.
    pub production: bool,
    /// Which version; a higher one is newer.
    pub version: i64,
}

/// How the environments of an application differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    /// The same version everywhere.
    Same,
    /// Not the same everywhere, and production has the newest.
    Differs,
    /// Something newer runs elsewhere than in production.
    ProductionBehind,
}

/// The drift of one application; none as long as it runs in one environment at most.
pub fn drift(running: &[Running]) -> Option<Drift> {
    let mut newest: BTreeMap<i64, Running> = BTreeMap::new();
    for one in running {
        let known = newest.entry(one.environment).or_insert(*one);
        if one.version > known.version {
            *known = *one;
        }
    }
    if newest.len() < 2 {
        return None;
    }
    let newest_of = |production: bool| {
        let there = newest.values().filter(|one| one.production == production);
        there.map(|one| one.version).max()
    };
    let versions: BTreeSet<i64> = running.iter().map(|one| one.version).collect();
    Some(match (newest_of(true), newest_of(false)) {
        (Some(production), Some(elsewhere)) if production < elsewhere => Drift::ProductionBehind,
        _ if versions.len() > 1 => Drift::Differs,
        _ => Drift::Same,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST: i64 = 1;
    const STAGING: i64 = 2;
    const LIVE: i64 = 3;

    fn of(running: &[(i64, i64)]) -> Option<Drift> {
        let running: Vec<Running> = running
            .iter()
            .map(|(environment, version)| Running {
                environment: *environment,
                production: *environment == LIVE,
                version: *version,
            })
            .collect();
        drift(&running)
    }

    #[test]
    fn environments_are_compared() {
        for (running, expected) in [
            (&[][..], None),
            (&[(TEST, 1)], None),
            (&[(TEST, 1), (TEST, 2)], None),
            (&[(TEST, 1), (STAGING, 1)], Some(Drift::Same)),
            (&[(TEST, 2), (STAGING, 1)], Some(Drift::Differs)),
            (&[(TEST, 2), (LIVE, 1)], Some(Drift::ProductionBehind)),
            (&[(TEST, 1), (LIVE, 2)], Some(Drift::Differs)),
            (&[(TEST, 1), (STAGING, 2), (LIVE, 2)], Some(Drift::Differs)),
        ] {
            assert_eq!(of(running), expected, "{running:?}");
        }
    }

    #[test]
    fn of_several_instances_the_newest_says_whether_production_is_behind() {
        assert_eq!(of(&[(LIVE, 1), (LIVE, 2), (TEST, 2)]), Some(Drift::Differs));
        assert_eq!(of(&[(LIVE, 1), (LIVE, 2), (TEST, 3)]), Some(Drift::ProductionBehind));
    }
}
