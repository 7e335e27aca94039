//! Pacticipants.

use super::super::path::Path;

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::part::{Asked, PACTICIPANTS};
use super::super::render::pacticipants as render;
use super::new_name;
use crate::app::pacticipants::{self as app, PacticipantFilter, PacticipantList};
use crate::domain::names::PacticipantName;
use crate::domain::pacticipant::{PacticipantDetails, PacticipantPatch, PacticipantToCreate};

/// `GET /pacticipants`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let (found, asked) = listed(&context, None).await?;
    context.ok(&render::pacticipants(&context, &found, &asked))
}

/// `GET /pacticipants/label/{label}`
pub(crate) async fn with_label(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let (found, asked) = listed(&context, Some(path.into_inner())).await?;
    context.ok(&render::pacticipants_with_label(&context, &found, &asked))
}

async fn listed(context: &Context, label: Option<String>) -> Result<(PacticipantList, Asked), ApiError> {
    let asked = context.part(PACTICIPANTS)?;
    let list = asked.list.clone();
    let search = context.query()?.text("q").map(str::to_owned);
    let filter = PacticipantFilter { search, label };
    let found = context
        .read(move |connection| app::pacticipant_list(connection, &filter, &list))
        .await?;
    Ok((found, asked))
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
