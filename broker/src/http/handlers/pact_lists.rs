//! Lists of contracts.

use super::super::path::Path;

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::render::pact_lists as render;
use crate::app::contracts::{self as app, HeadOf, ProviderPacts};

/// `GET /pacts/latest`
pub(crate) async fn latest(_: Caller<Read>, context: Context) -> Reply {
    let pacts = context.read(app::latest_pacts).await?;
    context.ok(&render::latest(&context.links, &pacts))
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/versions`
pub(crate) async fn of_pair(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    let list = context
        .read(move |connection| app::pacts_of_pair(connection, &consumer, &provider))
        .await?;
    context.ok(&render::of_pair(
        &context.links,
        &context.self_url_without_query(),
        "",
        &list,
    ))
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/tag/{tag}`
pub(crate) async fn tagged_of_pair(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, tag) = path.into_inner();
    let list = context
        .read(move |connection| app::pacts_tagged_of_pair(connection, &consumer, &provider, &tag))
        .await?;
    context.ok(&render::of_pair(
        &context.links,
        &context.self_url_without_query(),
        "pb:",
        &list,
    ))
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/branch/versions`, or without its last word
pub(crate) async fn main_branch_of_pair(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    branch_of_pair(context, consumer, provider, HeadOf::MainBranch, false).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/branch/{branch}`
pub(crate) async fn on_branch_of_pair(
    _: Caller<Read>,
    context: Context,
    path: Path<(String, String, String)>,
) -> Reply {
    let (provider, consumer, branch) = path.into_inner();
    branch_of_pair(context, consumer, provider, HeadOf::Branch(branch), false).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/branch/latest/versions`
pub(crate) async fn main_head_of_pair(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, consumer) = path.into_inner();
    branch_of_pair(context, consumer, provider, HeadOf::MainBranch, true).await
}

/// `GET /pacts/provider/{provider}/consumer/{consumer}/branch/{branch}/latest/versions`
pub(crate) async fn head_of_pair(_: Caller<Read>, context: Context, path: Path<(String, String, String)>) -> Reply {
    let (provider, consumer, branch) = path.into_inner();
    branch_of_pair(context, consumer, provider, HeadOf::Branch(branch), true).await
}

async fn branch_of_pair(
    context: Context,
    consumer: String,
    provider: String,
    branch: HeadOf,
    only_latest: bool,
) -> Reply {
    let list = context
        .read(move |connection| app::pacts_on_branch_of_pair(connection, &consumer, &provider, &branch, only_latest))
        .await?;
    context.ok(&render::of_pair(
        &context.links,
        &context.self_url_without_query(),
        "",
        &list,
    ))
}

/// `GET /pacts/provider/{provider}`
pub(crate) async fn all(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    of_provider(context, path.into_inner(), ProviderPacts::All).await
}

/// `GET /pacts/provider/{provider}/latest`
pub(crate) async fn latest_of_provider(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    of_provider(context, path.into_inner(), ProviderPacts::Latest).await
}

/// `GET /pacts/provider/{provider}/latest/{tag}`
pub(crate) async fn latest_tagged(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, tag) = path.into_inner();
    of_provider(context, provider, ProviderPacts::LatestTagged(tag)).await
}

/// `GET /pacts/provider/{provider}/tag/{tag}`
pub(crate) async fn tagged(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, tag) = path.into_inner();
    of_provider(context, provider, ProviderPacts::Tagged(tag)).await
}

/// `GET /pacts/provider/{provider}/branch`
pub(crate) async fn on_main_branch(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    of_provider(context, path.into_inner(), ProviderPacts::On(HeadOf::MainBranch)).await
}

/// `GET /pacts/provider/{provider}/branch/{branch}`
pub(crate) async fn on_branch(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, branch) = path.into_inner();
    of_provider(context, provider, ProviderPacts::On(HeadOf::Branch(branch))).await
}

/// `GET /pacts/provider/{provider}/branch/latest`
pub(crate) async fn latest_on_main_branch(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    of_provider(context, path.into_inner(), ProviderPacts::LatestOn(HeadOf::MainBranch)).await
}

/// `GET /pacts/provider/{provider}/branch/{branch}/latest`
pub(crate) async fn latest_on_branch(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, branch) = path.into_inner();
    of_provider(context, provider, ProviderPacts::LatestOn(HeadOf::Branch(branch))).await
}

async fn of_provider(context: Context, provider: String, which: ProviderPacts) -> Reply {
    let name = provider.clone();
    let pacts = context
        .read(move |connection| app::pacts_of_provider(connection, &provider, &which))
        .await?;
    context.ok(&render::of_provider(
        &context.links,
        &context.self_url_without_query(),
        &name,
        &pacts,
    ))
}
