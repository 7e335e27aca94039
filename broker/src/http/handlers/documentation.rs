//! What link relations mean.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::documentation;
use super::super::html;
use super::super::media::Media;
use super::super::path::Path;
use super::super::render::documentation as render;
use crate::app::AppError;

/// `GET /doc/{relation}`
///
/// Links to it name the document that they stand in (`?context=…`), which is not looked at: a relation means the same
/// everywhere.
pub(crate) async fn relation(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let relation = documentation::relation(&path);
    if context.media == Media::Html {
        let status = relation.as_ref().map_or(StatusCode::NOT_FOUND, |_| StatusCode::OK);
        return html::page(&context, status, |nonce| render::page(&path, relation.as_ref(), nonce));
    }
    let relation = relation.ok_or_else(|| AppError::no_such("link relation", &path))?;
    Ok(context.raw(StatusCode::OK, format!("## {}\n", relation.source)))
}
