//! Versions, branches and tags.

use super::super::part::VERSIONS;
use super::super::path::Path;
use actix_web::http::StatusCode;

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::render::versions as render;
use super::new_name;
use crate::app::versions::{self as app, LatestVersion, ListedVersions, VersionChange};
use crate::app::{branches, tags};
use crate::domain::names::{BranchName, PacticipantName, TagName, VersionNumber};

/// `GET /pacticipants/{pacticipant}/versions`
pub(crate) async fn list(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    listed(context, path.into_inner(), ListedVersions::All).await
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}/versions`
pub(crate) async fn of_branch(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (name, branch) = path.into_inner();
    listed(context, name, ListedVersions::OnBranch(branch)).await
}

/// `GET /pacticipants/{pacticipant}/tags/{tag}/versions`
pub(crate) async fn with_tag(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (name, tag) = path.into_inner();
    listed(context, name, ListedVersions::Tagged(tag)).await
}

async fn listed(context: Context, name: String, which: ListedVersions) -> Reply {
    let asked = context.part(VERSIONS)?;
    let (of, part) = (name.clone(), asked.list.clone());
    let found = context
        .read(move |connection| app::version_list(connection, &of, &which, &part))
        .await?;
    context.ok(&render::versions(&context, &name, &found, &asked))
}

/// `GET /pacticipants/{pacticipant}/environments/{uuid}/versions`
pub(crate) async fn in_environment(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (name, uuid) = path.into_inner();
    listed(context, name, ListedVersions::EverIn(uuid)).await
}

/// `GET /pacticipants/{pacticipant}/versions/{version}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let found = context
        .read(move |connection| app::version_show(connection, &path.0, &path.1))
        .await?;
    context.ok(&render::version(
        &context.links,
        &context.self_url_without_query(),
        &found,
    ))
}

/// `PUT /pacticipants/{pacticipant}/versions/{version}`
pub(crate) async fn put(_: Caller<Write>, context: Context, (path, body): (Path<(String, String)>, Body)) -> Reply {
    let value = body.replacement()?.unwrap_or_default();
    let mut change = VersionChange::from_body(&value)?;
    change.build_url.get_or_insert(None);
    change_version(context, path, change).await
}

/// `PATCH /pacticipants/{pacticipant}/versions/{version}`
pub(crate) async fn patch(_: Caller<Write>, context: Context, (path, body): (Path<(String, String)>, Body)) -> Reply {
    let change = VersionChange::from_body(&body.merge_patch(false)?)?;
    change_version(context, path, change).await
}

async fn change_version(context: Context, path: Path<(String, String)>, change: VersionChange) -> Reply {
    let (name, number) = path.into_inner();
    let (name, number): (PacticipantName, VersionNumber) =
        (new_name("pacticipant", &name)?, new_name("version", &number)?);
    let (changed, created) = context
        .write(move |connection, now| app::version_put(connection, &name, &number, &change, now))
        .await?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let document = render::version(&context.links, &context.self_url_without_query(), &changed);
    context.reply(status, &document)
}

/// `GET /pacticipants/{pacticipant}/latest-version`
pub(crate) async fn latest(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    show_latest(context, path.into_inner(), LatestVersion::Overall).await
}

/// `GET /pacticipants/{pacticipant}/latest-version/{tag}`
pub(crate) async fn latest_tagged(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (name, tag) = path.into_inner();
    show_latest(context, name, LatestVersion::Tagged(tag)).await
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}/latest-version`
pub(crate) async fn latest_on_branch(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (name, branch) = path.into_inner();
    show_latest(context, name, LatestVersion::OnBranch(branch)).await
}

async fn show_latest(context: Context, name: String, which: LatestVersion) -> Reply {
    let found = context
        .read(move |connection| app::version_latest(connection, &name, &which))
        .await?;
    context.ok(&render::version(
        &context.links,
        &context.self_url_without_query(),
        &found,
    ))
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}/versions/{version}`
pub(crate) async fn branch_version(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let found = context
        .read(move |connection| branches::branch_version_show(connection, &path.0, &path.1, &path.2))
        .await?;
    context.ok(&render::branch_version(&context.links, &found))
}

/// `PUT /pacticipants/{pacticipant}/branches/{branch}/versions/{version}`
pub(crate) async fn put_branch_version(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    body.is_ignored()?;
    let (name, branch, number) = path.into_inner();
    let (name, branch, number): (PacticipantName, BranchName, VersionNumber) = (
        new_name("pacticipant", &name)?,
        new_name("branch", &branch)?,
        new_name("version", &number)?,
    );
    let location = context.links.branch_version(&name, &branch, &number);
    let rules = context.rules();
    let (found, added) = context
        .write(move |connection, now| branches::branch_version_put(connection, &name, &branch, &number, &rules, now))
        .await?;
    let document = render::branch_version(&context.links, &found);
    if added {
        context.created(&location, &document)
    } else {
        context.ok(&document)
    }
}

/// `GET /pacticipants/{pacticipant}/versions/{version}/tags/{tag}`
pub(crate) async fn tag(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let found = context
        .read(move |connection| tags::tag_show(connection, &path.0, &path.1, &path.2))
        .await?;
    context.ok(&render::tag(&context.links, &found))
}

/// `PUT /pacticipants/{pacticipant}/versions/{version}/tags/{tag}`
pub(crate) async fn put_tag(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    body.is_ignored()?;
    let (name, number, tag) = path.into_inner();
    let (name, number, tag): (PacticipantName, VersionNumber, TagName) = (
        new_name("pacticipant", &name)?,
        new_name("version", &number)?,
        new_name("tag", &tag)?,
    );
    let location = context.links.tag(&name, &number, &tag);
    let rules = context.rules();
    let (found, added) = context
        .write(move |connection, now| tags::tag_put(connection, &name, &number, &tag, &rules, now))
        .await?;
    let document = render::tag(&context.links, &found);
    if added {
        context.created(&location, &document)
    } else {
        context.ok(&document)
    }
}
