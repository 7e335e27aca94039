//! The contracts that a provider is to verify.

use super::super::path::Path;
use serde_json::{Value, json};

use super::super::access::{Caller, Read};
use super::super::body::Body;
use super::super::context::{Context, Reply};
use super::super::render::for_verification as render;
use crate::app::for_verification as app;
use crate::domain::consumer_selector::PactsForVerification;

/// `POST /pacts/provider/{provider}/for-verification`: a question, so the right to read is enough.
pub(crate) async fn post(_: Caller<Read>, context: Context, (path, body): (Path<String>, Body)) -> Reply {
    let body = body.optional_json()?.unwrap_or_else(|| json!({}));
    answer(context, path.into_inner(), Asked::InBody(body)).await
}

/// `GET /pacts/provider/{provider}/for-verification`, out of date but asked by today's clients first.
pub(crate) async fn get(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    let query = context.query()?;
    let question = PactsForVerification::from_query(&query)?;
    answer(context, path.into_inner(), Asked::InQuery(question)).await
}

enum Asked {
    /// Names environments, so it is checked in the same transaction that answers it.
    InBody(Value),
    InQuery(PactsForVerification),
}

async fn answer(context: Context, provider: String, asked: Asked) -> Reply {
    let by_get = matches!(asked, Asked::InQuery(_));
    let name = provider.clone();
    let (question, chosen) = context
        .read(move |connection| {
            let question = match asked {
                Asked::InQuery(question) => question,
                Asked::InBody(body) => {
                    let environments = app::environment_names(connection)?;
                    PactsForVerification::from_body(&body, &|name| environments.iter().any(|known| known == name))?
                }
            };
            let chosen = app::pacts_for_verification(connection, &provider, &question)?;
            Ok((question, chosen))
        })
        .await?;
    context.ok(&render::pacts(&context.links, &name, &question, &chosen, by_get))
}
