//! The states that contracts expect of a provider.

use serde_json::{Value, json};

use super::super::access::{Caller, Read};
use super::super::context::{Context, Reply};
use super::super::path::Path;
use crate::app::contracts::HeadOf;
use crate::app::provider_states::{self as app, Expecting};
use crate::domain::provider_states::ProviderState;

/// `GET /pacts/provider/{provider}/provider-states`: those of the heads of main branches.
pub(crate) async fn of_main_branches(_: Caller<Read>, context: Context, path: Path<String>) -> Reply {
    states(context, path.into_inner(), Expecting::HeadsOf(HeadOf::MainBranch)).await
}

/// `GET /pacts/provider/{provider}/provider-states/branch/{branch}`
pub(crate) async fn of_branch(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, branch) = path.into_inner();
    states(context, provider, Expecting::HeadsOf(HeadOf::Branch(branch))).await
}

/// `GET /pacts/provider/{provider}/provider-states/environment/{environment}`, which goes by its name
pub(crate) async fn in_environment(_: Caller<Read>, context: Context, path: Path<(String, String)>) -> Reply {
    let (provider, environment) = path.into_inner();
    states(context, provider, Expecting::InEnvironment(environment)).await
}

async fn states(context: Context, provider: String, expecting: Expecting) -> Reply {
    let found = context
        .read(move |connection| app::provider_states(connection, &provider, &expecting))
        .await?;
    let states: Vec<Value> = found.iter().map(state).collect();
    context.ok(&json!({"providerStates": states}))
}

fn state(state: &ProviderState) -> Value {
    let mut shown = json!({"name": state.name});
    if let Some(params) = &state.params {
        shown["params"] = params.to_value();
    }
    shown["consumers"] = json!(state.consumers);
    shown
}
