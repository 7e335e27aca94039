//! When a provider's branch or tag first verified a content: what pending and work in progress are decided by.
//!
//! The rows say *first*, so they do not depend on the order in which results, branches and tags arrive.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::connection::AnyConnection;
use super::list::{InList, Value, change};
use super::query::{Ask, Change};
use super::schema::{branch_successes, branch_versions, tag_successes, tags, verifications};
use super::{Moment, StoreError};

/// A success that arrived.
#[derive(Debug, Clone, Copy)]
pub struct Success {
    pub content_id: i64,
    pub provider_version_id: i64,
    pub at: Moment,
    pub wip: bool,
}

/// Notes a success for every branch and tag of the provider version.
pub fn success_note(connection: &mut AnyConnection, success: &Success) -> Result<(), StoreError> {
    let not_wip = (!success.wip).then_some(success.at);
    change(
        connection,
        "UPDATE contents SET first_success_at = ? WHERE id = ? AND (first_success_at IS NULL OR first_success_at > ?)",
        vec![
            Value::At(success.at),
            Value::Id(success.content_id),
            Value::At(success.at),
        ],
    )?;
    let on_branches: Vec<i64> = branch_versions::table
        .filter(branch_versions::version_id.eq(success.provider_version_id))
        .select(branch_versions::branch_id)
        .rows(connection)?;
    for branch in on_branches {
        branch_success_merge(connection, success.content_id, branch, success.at, not_wip)?;
    }
    let with_tags: Vec<String> = tags::table
        .filter(tags::version_id.eq(success.provider_version_id))
        .select(tags::name)
        .rows(connection)?;
    for tag in with_tags {
        tag_success_merge(connection, success.content_id, &tag, success.at, not_wip)?;
    }
    Ok(())
}

/// Counts the successes of a version for a branch that it joins after the fact.
pub(super) fn branch_absorb_version(
    connection: &mut AnyConnection,
    branch: i64,
    version: i64,
) -> Result<(), StoreError> {
    for (content, (first, not_wip)) in successes_of_version(connection, version)? {
        branch_success_merge(connection, content, branch, first, not_wip)?;
    }
    Ok(())
}

/// Counts the successes of a version for a tag that it gets after the fact.
///
/// Only for pending: work in progress counts tags that stood when the result was published.
pub(super) fn tag_absorb_version(connection: &mut AnyConnection, tag: &str, version: i64) -> Result<(), StoreError> {
    for (content, (first, _)) in successes_of_version(connection, version)? {
        tag_success_merge(connection, content, tag, first, None)?;
    }
    Ok(())
}

type Firsts = (Moment, Option<Moment>);

fn successes_of_version(connection: &mut AnyConnection, version: i64) -> Result<BTreeMap<i64, Firsts>, StoreError> {
    let rows: Vec<(i64, Moment, bool)> = verifications::table
        .filter(
            verifications::provider_version_id
                .eq(version)
                .and(verifications::success.eq(true)),
        )
        .select((
            verifications::content_id,
            verifications::executed_at,
            verifications::wip,
        ))
        .rows(connection)?;
    let mut firsts: BTreeMap<i64, Firsts> = BTreeMap::new();
    for (content, at, wip) in rows {
        let not_wip = (!wip).then_some(at);
        let entry = firsts.entry(content).or_insert((at, not_wip));
        *entry = earlier(*entry, (at, not_wip));
    }
    Ok(firsts)
}

fn earlier(one: Firsts, other: Firsts) -> Firsts {
    (one.0.min(other.0), [one.1, other.1].into_iter().flatten().min())
}

