//! Clean-up: first a plan of what is kept and why, then batches that look again before they delete.

mod plan;
mod report;

use chrono::Duration;

use super::{Answer, AnyConnection, Moment, StoreError};
use crate::domain::retention::{Owner, VersionFacts, branches_kept};
use crate::store::leases::{lease_end, lease_hold};
use crate::store::pacticipants::{pacticipant_refs, pacticipants_lock};
use crate::store::removal::{branches_remove, versions_remove};
use crate::store::retention::{Overwritten, branch_ages, days_begun, overwritten_remove, version_facts};

pub use crate::domain::retention::{KeepBranches, KeepVersions};
pub use plan::{Plan, plan};
pub use report::report;

/// What is kept, and how much may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Versions that stay.
    pub keep_versions: Vec<KeepVersions>,
    /// Branches that stay.
    pub keep_branches: Vec<KeepBranches>,
    /// Versions, branches, and rows of each kind of overwritten data that one clean-up deletes at most.
    pub limit: usize,
    /// How many days overwritten data is kept.
    pub overwritten_max_age: u32,
}

impl Policy {
    /// The moment before which something was overwritten long enough ago.
    pub fn overwritten_before(&self, now: Moment) -> Moment {
        now - Duration::days(self.overwritten_max_age.into())
    }
}

/// What one transaction deletes.
#[derive(Debug, Clone)]
pub enum Batch {
    /// Versions of a pacticipant, as they were when it was decided.
    Versions {
        /// The pacticipant.
        pacticipant: i64,
        /// Its versions.
        versions: Vec<VersionFacts>,
    },
    /// Branches of a pacticipant.
    Branches {
        /// The pacticipant.
        pacticipant: i64,
        /// Their ids.
        branches: Vec<i64>,
    },
    /// Overwritten data.
    Overwritten {
        /// Of which kind.
        what: Overwritten,
        /// Their ids.
        ids: Vec<i64>,
    },
}

/// Deletes a batch of a plan that was made at `planned_at`; what has changed since then in a way that could keep it, stays.
///
/// Returns how many went.
pub fn batch_delete(
    connection: &mut AnyConnection,
    policy: &Policy,
    batch: &Batch,
    planned_at: Moment,
) -> Answer<usize> {
    match batch {
        Batch::Versions { pacticipant, versions } => {
            pacticipants_lock(connection, &[*pacticipant])?;
            let ids: Vec<i64> = versions.iter().map(|version| version.id).collect();
            let unchanged = version_facts(connection, *pacticipant, Some(&ids), planned_at)?
                .into_iter()
                .filter(|version| versions.contains(version));
            let ids: Vec<i64> = unchanged.map(|version| version.id).collect();
            versions_remove(connection, *pacticipant, &ids)?;
            Ok(ids.len())
        }
        Batch::Branches { pacticipant, branches } => {
            pacticipants_lock(connection, &[*pacticipant])?;
            let found = pacticipant_refs(connection, &[*pacticipant])?;
            let Some(owner) = found.first() else {
                return Ok(0);
            };
            let stale = branch_ages(connection, *pacticipant, Some(branches))?
                .into_iter()
                .filter(|branch| {
                    let idle = days_begun(branch.updated_at, planned_at);
                    !branches_kept(&policy.keep_branches, &branch.name, owner.main_branch.as_deref(), idle)
                });
            let ids: Vec<i64> = stale.map(|branch| branch.id).collect();
            branches_remove(connection, &ids)?;
            Ok(ids.len())
        }
        Batch::Overwritten { what, ids } => {
            let before = policy.overwritten_before(planned_at);
            Ok(overwritten_remove(connection, *what, ids, before)?)
        }
    }
}

/// The lease of clean-ups.
const LEASE: &str = "clean";

/// How long a lease lasts that is not renewed: longer than any batch takes.
const HELD: Duration = Duration::seconds(120);

/// Makes sure that one clean-up runs at a time; tells whether it is this one.
pub fn clean_begin(connection: &mut AnyConnection, holder: &str, now: Moment) -> Answer<bool> {
    Ok(lease_hold(connection, LEASE, holder, now, now + HELD)?)
}

/// Goes on holding what [`clean_begin`] took.
///
/// Fails when another has taken it, because this one was away for too long.
pub fn clean_go_on(connection: &mut AnyConnection, holder: &str, now: Moment) -> Answer<()> {
    match lease_hold(connection, LEASE, holder, now, now + HELD)? {
        true => Ok(()),
        false => Err(StoreError::Unavailable("another clean-up has begun meanwhile".to_owned()).into()),
    }
}

/// Lets others clean up.
pub fn clean_end(connection: &mut AnyConnection, holder: &str) -> Answer<()> {
    Ok(lease_end(connection, LEASE, holder)?)
}

/// The owner of versions, as the rules want it.
fn owner<'a>(name: &'a str, main_branch: Option<&'a str>) -> Owner<'a> {
    Owner { name, main_branch }
}
