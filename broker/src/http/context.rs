//! What handlers need of a request besides its own content.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::error::ApiError;
use super::links::Links;
use super::media::{HAL, Media, Offers, negotiate};
use super::nested_query::{self, Nested};
use super::state::State;
use crate::app::job::Job;
use crate::app::{AnyConnection, AppError, Moment, Vault};
use crate::delivery::Sender;
use crate::domain::rules::Rules;
use crate::domain::webhook::WebhookRules;

/// What a handler returns.
pub(crate) type Reply = Result<HttpResponse, ApiError>;

/// The request around what a handler asks for: database, links, accepted format.
#[derive(Debug)]
pub(crate) struct Context {
    state: web::Data<State>,
    /// Builds every address.
    pub(crate) links: Links,
    /// The format of the answer.
    pub(crate) media: Media,
    query: String,
    path: String,
}

impl FromRequest for Context {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let media = negotiated(request).ok_or(ApiError::NotAcceptable);
        ready(media.and_then(|media| Self::of(request, media)))
    }
}

fn negotiated(request: &HttpRequest) -> Option<Media> {
    let offers = request.app_data::<Offers>().copied().unwrap_or(HAL);
    let accept: Vec<&str> = request
        .headers()
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .collect();
    let accept = (!accept.is_empty()).then(|| accept.join(","));
    negotiate(accept.as_deref(), offers)
}

impl Context {
    /// The context of an answer in this format.
    pub(crate) fn of(request: &HttpRequest, media: Media) -> Result<Self, ApiError> {
        let state = request
            .app_data::<web::Data<State>>()
            .ok_or_else(|| ApiError::internal("the broker's state is missing"))?;
        Ok(Self {
            links: Links::of(request, state),
            media,
            query: request.query_string().to_owned(),
            path: request.uri().path().to_owned(),
            state: state.clone(),
        })
    }

    /// Answers a question from the database.
    pub(crate) async fn read<T, F>(&self, question: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T, AppError> + Send + 'static,
    {
        Ok(self.state.db.read(question).await?)
    }

    /// Answers a question of a few look-ups; see [`Db::read_briefly`](crate::store::Db::read_briefly).
    pub(crate) async fn read_briefly<T, F>(&self, question: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&mut AnyConnection) -> Result<T, AppError> + Send + 'static,
    {
        Ok(self.state.db.read_briefly(question).await?)
    }

    /// Changes the database; `change` may run again when it lost a race.
    pub(crate) async fn write<T, F>(&self, mut change: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnMut(&mut AnyConnection, Moment) -> Result<T, AppError> + Send + 'static,
    {
        let now = crate::clock::now();
        Ok(self.state.db.write(move |connection| change(connection, now)).await?)
    }

    /// Goes on with a job after the answer.
    pub(crate) fn go_on(&self, job: impl Job) {
        self.state.background.start(job);
    }

    /// Works on a thread that may take its time, without a connection to the database.
    pub(crate) async fn slowly<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        self.state.slow.run(work).await
    }

    /// How long a comparison of two contracts may take.
    pub(crate) fn comparison_timeout(&self) -> Duration {
        self.state.slow.limit()
    }

    /// The rules that an operator may switch.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.state.rules)
    }

    /// What webhooks may do.
    pub(crate) fn webhook_rules(&self) -> Arc<WebhookRules> {
        Arc::clone(&self.state.webhook_rules)
    }

    /// What secrets are kept in.
    pub(crate) fn vault(&self) -> Arc<Vault> {
        Arc::clone(&self.state.vault)
    }

    /// What sends webhooks.
    pub(crate) fn webhook_sender(&self) -> Arc<Sender> {
        Arc::clone(&self.state.webhook_sender)
    }

    /// The query, with lists and maps.
    pub(crate) fn query(&self) -> Result<Nested, ApiError> {
        nested_query::parse(&self.query).map_err(|error| ApiError::Malformed(error.to_string()))
    }

    /// The address of the request itself, query included.
    pub(crate) fn self_url(&self) -> String {
        let query = if self.query.is_empty() {
            String::new()
        } else {
            format!("?{}", self.query)
        };
        format!("{}{}{query}", self.links.base(), self.path)
    }

    /// The address of the request without its query.
    pub(crate) fn self_url_without_query(&self) -> String {
        format!("{}{}", self.links.base(), self.path)
    }

    /// The parameters of the query but these, each with an `&` before it.
    pub(super) fn other_parameters(&self, names: &[&str]) -> String {
        let other =
            |parameter: &&str| !parameter.is_empty() && !names.contains(&parameter.split('=').next().unwrap_or(""));
        self.query
            .split('&')
            .filter(other)
            .map(|parameter| format!("&{parameter}"))
            .collect()
    }

    /// 200 with a document.
    pub(crate) fn ok(&self, document: &impl Serialize) -> Reply {
        self.reply(StatusCode::OK, document)
    }

    /// 201 with a document and where it can be read again.
    pub(crate) fn created(&self, location: &str, document: &impl Serialize) -> Reply {
        let mut response = self.reply(StatusCode::CREATED, document)?;
        insert_location(&mut response, location);
        Ok(response)
    }

    /// A status with a document.
    pub(crate) fn reply(&self, status: StatusCode, document: &impl Serialize) -> Reply {
        let body = serde_json::to_vec(document).map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(self.raw(status, body))
    }

    /// A status with a body that is written already.
    pub(crate) fn raw(&self, status: StatusCode, body: impl Into<web::Bytes>) -> HttpResponse {
        HttpResponse::build(status)
            .insert_header((CONTENT_TYPE, self.media.content_type()))
            .body(body.into())
    }
}

/// Sets where a resource can be read.
pub(crate) fn insert_location(response: &mut HttpResponse, location: &str) {
    // Addresses are percent-encoded, so they always fit into a header.
    if let Ok(value) = location.parse() {
        response.headers_mut().insert(LOCATION, value);
    }
}
