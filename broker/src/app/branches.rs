//! Branches: put versions on them, show and list them.

use super::pacticipants::{pacticipant_ensure_locked, pacticipant_find, pacticipant_part};
use super::versions::version_find;
use super::{Answer, AnyConnection, AppError, Cut, ListQuery, Moment};
use crate::domain::rules::Rules;
use crate::store::branches as rows;
use crate::store::branches::{Branch, branch_by_name};
use crate::store::pacticipants::{Pacticipant, pacticipant_set_main_branch};
use crate::store::versions::{Version, version_ensure, version_touch};

pub use crate::store::branches::{Branch as BranchRecord, BranchVersion as BranchVersionRecord};

pub(super) fn branch_find(connection: &mut AnyConnection, pacticipant: &Pacticipant, branch: &str) -> Answer<Branch> {
    branch_by_name(connection, pacticipant.id, branch)?
        .ok_or_else(|| AppError::NotFound(format!("`{}` has no branch `{branch}`.", pacticipant.name)))
}

/// Shows a branch.
pub fn branch_show(connection: &mut AnyConnection, name: &str, branch: &str) -> Answer<Branch> {
    let pacticipant = pacticipant_part(connection, name)?;
    branch_find(connection, &pacticipant, branch)
}

/// Lists a pacticipant's branches.
pub fn branch_list(
    connection: &mut AnyConnection,
    name: &str,
    search: Option<&str>,
    asked: &ListQuery,
) -> Answer<Cut<Branch>> {
    let pacticipant = pacticipant_find(connection, name)?;
    Ok(rows::branch_list(connection, pacticipant.id, search, asked)?)
}

/// A version's membership in a branch.
#[derive(Debug)]
pub struct BranchVersionView {
    pub pacticipant: String,
    pub branch: String,
    pub number: String,
    pub record: BranchVersionRecord,
}

/// Puts a version on a branch, creating what is missing; tells whether it was not there before.
pub fn branch_version_put(
    connection: &mut AnyConnection,
    name: &str,
    branch: &str,
    number: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<(BranchVersionView, bool)> {
    let pacticipant = pacticipant_ensure_locked(connection, name, now)?;
    let (version, _) = version_ensure(connection, pacticipant.id, number, now)?;
    let added = branch_apply(connection, &pacticipant, &version, branch, false, rules, now)?;
    version_touch(connection, version.id, now)?;
    Ok((branch_version_show(connection, name, branch, number)?, added))
}

/// Shows a version's membership in a branch.
pub fn branch_version_show(
    connection: &mut AnyConnection,
    name: &str,
    branch: &str,
    number: &str,
) -> Answer<BranchVersionView> {
    let pacticipant = pacticipant_part(connection, name)?;
    let version = version_find(connection, &pacticipant, number)?;
    let found = match branch_by_name(connection, pacticipant.id, branch)? {
        Some(branch) => rows::branch_version(connection, branch.id, version.id)?,
        None => None,
    };
    let record = found
        .ok_or_else(|| AppError::NotFound(format!("Version `{number}` of `{name}` is not on a branch `{branch}`.")))?;
    Ok(BranchVersionView {
        pacticipant: pacticipant.name,
        branch: branch.to_owned(),
        number: version.number,
        record,
    })
}

/// Puts a version on a branch, with the main branch that may follow from it.
pub(super) fn branch_apply(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    version: &Version,
    branch: &str,
    auto_created: bool,
    rules: &Rules,
    now: Moment,
) -> Answer<bool> {
    let branch_row = rows::branch_ensure(connection, pacticipant.id, branch, now)?;
    let added = rows::branch_add_version(connection, &branch_row, version.id, auto_created, now)?;
    detect_main_branch(connection, pacticipant, branch, rules, now)?;
    Ok(added)
}

/// Takes a branch or tag for the main branch of a pacticipant that has none, if its name says so.
pub(super) fn detect_main_branch(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    branch: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<()> {
    if pacticipant.main_branch.is_none() && rules.main_branch_candidates.iter().any(|candidate| candidate == branch) {
        pacticipant_set_main_branch(connection, pacticipant.id, branch, now)?;
    }
    Ok(())
}