fn branch_success_merge(
    connection: &mut AnyConnection,
    content: i64,
    branch: i64,
    first: Moment,
    not_wip: Option<Moment>,
) -> Result<(), StoreError> {
    let row = branch_successes::table.find((content, branch));
    let known: Option<Firsts> = row
        .select((branch_successes::first_at, branch_successes::first_not_wip_at))
        .row(connection)
        .optional()?;
    match known {
        Some(known) if earlier(known, (first, not_wip)) == known => {}
        Some(known) => {
            let (first, not_wip) = earlier(known, (first, not_wip));
            diesel::update(row)
                .set((
                    branch_successes::first_at.eq(first),
                    branch_successes::first_not_wip_at.eq(not_wip),
                ))
                .make(connection)?;
        }
        None => {
            let values = (
                branch_successes::content_id.eq(content),
                branch_successes::branch_id.eq(branch),
                branch_successes::first_at.eq(first),
                branch_successes::first_not_wip_at.eq(not_wip),
            );
            // Another result for the same content and branch may commit first: the unique violation begins the
            // transaction again, which then finds its row.
            diesel::insert_into(branch_successes::table)
                .values(values)
                .make(connection)?;
        }
    }
    Ok(())
}

fn tag_success_merge(
    connection: &mut AnyConnection,
    content: i64,
    tag: &str,
    first: Moment,
    not_wip: Option<Moment>,
) -> Result<(), StoreError> {
    let row = tag_successes::table.find((content, tag));
    let known: Option<(Option<Moment>, Option<Moment>)> = row
        .select((tag_successes::first_at, tag_successes::first_not_wip_at))
        .row(connection)
        .optional()?;
    let merged = (
        [known.and_then(|known| known.0), Some(first)]
            .into_iter()
            .flatten()
            .min(),
        [known.and_then(|known| known.1), not_wip].into_iter().flatten().min(),
    );
    match known {
        Some(known) if known == merged => {}
        Some(_) => {
            diesel::update(row)
                .set((
                    tag_successes::first_at.eq(merged.0),
                    tag_successes::first_not_wip_at.eq(merged.1),
                ))
                .make(connection)?;
        }
        None => {
            let values = (
                tag_successes::content_id.eq(content),
                tag_successes::tag.eq(tag),
                tag_successes::first_at.eq(merged.0),
                tag_successes::first_not_wip_at.eq(merged.1),
            );
            diesel::insert_into(tag_successes::table)
                .values(values)
                .make(connection)?;
        }
    }
    Ok(())
}

/// Which of these contents a provider branch has verified.
pub fn contents_verified_by_branch(
    connection: &mut AnyConnection,
    contents: &[i64],
    branch: i64,
) -> Result<Vec<i64>, StoreError> {
    super::unless_empty(contents, |contents| {
        Ok(branch_successes::table
            .filter(
                branch_successes::content_id
                    .in_list(connection.ids(contents))
                    .and(branch_successes::branch_id.eq(branch)),
            )
            .select(branch_successes::content_id)
            .rows(connection)?)
    })
}

/// Which of these contents another provider branch has verified before a moment, or ever.
pub fn contents_verified_by_other_branch(
    connection: &mut AnyConnection,
    contents: &[i64],
    branch: Option<i64>,
    before: Option<Moment>,
) -> Result<Vec<i64>, StoreError> {
    super::unless_empty(contents, |contents| {
        let mut query = branch_successes::table
            .filter(branch_successes::content_id.in_list(connection.ids(contents)))
            .select(branch_successes::content_id)
            .distinct()
            .into_boxed();
        if let Some(branch) = branch {
            query = query.filter(branch_successes::branch_id.ne(branch));
        }
        if let Some(before) = before {
            query = query.filter(branch_successes::first_at.lt(before));
        }
        Ok(query.load(connection)?)
    })
}

/// Which of these contents a version with the tag, or with another one before a moment, has verified.
pub fn contents_verified_by_tag(
    connection: &mut AnyConnection,
    contents: &[i64],
    tag: &str,
    others_before: Option<Moment>,
) -> Result<Vec<i64>, StoreError> {
    super::unless_empty(contents, |contents| {
        let query = tag_successes::table
            .filter(
                tag_successes::content_id
                    .in_list(connection.ids(contents))
                    .and(tag_successes::first_at.is_not_null()),
            )
            .select(tag_successes::content_id)
            .distinct();
        Ok(match others_before {
            Some(before) => query
                .filter(tag_successes::tag.eq(tag).or(tag_successes::first_at.lt(before)))
                .rows(connection)?,
            // The tag was never used, so any other one was used before it.
            None => query.rows(connection)?,
        })
    })
}
