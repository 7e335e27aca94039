//! The network of applications, as a drawing and in the DOT language.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use sha1::{Digest, Sha1};

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::etag::{CONFIRMED, tagged};
use super::super::html::text;
use super::super::network::asked_exactly;
use super::super::render::network::{Drawing, dot};
use crate::app::network::network_load;

/// `GET /network.svg`
pub(crate) async fn svg(_: Caller<Read>, context: Context, request: HttpRequest) -> Reply {
    let asked = asked_exactly(&context.query()?)?;
    let links = context.links.clone();
    let whole = context.read(move |connection| network_load(connection, asked)).await?;
    let drawing = context
        .slowly(move || text(&Drawing::of(&links, whole.asked(), &whole.shown())))
        .await?;
    let tag = format!("{:x}", Sha1::digest(&drawing));
    Ok(tagged(&request, &tag, CONFIRMED, || {
        let mut response = context.raw(StatusCode::OK, drawing);
        let nothing = HeaderValue::from_static("default-src 'none'");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, nothing);
        response
    }))
}

/// `GET /network.dot`
pub(crate) async fn graph(_: Caller<Read>, context: Context) -> Reply {
    let asked = asked_exactly(&context.query()?)?;
    let whole = context.read(move |connection| network_load(connection, asked)).await?;
    let graph = context.slowly(move || Ok(dot(&whole.shown()))).await?;
    Ok(context.raw(StatusCode::OK, graph))
}
