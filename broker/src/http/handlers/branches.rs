//! Branches.

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::part::BRANCHES;
use super::super::path::Path;
use super::super::render::branches as render;
use crate::app::branches as app;

/// `GET /pacticipants/{pacticipant}/branches`: always a page, the first of a hundred unless another is asked for.
pub(crate) async fn list(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let asked = context.part_or_first_page(BRANCHES)?;
    let list = asked.list.clone();
    let search = context.query()?.text("q").map(str::to_owned);
    let name = path.clone();
    let found = context
        .read(move |connection| app::branch_list(connection, &path, search.as_deref(), &list))
        .await?;
    context.ok(&render::branches(&context, &name, &found, &asked))
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let name = path.0.clone();
    let found = context
        .read(move |connection| app::branch_show(connection, &path.0, &path.1))
        .await?;
    context.ok(&render::branch(&context.links, &name, &found))
}
