//! Contracts: publish and fetch.

use super::super::path::Path;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse};

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::etag;
use super::super::render::pacts;
use super::super::render::publication;
use super::new_name;
use crate::app::AnyConnection;
use crate::app::contracts::{self as app, LatestPact, PactPut, PactView};
use crate::domain::metadata::LinkMetadata;
use crate::domain::publishing::{OnConflict, PublishContracts, UnreadableContract, contract_for_path};

/// `POST /contracts/publish`
pub(crate) async fn publish(_: Caller<Write>, context: Context, body: Body) -> Reply {
    let asked = std::sync::Arc::new(PublishContracts::from_body(&body.json()?)?);
    let rules = context.rules();
    let publication = std::sync::Arc::clone(&asked);
    let links = context.links.clone();
    let outcome = context
        .write(move |connection, now| app::contracts_publish(connection, &publication, &rules, &links, now))
        .await?;
    context.ok(&publication::publication(&context.links, &asked, &outcome))
}

/// `PUT /pacts/provider/{provider}/consumer/{consumer}/version/{version}`
pub(crate) async fn put(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    publish_one(context, path, body, OnConflict::Overwrite).await
}

/// `PATCH /pacts/provider/{provider}/consumer/{consumer}/version/{version}`: joins what is there.
pub(crate) async fn patch(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    publish_one(context, path, body, OnConflict::Merge).await
}

async fn publish_one(
    context: Context,
    path: Path<(String, String, String)>,
    body: Body,
    on_conflict: OnConflict,
) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let (consumer, provider) = (
        new_name("consumer.name", &consumer)?,
        new_name("provider.name", &provider)?,
    );
    let bytes = body.json_bytes()?;
    let content = contract_for_path(bytes, &consumer, &provider).map_err(|error| match error {
        UnreadableContract::Json(error) => ApiError::Malformed(format!("The contract is not valid JSON: {error}")),
        UnreadableContract::Invalid(invalid) => invalid.into(),
    })?;
    let put = PactPut {
        consumer,
        provider,
        number: new_name("version", &number)?,
        content,
        on_conflict,
    };
    let (rules, links) = (context.rules(), context.links.clone());
    let (pact, created) = context
        .write(move |connection, now| app::pact_put(connection, &put, &rules, &links, now))
        .await?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    Ok(reply(&context, status, &pact, None))
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/version/{version}`
pub(crate) async fn of_version(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let pact = context
        .read_briefly(move |connection| app::pact_of_version(connection, &consumer, &provider, &number))
        .await?;
    Ok(reply(&context, StatusCode::OK, &pact, None))
}

/// `GET …/version/{version}/previous-distinct`: what the contract was before it last changed.
pub(crate) async fn previous_distinct(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String)>,
) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let previous = context
        .read(move |connection| {
            let previous = app::pact_previous_distinct(connection, &consumer, &provider, &number)?;
            previous.ok_or_else(|| app::never_another(&consumer, &provider, &number))
        })
        .await?;
    Ok(reply(&context, StatusCode::OK, &previous, None))
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/latest`
pub(crate) async fn latest(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    show_latest(context, consumer, provider, LatestPact::Overall).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/latest-untagged`
pub(crate) async fn latest_untagged(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    show_latest(context, consumer, provider, LatestPact::Untagged).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/latest/{tag}`
pub(crate) async fn latest_tagged(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    show_latest(context, consumer, provider, LatestPact::Tagged(tag)).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest`
pub(crate) async fn latest_on_branch(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, branch) = path.into_inner();
    show_latest(context, consumer, provider, LatestPact::OnBranch(branch)).await
}

async fn show_latest(context: Context, consumer: String, provider: String, which: LatestPact) -> Reply {
    let asked = which.clone();
    let question = move |connection: &mut AnyConnection| app::pact_latest(connection, &consumer, &provider, &which);
    let pact = match &asked {
        LatestPact::Overall | LatestPact::Untagged => context.read_briefly(question).await?,
        // The newest with a tag or on a branch may have many newer ones before it.
        LatestPact::Tagged(_) | LatestPact::OnBranch(_) => context.read(question).await?,
    };
    let tag = match &asked {
        LatestPact::Tagged(tag) => Some(tag.as_str()),
        LatestPact::Overall | LatestPact::Untagged | LatestPact::OnBranch(_) => None,
    };
    let metadata = pacts::metadata_of_latest(&pact, tag);
    let mut response = reply(&context, StatusCode::OK, &pact, Some(&metadata));
    if let Ok(value) = HeaderValue::from_str(&pact.number) {
        response.headers_mut().insert(CONSUMER_VERSION, value);
    }
    Ok(response)
}

const CONSUMER_VERSION: actix_web::http::header::HeaderName =
    actix_web::http::header::HeaderName::from_static("x-pact-consumer-version");

/// `GET /pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}`
pub(crate) async fn by_content(
    _: Caller<Read>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String, String)>),
) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    let pact = context
        .read_briefly(move |connection| app::pact_by_content(connection, &consumer, &provider, &sha, None))
        .await?;
    Ok(cached(&context, &request, &pact, None))
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/pact-version/{sha}/metadata/{metadata}`
pub(crate) async fn by_content_with_metadata(
    _: Caller<Read>,
    context: Context,
    (request, path): (HttpRequest, Path<(String, String, String, String)>),
) -> Reply {
    let (provider, consumer, sha, segment) = path.into_inner();
    let metadata = LinkMetadata::decode(&segment);
    let pact = context
        .read(move |connection| app::pact_by_content(connection, &consumer, &provider, &sha, Some(&metadata)))
        .await?;
    Ok(cached(&context, &request, &pact, Some(&segment)))
}

fn reply(context: &Context, status: StatusCode, pact: &PactView, metadata: Option<&str>) -> HttpResponse {
    context.raw(status, pacts::pact(&context.links, context.media, pact, metadata))
}

/// The answer to a client that may have it already: tags, and which versions share the content, are part of it.
fn cached(context: &Context, request: &HttpRequest, pact: &PactView, metadata: Option<&str>) -> HttpResponse {
    let body = pacts::pact(&context.links, context.media, pact, metadata);
    etag::content(request, context.media.content_type(), body)
}
