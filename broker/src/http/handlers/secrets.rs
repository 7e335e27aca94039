//! Named secrets.

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::path::Path;
use super::super::render::secrets as render;
use super::removal;
use crate::app::secrets as app;
use crate::domain::secret::{SecretToSave, checked_name};

/// `GET /secrets`
pub(crate) async fn list(_: Caller<Read>, context: Context) -> Reply {
    let found = context.read(app::secret_list).await?;
    context.ok(&render::list(&context.links, &found))
}

/// `GET /secrets/{secret}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let found = context
        .read(move |connection| app::secret_show(connection, &path))
        .await?;
    context.ok(&render::secret(&context.links, &found))
}

/// `PUT /secrets/{secret}`: creates it when it is missing.
pub(crate) async fn put(_: Caller<Write>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    checked_name(&path)?;
    let new = SecretToSave::from_body(&body.json()?)?;
    let (vault, location) = (context.vault(), context.links.secret(&path));
    let (saved, created) = context
        .write(move |connection, now| app::secret_put(connection, &vault, &path, &new, now))
        .await?;
    let document = render::secret(&context.links, &saved);
    match created {
        true => context.created(&location, &document),
        false => context.ok(&document),
    }
}

/// `DELETE /secrets/{secret}`
pub(crate) async fn delete(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    let vault = context.vault();
    removal::delete(&context, move |connection| {
        app::secret_delete(connection, &vault, &path)
    })
    .await
}
