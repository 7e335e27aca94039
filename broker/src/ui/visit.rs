//! Somebody who looks at a page.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use askama::Template;

use crate::app::Moment;
use crate::http::context::{Context, Reply};
use crate::http::error::ApiError;
use crate::http::html::{self, Frame, Section};
use crate::http::media::Media;

/// The request for a page: its context, and the moment that ages are counted from.
#[derive(Debug)]
pub(crate) struct Visit {
    context: Context,
    pub(crate) now: Moment,
}

impl Deref for Visit {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl FromRequest for Visit {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let now = crate::clock::now();
        ready(Context::of(request, Media::Html).map(|context| Self { context, now }))
    }
}

impl Visit {
    /// The frame of a page in this section.
    pub(crate) fn frame(&self, section: Section) -> Frame {
        Frame::new(&self.links, section)
    }

    /// A parameter of the query. One that cannot be read is as good as none: pages that the API has, too, refuse no query
    /// that the API takes.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.query().ok()?.text(name).map(str::to_owned)
    }

    /// The page, made on a thread that may take its time: a contract may be long.
    pub(crate) async fn show_slowly<T: Template>(
        &self,
        page: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
    ) -> Reply {
        let text = self.slowly(move || html::text(&page()?)).await?;
        Ok(html::written(StatusCode::OK, text))
    }

    /// The page.
    pub(crate) fn show(&self, page: &impl Template) -> Reply {
        html::page(StatusCode::OK, page)
    }
}
