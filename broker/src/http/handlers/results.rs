//! Verification results.

use super::super::path::Path;

use super::super::access::{Caller, Read, Write};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::error::ApiError;
use super::super::render::results as render;
use crate::app::AppError;
use crate::app::contracts::LatestPact;
use crate::app::verifications::{self as app, ContentAddress, OfPact, WhichResult};
use crate::domain::metadata::LinkMetadata;
use crate::domain::verification::VerificationResult;

/// `POST …/pact-version/{sha}/verification-results`
pub(crate) async fn publish(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String)>, Body),
) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    store(
        context,
        ContentAddress {
            consumer,
            provider,
            sha,
        },
        LinkMetadata::default(),
        body,
    )
    .await
}

/// `POST …/pact-version/{sha}/metadata/{metadata}/verification-results`
pub(crate) async fn publish_with_metadata(
    _: Caller<Write>,
    context: Context,
    (path, body): (Path<(String, String, String, String)>, Body),
) -> Reply {
    let (provider, consumer, sha, metadata) = path.into_inner();
    store(
        context,
        ContentAddress {
            consumer,
            provider,
            sha,
        },
        LinkMetadata::decode(&metadata),
        body,
    )
    .await
}

async fn store(context: Context, address: ContentAddress, metadata: LinkMetadata, body: Body) -> Reply {
    let result = VerificationResult::from_body(&body.json()?)?;
    let (rules, links) = (context.rules(), context.links.clone());
    let stored = context
        .write(move |connection, now| {
            app::result_publish(connection, &address, &metadata, &result, &rules, &links, now)
        })
        .await?;
    context.created(
        &render::location(&context.links, &stored),
        &render::result(&context.links, context.media, &stored),
    )
}

/// `GET …/pact-version/{sha}/verification-results/{number}`
pub(crate) async fn show(_: Caller<Read>, context: Context, path: Path<(String, String, String, String)>) -> Reply {
    let (provider, consumer, sha, number) = path.into_inner();
    let which = WhichResult::Number(parse_number(&number)?);
    of_content(
        context,
        ContentAddress {
            consumer,
            provider,
            sha,
        },
        LinkMetadata::default(),
        which,
    )
    .await
}

/// `GET …/pact-version/{sha}/metadata/{metadata}/verification-results/{number}`
pub(crate) async fn show_with_metadata(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String, String, String)>,
) -> Reply {
    let (provider, consumer, sha, metadata, number) = path.into_inner();
    let which = WhichResult::Number(parse_number(&number)?);
    of_content(
        context,
        ContentAddress {
            consumer,
            provider,
            sha,
        },
        LinkMetadata::decode(&metadata),
        which,
    )
    .await
}

/// `GET …/pact-version/{sha}/verification-results/latest`
pub(crate) async fn latest(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    of_content(
        context,
        ContentAddress {
            consumer,
            provider,
            sha,
        },
        LinkMetadata::default(),
        WhichResult::Latest,
    )
    .await
}

async fn of_content(context: Context, address: ContentAddress, metadata: LinkMetadata, which: WhichResult) -> Reply {
    let found = context
        .read(move |connection| app::result_show(connection, &address, &metadata, which))
        .await?;
    context.ok(&render::result(&context.links, context.media, &found))
}

pub(super) fn parse_number(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| {
        let hint = if text == "all" {
            " There is no list of all results; ask for `latest`."
        } else {
            ""
        };
        AppError::NotFound(format!(
            "There is no verification result `{text}`: results have numbers.{hint}"
        ))
        .into()
    })
}

/// `GET …/version/{version}/verification-results/latest`
pub(crate) async fn of_version(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    of_pact(context, consumer, provider, OfPact::Version(number)).await
}

/// `GET …/latest/verification-results/latest`
pub(crate) async fn of_latest(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    of_pact(context, consumer, provider, OfPact::Latest(LatestPact::Overall)).await
}

/// `GET …/latest/{tag}/verification-results/latest`
pub(crate) async fn of_latest_tagged(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    of_pact(context, consumer, provider, OfPact::Latest(LatestPact::Tagged(tag))).await
}

async fn of_pact(context: Context, consumer: String, provider: String, of: OfPact) -> Reply {
    let found = context
        .read(move |connection| app::result_of_pact(connection, &consumer, &provider, &of))
        .await?;
    context.ok(&render::result(&context.links, context.media, &found))
}

/// `GET /verification-results/consumer/{consumer}/version/{version}/latest`
pub(crate) async fn of_consumer_version(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (consumer, number) = path.into_inner();
    let found = context
        .read(move |connection| app::results_of_consumer_version(connection, &consumer, &number))
        .await?;
    context.ok(&render::of_consumer_version(&context.links, &found))
}
