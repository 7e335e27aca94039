//! Styles and scripts of pages. Their names change with their content, so browsers keep them for ever.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha1::{Digest, Sha1};

use super::access::{Caller, Nothing};
use super::context::Reply;
use super::path::Path;
use crate::app::AppError;

struct Asset {
    name: &'static str,
    /// The name with a part of the content's hash in it.
    hashed: String,
    content_type: &'static str,
    content: &'static str,
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/static/", $name))
    };
}

const STYLE: &str = concat!(
    file!("style/tokens.css"),
    file!("style/base.css"),
    file!("style/frame.css"),
    file!("style/parts.css"),
    file!("style/verdict.css"),
    file!("style/board.css"),
    file!("style/contract.css"),
    file!("style/form.css"),
    file!("style/network.css"),
    file!("style/charts.css"),
);
const SCRIPT: &str = concat!(
    file!("script/live.js"),
    file!("script/copy.js"),
    file!("script/favourites.js"),
    file!("script/hal.js"),
    file!("script/preview.js"),
);

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    vec![
        asset("accord.css", "text/css;charset=utf-8", STYLE),
        asset("accord.js", "text/javascript;charset=utf-8", SCRIPT),
        asset("mark.svg", "image/svg+xml", file!("mark.svg")),
    ]
});

fn asset(name: &'static str, content_type: &'static str, content: &'static str) -> Asset {
    let digest = format!("{:x}", Sha1::digest(content));
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    Asset {
        name,
        hashed: format!("{stem}-{}.{extension}", &digest[..12]),
        content_type,
        content,
    }
}

/// The path of a file by its plain name.
pub(crate) fn path(name: &str) -> String {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    format!("/static/{}", found.map_or(name, |asset| &asset.hashed))
}

/// `GET /static/{file}`
pub(crate) async fn file(_: Caller<Nothing>, name: Path<String>) -> Reply {
    let found = ASSETS.iter().find(|asset| asset.hashed == *name);
    let asset = found.ok_or_else(|| AppError::no_such("file", &name))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.content_type))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.content))
}
