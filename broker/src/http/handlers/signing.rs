//! What webhooks are signed with.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::path::Path;
use super::super::render::secrets as render;
use super::removal;
use crate::app::webhooks as app;
use crate::clock::now;

/// `GET /webhooks/{uuid}/signing-secret`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::signing_show(connection, &path, now()))
        .await?;
    context.ok(&render::signing(&context.links, &found).build())
}

/// `POST /webhooks/{uuid}/signing-secret`: the only answer with the secret, which nobody on the way may keep.
pub(crate) async fn create(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    body.is_ignored()?;
    let (vault, location) = (context.vault(), context.links.signing_secret(&path));
    let made = context
        .write(move |connection, now| app::signing_new(connection, &vault, &path, now))
        .await?;
    let mut response = context.created(&location, &render::new_signing(&context.links, &made))?;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `DELETE /webhooks/{uuid}/signing-secret`
pub(crate) async fn delete(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    removal::delete(&context, move |connection| app::signing_end(connection, &path)).await
}
