//! What link relations mean.

use actix_web::http::StatusCode;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::documentation;
use super::super::html::{self, Frame, Section};
use super::super::media::Media;
use super::super::path::Path;
use super::super::render::documentation::RelationPage;
use crate::app::AppError;

/// `GET /doc/{relation}`
///
/// Links to it name the document that they stand in (`?context=…`), which is not looked at: a relation means the same
/// everywhere.
pub(crate) async fn relation(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let relation = documentation::relation(&path);
    if context.media == Media::Html {
        let status = relation.as_ref().map_or(StatusCode::NOT_FOUND, |_| StatusCode::OK);
        let page = RelationPage {
            frame: Frame::new(&context.links, Section::Elsewhere),
            name: &path,
            relation: relation.as_ref(),
        };
        return html::page(status, &page);
    }
    let relation = relation.ok_or_else(|| AppError::no_such("link relation", &path))?;
    Ok(context.raw(StatusCode::OK, format!("## {}\n", relation.source)))
}
