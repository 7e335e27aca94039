//! Branches: show and list.

use super::pacticipants::{pacticipant_find, pacticipant_part};
use super::{Answer, AnyConnection, AppError, Page};
use crate::store::branches as rows;
use crate::store::pacticipants::Pacticipant;
use crate::store::versions::{Branch, branch_by_name};

pub use crate::store::versions::Branch as BranchRecord;

pub(super) fn branch_find(connection: &mut AnyConnection, pacticipant: &Pacticipant, branch: &str) -> Answer<Branch> {
    branch_by_name(connection, pacticipant.id, branch)?
        .ok_or_else(|| AppError::NotFound(format!("`{}` has no branch `{branch}`.", pacticipant.name)))
}

/// Shows a branch.
pub fn branch_show(connection: &mut AnyConnection, name: &str, branch: &str) -> Answer<Branch> {
    let pacticipant = pacticipant_part(connection, name)?;
    branch_find(connection, &pacticipant, branch)
}

/// A page of branches, with the number of all.
#[derive(Debug)]
pub struct BranchList {
    pub branches: Vec<Branch>,
    pub total: i64,
}

/// Lists a pacticipant's branches, last changed first.
pub fn branch_list(connection: &mut AnyConnection, name: &str, search: Option<&str>, page: Page) -> Answer<BranchList> {
    let pacticipant = pacticipant_find(connection, name)?;
    Ok(BranchList {
        branches: rows::branch_list(connection, pacticipant.id, search, page)?,
        total: rows::branch_count(connection, pacticipant.id, search)?,
    })
}
