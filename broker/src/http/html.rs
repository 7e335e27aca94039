//! What all pages share: the frame around their content, and what they may use.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, REFERRER_POLICY,
};
use askama::Template;

use super::assets;
use super::error::ApiError;
use super::links::Links;
use super::media::Media;

/// Nothing from other hosts, nothing inline. Another page of this broker may frame one.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
);

/// Which entry of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Integrations,
    Applications,
    Environments,
    Matrix,
    CanIDeploy,
    Network,
    Webhooks,
    Charts,
    /// None of them.
    Elsewhere,
}

/// The frame of a page; every template has one as `frame`.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Builds every address.
    pub(crate) links: Links,
    section: Section,
}

/// An entry of the navigation.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) address: String,
    pub(crate) is_here: bool,
}

impl Frame {
    /// The frame of a page in this section.
    pub(crate) fn new(links: &Links, section: Section) -> Self {
        Self {
            links: links.clone(),
            section,
        }
    }

    /// The navigation, in order.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let entries = [
            (Section::Integrations, "Integrations", "/"),
            (Section::Applications, "Applications", "/pacticipants"),
            (Section::Environments, "Environments", "/environments"),
            (Section::Matrix, "Matrix", "/matrix"),
            (Section::CanIDeploy, "Can I deploy?", "/can-i-deploy"),
            (Section::Network, "Network", "/network"),
            (Section::Webhooks, "Webhooks", "/webhooks"),
            (Section::Charts, "Charts", "/charts"),
        ];
        let entry = |(section, name, path)| Entry {
            name,
            address: self.links.to(path),
            is_here: self.section == section,
        };
        entries.map(entry).into()
    }

    /// The address of a static file.
    pub(crate) fn asset(&self, name: &str) -> String {
        self.links.to(&assets::path(name))
    }
}

/// A page with a status.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse, ApiError> {
    Ok(written(status, text(template)?))
}

/// The text of a page.
pub(crate) fn text(template: &impl Template) -> Result<String, ApiError> {
    let written = template.render();
    written.map_err(|error| ApiError::internal(format!("a page cannot be written: {error}")))
}

/// A page that is written already, with a status.
pub(crate) fn written(status: StatusCode, body: String) -> HttpResponse {
    let mut response = HttpResponse::build(status).body(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(Media::Html.content_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    allow_little(headers);
    response
}

/// Another page is to be looked at.
pub(crate) fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}

/// Tells browsers what a page may do.
pub(crate) fn allow_little(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
}
