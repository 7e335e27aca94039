//! Deleting.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::super::access::{Caller, Write};
use super::super::context::{Context, Reply};
use super::super::path::Path;
use super::super::render::removal as render;
use super::results::parse_number;
use crate::app::branches_delete::branches_to_delete;
use crate::app::contracts::{HeadOf, LatestPact};
use crate::app::removal::{self as app, PactsToDelete};
use crate::app::removal_of_histories::{IntegrationGoing, Rest, integration_delete, pacticipant_delete};
use crate::app::verifications::{ContentAddress, OfPact, WhichResult};
use crate::app::{AnyConnection, AppError};

/// Deletes and answers 204.
pub(super) async fn delete<F>(context: &Context, mut change: F) -> Reply
where
    F: FnMut(&mut AnyConnection) -> Result<(), AppError> + Send + 'static,
{
    context.write(move |connection, _| change(connection)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// 204, and what is left to be done goes on.
pub(super) fn gone(context: &Context, rest: Rest) -> HttpResponse {
    if let Some(job) = rest {
        context.go_on(job);
    }
    HttpResponse::NoContent().finish()
}

/// `DELETE /pacticipants/{pacticipant}`
pub(crate) async fn pacticipant(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    let rest = context
        .write(move |connection, now| pacticipant_delete(connection, &path, now))
        .await?;
    Ok(gone(&context, rest))
}

/// `DELETE /pacticipants/{pacticipant}/versions/{version}`
pub(crate) async fn version(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    delete(&context, move |connection| {
        app::version_delete(connection, &path.0, &path.1)
    })
    .await
}

/// `DELETE /pacticipants/{pacticipant}/versions/{version}/tags/{tag}`
pub(crate) async fn tag(_: Caller<Write>, context: Context, path: Path<(String, String, String)>) -> Reply {
    delete(&context, move |connection| {
        app::tag_delete(connection, &path.0, &path.1, &path.2)
    })
    .await
}

/// `DELETE /pacticipants/{pacticipant}/branches/{branch}`
pub(crate) async fn branch(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    delete(&context, move |connection| {
        app::branch_delete(connection, &path.0, &path.1)
    })
    .await
}

/// `DELETE /pacticipants/{pacticipant}/branches`: all but the main branch and those that `exclude[]` names, after the
/// answer.
pub(crate) async fn branches(_: Caller<Write>, context: Context, path: Path<String>) -> Reply {
    let keep: Vec<String> = context.query()?.texts("exclude").map(str::to_owned).collect();
    let name = path.clone();
    let found = context
        .read(move |connection| branches_to_delete(connection, &path, &keep))
        .await?;
    let notices = render::branches_going(&name, found.count, &found.kept);
    context.go_on(found.job);
    context.reply(StatusCode::ACCEPTED, &notices)
}

/// `DELETE /pacticipants/{pacticipant}/branches/{branch}/versions/{version}`
pub(crate) async fn branch_version(_: Caller<Write>, context: Context, path: Path<(String, String, String)>) -> Reply {
    delete(&context, move |connection| {
        app::branch_version_delete(connection, &path.0, &path.1, &path.2)
    })
    .await
}

/// `DELETE /integrations/provider/{provider}/consumer/{consumer}`
pub(crate) async fn integration(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    loop {
        let (of, to) = (consumer.clone(), provider.clone());
        let step = context.write(move |connection, now| integration_delete(connection, &of, &to, now));
        match step.await? {
            IntegrationGoing::Partly => {}
            IntegrationGoing::Wholly(rest) => return Ok(gone(&context, rest)),
        }
    }
}

/// `DELETE /pacts/provider/{provider}/consumer/{consumer}/version/{version}`
pub(crate) async fn pact(_: Caller<Write>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    let (of, to) = (consumer.clone(), provider.clone());
    let one_is_left = context
        .write(move |connection, _| app::pact_delete(connection, &of, &to, &number))
        .await?;
    context.ok(&render::after_pacts(&context.links, &consumer, &provider, one_is_left))
}

/// `DELETE /pacts/provider/{provider}/consumer/{consumer}/versions`
pub(crate) async fn pacts(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    delete(&context, move |connection| {
        app::pacts_delete(connection, &path.1, &path.0, &PactsToDelete::All).map(drop)
    })
    .await
}

/// `DELETE /pacts/provider/{provider}/consumer/{consumer}/tag/{tag}`
pub(crate) async fn tagged_pacts(_: Caller<Write>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    some_pacts(context, consumer, provider, PactsToDelete::Tagged(tag)).await
}

/// `DELETE /pacts/provider/{provider}/consumer/{consumer}/branch/{branch}`, and `…/latest/versions` below it
pub(crate) async fn branch_pacts(_: Caller<Write>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, branch) = path.into_inner();
    let which = PactsToDelete::On(HeadOf::Branch(branch));
    some_pacts(context, consumer, provider, which).await
}

/// `DELETE /pacts/provider/{provider}/consumer/{consumer}/branch/versions`, and `…/branch/latest/versions`
pub(crate) async fn main_branch_pacts(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    let which = PactsToDelete::On(HeadOf::MainBranch);
    some_pacts(context, consumer, provider, which).await
}

async fn some_pacts(context: Context, consumer: String, provider: String, which: PactsToDelete) -> Reply {
    let (of, to) = (consumer.clone(), provider.clone());
    let one_is_left = context
        .write(move |connection, _| app::pacts_delete(connection, &of, &to, &which))
        .await?;
    context.ok(&render::after_pacts(&context.links, &consumer, &provider, one_is_left))
}

/// `DELETE …/pact-version/{sha}/verification-results/{number}`
pub(crate) async fn result(_: Caller<Write>, context: Context, path: Path<(String, String, String, String)>) -> Reply {
    let (provider, consumer, sha, number) = path.into_inner();
    let which = WhichResult::Number(parse_number(&number)?);
    result_of_content(context, (consumer, provider, sha), which).await
}

/// `DELETE …/pact-version/{sha}/metadata/{metadata}/verification-results/{number}`
pub(crate) async fn result_with_metadata(
    _: Caller<Write>,
    context: Context,
    path: Path<(String, String, String, String, String)>,
) -> Reply {
    let (provider, consumer, sha, _, number) = path.into_inner();
    let which = WhichResult::Number(parse_number(&number)?);
    result_of_content(context, (consumer, provider, sha), which).await
}

/// `DELETE …/pact-version/{sha}/verification-results/latest`
pub(crate) async fn latest_result(_: Caller<Write>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, sha) = path.into_inner();
    result_of_content(context, (consumer, provider, sha), WhichResult::Latest).await
}

