//! What a clean-up would delete, found without holding anybody up.

use super::super::{Answer, AnyConnection, Moment};
use super::{Batch, Policy, owner};
use crate::domain::retention::{VersionFacts, branches_kept, versions_kept};
use crate::store::pacticipants::{PacticipantRef, pacticipant_ids, pacticipant_refs};
use crate::store::retention::{Overwritten, branch_ages, days_begun, overwritten, version_facts};

/// Versions in one transaction: each may have hundreds of results.
const VERSIONS: usize = 20;
const BRANCHES: usize = 20;
const ROWS: usize = 100;
/// Contents are some kilobytes and may have thousands of results.
const CONTENTS: usize = 10;

/// What a clean-up would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// When it was made.
    pub made_at: Moment,
    /// Pacticipant by pacticipant, oldest first.
    pub pacticipants: Vec<PacticipantPlan>,
    /// Overwritten data, by kind.
    pub overwritten: Vec<(Overwritten, Vec<i64>)>,
}

/// What it would do to one pacticipant.
#[derive(Debug, Clone)]
pub struct PacticipantPlan {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How many versions each selector keeps that no earlier one does.
    pub kept: Vec<usize>,
    /// Versions that no selector keeps.
    pub unkept: usize,
    /// Those of them that are deleted this time.
    pub versions: Vec<VersionFacts>,
    /// Branches that stay.
    pub branches_kept: usize,
    /// Stale branches that are deleted this time.
    pub branches: Vec<i64>,
}

/// Makes a plan.
pub fn plan(connection: &mut AnyConnection, policy: &Policy, now: Moment) -> Answer<Plan> {
    let ids = pacticipant_ids(connection)?;
    let mut owners = pacticipant_refs(connection, &ids)?;
    owners.sort_by_key(|owner| owner.id);
    let mut pacticipants = Vec::with_capacity(owners.len());
    let mut branches_left = policy.limit;
    for owner in owners {
        let one = plan_of(connection, policy, owner, branches_left, now)?;
        branches_left -= one.branches.len();
        pacticipants.push(one);
    }
    keep_newest_above(&mut pacticipants, policy.limit);
    let before = policy.overwritten_before(now);
    let mut superseded = Vec::new();
    for what in Overwritten::ALL {
        superseded.push((what, overwritten(connection, what, before, policy.limit)?));
    }
    Ok(Plan {
        made_at: now,
        pacticipants,
        overwritten: superseded,
    })
}

fn plan_of(
    connection: &mut AnyConnection,
    policy: &Policy,
    PacticipantRef { id, name, main_branch }: PacticipantRef,
    branches_left: usize,
    now: Moment,
) -> Answer<PacticipantPlan> {
    let facts = version_facts(connection, id, None, now)?;
    let kept_by = versions_kept(&policy.keep_versions, owner(&name, main_branch.as_deref()), &facts);
    let mut kept = vec![0; policy.keep_versions.len()];
    for position in kept_by.iter().flatten() {
        kept[*position] += 1;
    }
    let unkept = facts.into_iter().zip(kept_by).filter(|(_, by)| by.is_none());
    let mut versions: Vec<VersionFacts> = unkept.map(|(facts, _)| facts).collect();
    let unkept = versions.len();
    versions.truncate(policy.limit);

    let branches = branch_ages(connection, id, None)?;
    let all = branches.len();
    let stale = branches.into_iter().filter(|branch| {
        let idle = days_begun(branch.updated_at, now);
        !branches_kept(&policy.keep_branches, &branch.name, main_branch.as_deref(), idle)
    });
    let mut branches: Vec<i64> = stale.map(|branch| branch.id).collect();
    let branches_kept = all - branches.len();
    branches.truncate(branches_left);
    Ok(PacticipantPlan {
        id,
        name,
        kept,
        unkept,
        versions,
        branches_kept,
        branches,
    })
}

/// The oldest versions of all go first, so many at most.
fn keep_newest_above(pacticipants: &mut [PacticipantPlan], limit: usize) {
    let versions = pacticipants.iter().flat_map(|one| &one.versions);
    let mut ids: Vec<i64> = versions.map(|version| version.id).collect();
    ids.sort_unstable();
    let Some(first_above) = ids.get(limit).copied() else {
        return;
    };
    for one in pacticipants {
        one.versions.retain(|version| version.id < first_above);
    }
}

impl Plan {
    /// What is to be deleted, in pieces that a short transaction can take.
    pub fn batches(&self) -> Vec<Batch> {
        let mut batches = Vec::new();
        for one in &self.pacticipants {
            batches.extend(one.versions.chunks(VERSIONS).map(|versions| Batch::Versions {
                pacticipant: one.id,
                versions: versions.to_vec(),
            }));
            batches.extend(one.branches.chunks(BRANCHES).map(|branches| Batch::Branches {
                pacticipant: one.id,
                branches: branches.to_vec(),
            }));
        }
        for (what, ids) in &self.overwritten {
            let size = match what {
                Overwritten::Contents => CONTENTS,
                _ => ROWS,
            };
            batches.extend(ids.chunks(size).map(|ids| Batch::Overwritten {
                what: *what,
                ids: ids.to_vec(),
            }));
        }
        batches
    }
}
