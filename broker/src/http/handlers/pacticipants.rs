//! Pacticipants.

use super::super::path::Path;

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::render::pacticipants as render;
use super::new_name;
use crate::app::pacticipants as app;
use crate::domain::names::PacticipantName;
use crate::domain::pacticipant::{PacticipantDetails, PacticipantPatch, PacticipantToCreate};

/// `GET /pacticipants`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let page = context.page()?;
    let search = context.query()?.text("q").map(str::to_owned);
    let found = context
        .read(move |connection| app::pacticipant_list(connection, search.as_deref(), page))
        .await?;
    context.ok(&render::pacticipants(&context, &found, page))
}

/// `POST /pacticipants`
pub(crate) async fn create(_: Caller<Write>, context: Context, body: Body) -> Reply {
    let new = PacticipantToCreate::from_body(&body.json()?)?;
    let location = context.links.pacticipant(&new.name);
    let created = context
        .write(move |connection, now| app::pacticipant_create(connection, &new.name, &new.details, now))
        .await?;
    context.created(&location, &render::pacticipant(&context.links, &created))
}

/// `GET /pacticipants/{pacticipant}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::pacticipant_show(connection, &path))
        .await?;
    context.ok(&render::pacticipant(&context.links, &found))
}

/// `PUT /pacticipants/{pacticipant}`
pub(crate) async fn replace(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    let details = PacticipantDetails::from_body(&body.replacement()?.unwrap_or_default())?;
    let changed = context
        .write(move |connection, now| app::pacticipant_replace(connection, &path, &details, now))
        .await?;
    context.ok(&render::pacticipant(&context.links, &changed))
}

/// `PATCH /pacticipants/{pacticipant}`
pub(crate) async fn patch(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    let name: PacticipantName = new_name("name", &path)?;
    let patch = PacticipantPatch::from_body(&body.merge_patch(true)?)?;
    let location = context.links.pacticipant(&name);
    let (changed, created) = context
        .write(move |connection, now| app::pacticipant_patch(connection, &name, patch.clone(), now))
        .await?;
    let document = render::pacticipant(&context.links, &changed);
    if created {
        context.created(&location, &document)
    } else {
        context.ok(&document)
    }
}
