//! Badges: always a drawing, for pages that can show nothing else.

use std::future::Future;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use sha1::{Digest, Sha1};

use super::super::access::{Badge, Caller};
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::etag::{CONFIRMED, tagged};
use super::super::path::Path;
use super::super::render::badge::svg;
use super::super::trace::trace_id_of;
use crate::app::badges::{self as app, Fit};
use crate::app::contracts::LatestPact;
use crate::domain::badge::{self, PactTitle};

/// How long the answer to *can I merge?* may be shown, which takes more work than the others.
const KEPT: &str = "max-age=30";

/// `GET …/latest/badge`
pub(crate) async fn latest(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String)>),
) -> Reply {
    let (provider, consumer) = path.into_inner();
    let asked = PactAsked::new(consumer, provider, LatestPact::Overall);
    pact(&context, &request, asked).await
}

/// `GET …/latest-untagged/badge`
pub(crate) async fn latest_untagged(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String)>),
) -> Reply {
    let (provider, consumer) = path.into_inner();
    let asked = PactAsked::new(consumer, provider, LatestPact::Untagged);
    pact(&context, &request, asked).await
}

/// `GET …/latest/{tag}/badge`
pub(crate) async fn latest_tagged(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String, String)>),
) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    let asked = PactAsked::new(consumer, provider, LatestPact::Tagged(tag));
    pact(&context, &request, asked).await
}

/// `GET /matrix/provider/{provider}/latest/{provider_tag}/consumer/{consumer}/latest/{tag}/badge`
pub(crate) async fn of_tags(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String, String, String)>),
) -> Reply {
    let (provider, provider_tag, consumer, tag) = path.into_inner();
    let asked = PactAsked {
        tags: Some((tag.clone(), provider_tag)),
        ..PactAsked::new(consumer, provider, LatestPact::Tagged(tag))
    };
    pact(&context, &request, asked).await
}

/// Which pact a badge is asked of.
#[derive(Debug, Clone)]
struct PactAsked {
    consumer: String,
    provider: String,
    which: LatestPact,
    /// Of the consumer and of the provider, where both are named.
    tags: Option<(String, String)>,
}

impl PactAsked {
    fn new(consumer: String, provider: String, which: LatestPact) -> Self {
        Self {
            consumer,
            provider,
            which,
            tags: None,
        }
    }
}

async fn pact(context: &Context, request: &HttpRequest, asked: PactAsked) -> Reply {
    let options = Options::of(context);
    let shown = asked.clone();
    let status = context.read(move |connection| {
        let provider_tag = asked.tags.as_ref().map(|(_, provider_tag)| provider_tag.as_str());
        app::pact_status(
            connection,
            (&asked.consumer, &asked.provider),
            &asked.which,
            provider_tag,
        )
    });
    let title = PactTitle {
        consumer: &shown.consumer,
        provider: &shown.provider,
        consumer_tag: shown.tags.as_ref().map(|(tag, _)| tag.as_str()),
        provider_tag: shown.tags.as_ref().map(|(_, tag)| tag.as_str()),
        label: options.label(),
        initials: options.initials,
    };
    draw(context, request, CONFIRMED, status, |status| {
        badge::Badge::of_pact(&title, status)
    })
    .await
}

/// `GET /pacticipants/{pacticipant}/latest-version/{tag}/can-i-deploy/to/{to}/badge`
pub(crate) async fn tag_to_tag(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String, String)>),
) -> Reply {
    let (options, (_, from, to)) = (Options::of(&context), path.clone());
    let fit = context.read(move |connection| app::tag_to_tag(connection, &path.0, &path.1, &path.2));
    let told = |answer| badge::Badge::can_i_deploy(options.label(), &from, &to, answer);
    draw(&context, &request, CONFIRMED, fit, |fit| of_fit(fit, told)).await
}

/// `GET /pacticipants/{pacticipant}/branches/{branch}/latest-version/can-i-deploy/to-environment/{environment}/badge`
pub(crate) async fn branch_to_environment(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String, String)>),
) -> Reply {
    let (options, (_, from, to)) = (Options::of(&context), path.clone());
    let fit = context.read(move |connection| app::branch_to_environment(connection, &path.0, &path.1, &path.2));
    let told = |answer| badge::Badge::can_i_deploy(options.label(), &from, &to, answer);
    draw(&context, &request, CONFIRMED, fit, |fit| of_fit(fit, told)).await
}

/// `GET /pacticipants/{pacticipant}/main-branch/can-i-merge/badge`
pub(crate) async fn can_i_merge(
    _: Caller<Badge>,
    context: Context,
    (request, path): (HttpRequest, Path<String>),
) -> Reply {
    let options = Options::of(&context);
    let fit = context.read(move |connection| app::main_branch(connection, &path));
    let told = |answer| badge::Badge::can_i_merge(options.label(), answer);
    draw(&context, &request, KEPT, fit, |fit| of_fit(fit, told)).await
}

fn of_fit(fit: Fit, told: impl FnOnce(Option<bool>) -> badge::Badge) -> badge::Badge {
    match fit {
        Fit::Told(answer) => told(answer),
        Fit::Missing(what) => badge::Badge::missing(what),
    }
}

/// What the query asks for; one that cannot be read asks for nothing.
#[derive(Debug, Default)]
struct Options {
    label: Option<String>,
    initials: bool,
}

impl Options {
    fn of(context: &Context) -> Self {
        let Ok(query) = context.query() else {
            return Self::default();
        };
        Self {
            label: query.text("label").map(str::to_owned),
            initials: query.is_true("initials"),
        }
    }

    fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }
}

/// Draws what was found out, or that it could not be, which is logged and not kept by anybody.
async fn draw<T>(
    context: &Context,
    request: &HttpRequest,
    cache: &'static str,
    found: impl Future<Output = Result<T, ApiError>>,
    badge_of: impl FnOnce(T) -> badge::Badge,
) -> Reply {
    let (badge, cache) = match found.await {
        Ok(found) => (badge_of(found), cache),
        Err(error) => {
            tracing::error!(cause = %error, "a badge could not be drawn");
            (badge::Badge::error(&trace_id_of(request)), CONFIRMED)
        }
    };
    let drawing = svg(&badge);
    let tag = format!("{:x}", Sha1::digest(&drawing));
    Ok(tagged(request, &tag, cache, || {
        let mut response = context.raw(StatusCode::OK, drawing);
        let nothing = HeaderValue::from_static("default-src 'none'");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, nothing);
        response
    }))
}