async fn result_of_content(
    context: Context,
    (consumer, provider, sha): (String, String, String),
    which: WhichResult,
) -> Reply {
    let address = ContentAddress {
        consumer,
        provider,
        sha,
    };
    delete(&context, move |connection| {
        app::result_delete(connection, &address, which)
    })
    .await
}

/// `DELETE …/version/{version}/verification-results/latest`
pub(crate) async fn result_of_version(
    _: Caller<Write>,
    context: Context,
    path: Path<(String, String, String)>,
) -> Reply {
    let (provider, consumer, number) = path.into_inner();
    result_of_pact(context, consumer, provider, OfPact::Version(number)).await
}

/// `DELETE …/latest/verification-results/latest`
pub(crate) async fn result_of_latest(_: Caller<Write>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    result_of_pact(context, consumer, provider, OfPact::Latest(LatestPact::Overall)).await
}

/// `DELETE …/latest/{tag}/verification-results/latest`
pub(crate) async fn result_of_latest_tagged(
    _: Caller<Write>,
    context: Context,
    path: Path<(String, String, String)>,
) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    result_of_pact(context, consumer, provider, OfPact::Latest(LatestPact::Tagged(tag))).await
}

async fn result_of_pact(context: Context, consumer: String, provider: String, of: OfPact) -> Reply {
    delete(&context, move |connection| {
        app::result_delete_of_pact(connection, &consumer, &provider, &of)
    })
    .await
}
