//! Tags: put them on versions and show them, with what follows.

use super::branches::{branch_apply, detect_main_branch};
use super::environments::deploy_automatically;
use super::pacticipants::{pacticipant_ensure_locked, pacticipant_part};
use super::versions::version_find;
use super::{Answer, AnyConnection, AppError, Moment};
use crate::domain::names::TagName;
use crate::domain::rules::Rules;
use crate::store::details::version_details;
use crate::store::environments::environment_by_name;
use crate::store::pacticipants::Pacticipant;
use crate::store::tags::{self as rows, tag_by_name};
use crate::store::versions::{Version, version_ensure, version_has_branch_or_tag, version_touch};

pub use crate::store::tags::Tag as TagRecord;

/// A version's tag.
#[derive(Debug)]
pub struct TagView {
    pub pacticipant: String,
    pub number: String,
    pub record: TagRecord,
}

/// Puts a tag on a version, creating what is missing; tells whether it was not there before.
///
/// A tag with the name of an environment also records a deployment (`semantics.md` section 10).
pub fn tag_put(
    connection: &mut AnyConnection,
    name: &str,
    number: &str,
    tag: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<(TagView, bool)> {
    let pacticipant = pacticipant_ensure_locked(connection, name, now)?;
    let (version, _) = version_ensure(connection, pacticipant.id, number, now)?;
    let added = tag_apply(connection, &pacticipant, &version, tag, rules, now)?;
    version_touch(connection, version.id, now)?;
    if rules.deploy_on_tag
        && let Some(environment) = environment_by_name(connection, tag)?
    {
        deploy_automatically(connection, &version, &environment, now)?;
    }
    Ok((tag_show(connection, name, number, tag)?, added))
}

/// Shows a version's tag.
pub fn tag_show(connection: &mut AnyConnection, name: &str, number: &str, tag: &str) -> Answer<TagView> {
    let pacticipant = pacticipant_part(connection, name)?;
    let version = version_find(connection, &pacticipant, number)?;
    let record = tag_by_name(connection, version.id, tag)?
        .ok_or_else(|| AppError::NotFound(format!("Version `{number}` of `{name}` has no tag `{tag}`.")))?;
    Ok(TagView {
        pacticipant: pacticipant.name,
        number: version.number,
        record,
    })
}

/// Leaves a version with these tags and no others; none of them becomes a branch.
pub(super) fn tags_replace(
    connection: &mut AnyConnection,
    version: &Version,
    tags: &[TagName],
    now: Moment,
) -> Answer<()> {
    let details = version_details(connection, &[version.id])?;
    let present = details
        .get(&version.id)
        .map(|details| details.tags.as_slice())
        .unwrap_or_default();
    for gone in present
        .iter()
        .filter(|tag| !tags.iter().any(|kept| kept.as_str() == tag.name))
    {
        rows::tag_remove(connection, version, &gone.name)?;
    }
    for tag in tags {
        rows::tag_add(connection, version, tag, now)?;
    }
    Ok(())
}

/// Puts a tag on a version, with the branch and the main branch that may follow from it (`semantics.md` section 1).
pub(super) fn tag_apply(
    connection: &mut AnyConnection,
    pacticipant: &Pacticipant,
    version: &Version,
    tag: &str,
    rules: &Rules,
    now: Moment,
) -> Answer<bool> {
    let becomes_branch = match rules.first_tag_as_branch_within_seconds {
        Some(seconds) if now - version.created_at <= chrono::Duration::seconds(seconds) => {
            !version_has_branch_or_tag(connection, version.id)?
        }
        _ => false,
    };
    let added = rows::tag_add(connection, version, tag, now)?;
    if becomes_branch {
        branch_apply(connection, pacticipant, version, tag, true, rules, now)?;
    }
    detect_main_branch(connection, pacticipant, tag, rules, now)?;
    Ok(added)
}
