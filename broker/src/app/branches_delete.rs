//! Deleting most branches of a pacticipant: there may be thousands, so it is a job.

use super::job::Job;
use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection, Direction, ListQuery, Moment, Order, Part};
use crate::store::branches::{Branch, branch_list};
use crate::store::pacticipants::pacticipants_lock;
use crate::store::removal::branches_remove;

/// Branches in one transaction: few, so that whoever publishes meanwhile hardly waits.
const BATCH: usize = 20;

/// What is to be deleted, and what stays.
#[derive(Debug)]
pub struct BranchesToDelete {
    /// Deletes them.
    pub job: BranchesDelete,
    /// How many there are.
    pub count: usize,
    /// The names of the others, last changed first.
    pub kept: Vec<String>,
}

/// Finds the branches of a pacticipant that are neither its main branch nor among `keep`.
pub fn branches_to_delete(connection: &mut AnyConnection, name: &str, keep: &[String]) -> Answer<BranchesToDelete> {
    let pacticipant = pacticipant_find(connection, name)?;
    let everything = ListQuery {
        order: Order::LastChange,
        direction: Direction::Descending,
        part: Part::All,
    };
    let stays = |branch: &Branch| pacticipant.main_branch.as_ref() == Some(&branch.name) || keep.contains(&branch.name);
    let all = branch_list(connection, pacticipant.id, None, &everything)?.rows;
    let (kept, gone): (Vec<Branch>, Vec<Branch>) = all.into_iter().partition(stays);
    Ok(BranchesToDelete {
        count: gone.len(),
        kept: kept.into_iter().map(|branch| branch.name).collect(),
        job: BranchesDelete {
            pacticipant: pacticipant.id,
            name: pacticipant.name,
            branches: gone.iter().map(|branch| branch.id).collect(),
        },
    })
}

/// Deletes branches by id: one that is made again under its name meanwhile is another, and stays.
#[derive(Debug)]
pub struct BranchesDelete {
    pacticipant: i64,
    name: String,
    branches: Vec<i64>,
}

impl Job for BranchesDelete {
    fn name(&self) -> String {
        format!("delete {} branches of {}", self.branches.len(), self.name)
    }

    fn step(&self, connection: &mut AnyConnection, done: usize, _: Moment) -> Answer<Option<usize>> {
        let left = self.branches.get(done..).unwrap_or_default();
        let batch = &left[..left.len().min(BATCH)];
        pacticipants_lock(connection, &[self.pacticipant])?;
        branches_remove(connection, batch)?;
        Ok((batch.len() < left.len()).then_some(done + batch.len()))
    }
}
