//! Forms that change something.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::ORIGIN;
use actix_web::{FromRequest, HttpRequest};
use url::Url;

use super::visit::Visit;
use crate::http::error::ApiError;

/// That a form was sent by a page of ours, and not by one of somebody else: browsers add passwords to both.
///
/// Browsers say where a form comes from in `Sec-Fetch-Site` or `Origin`; what sends neither is none.
#[derive(Debug)]
pub(crate) struct FromOurPage(Visit);

impl FromOurPage {
    pub(crate) fn into_visit(self) -> Visit {
        self.0
    }
}

impl FromRequest for FromOurPage {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = Visit::from_request(request, payload).into_inner();
        ready(visit.and_then(|visit| match is_ours(request, visit.links.base()) {
            true => Ok(Self(visit)),
            false => Err(ApiError::ForeignForm),
        }))
    }
}

fn is_ours(request: &HttpRequest, base: &str) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let site = header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let own = Url::parse(base).map(|base| base.origin().ascii_serialization());
    let origin = header(ORIGIN.as_str()).is_none_or(|origin| own.is_ok_and(|own| own == origin));
    site && origin
}
