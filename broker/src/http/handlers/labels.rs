//! Labels of pacticipants.

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::part::LABELS;
use super::super::path::Path;
use super::super::render::labels as render;
use super::new_name;
use super::removal::delete;
use crate::app::labels as app;
use crate::domain::names::{LabelName, PacticipantName};

/// `GET /labels`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let asked = context.part(LABELS)?;
    let part = asked.list.clone();
    let found = context
        .read(move |connection| app::label_list(connection, &part))
        .await?;
    context.ok(&render::labels(&context, &found, &asked))
}

/// `GET /pacticipants/{pacticipant}/labels/{label}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let found = context
        .read(move |connection| app::label_show(connection, &path.0, &path.1))
        .await?;
    context.ok(&render::label(&context.links, &found))
}

/// `PUT /pacticipants/{pacticipant}/labels/{label}`
pub(crate) async fn put(_: Caller<Write>, context: Context, (path, body): (Path<(String, String)>, Body)) -> Reply {
    body.is_ignored()?;
    let (name, label) = path.into_inner();
    let (name, label): (PacticipantName, LabelName) = (new_name("pacticipant", &name)?, new_name("label", &label)?);
    let location = context.links.label(&name, &label);
    let (found, added) = context
        .write(move |connection, now| app::label_put(connection, &name, &label, now))
        .await?;
    let document = render::label(&context.links, &found);
    if added {
        context.created(&location, &document)
    } else {
        context.ok(&document)
    }
}

/// `DELETE /pacticipants/{pacticipant}/labels/{label}`
pub(crate) async fn remove(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    delete(&context, move |connection| {
        app::label_delete(connection, &path.0, &path.1)
    })
    .await
}
