//! From a contract to the engine's own model of it, or to the reason why it cannot be verified.

use super::AnyPact;
use crate::error::{CliError, Result};
use crate::pactfile::Contract;

/// The transports that need no plugin.
const TRANSPORTS: [&str; 5] = ["http", "https", "message", "async-message", "sync-message"];

/// Reads the contract with the engine; what the engine would pass over in silence is refused.
pub(super) fn load(contract: &Contract) -> Result<AnyPact> {
    refuse_missing_plugins(contract)?;
    let source = &contract.source;
    let pact = pact_models::pact::load_pact_from_json(source, &contract.json)
        .map_err(|error| CliError::new(format!("'{source}' is not a pact that can be verified: {error}")))?;
    refuse_foreign_transports(source, &pact)?;
    let (read, written) = (pact.interactions().len(), contract.interactions().len());
    if read == written {
        return Ok(pact);
    }
    // Less than the contract would be verified, and nobody would know.
    Err(CliError::new(format!(
        "'{source}' has {written} interactions, of which {read} can be read"
    ))
    .hint("Check metadata.pactSpecification.version and the type of each interaction."))
}

fn refuse_missing_plugins(contract: &Contract) -> Result<()> {
    let plugins = contract.plugins();
    if plugins.is_empty() || cfg!(feature = "plugins") {
        return Ok(());
    }
    Err(CliError::new(format!(
        "'{}' needs the Pact plugin {}, and this accord has none",
        contract.source,
        plugins.join(", ")
    ))
    .hint("Build accord with plugins, in a checkout: cargo build --release -p accord-cli --features plugins."))
}

/// Without its plugin, an interaction over another transport would be sent over HTTP, to somebody else.
fn refuse_foreign_transports(source: &str, pact: &AnyPact) -> Result<()> {
    let transports = pact
        .interactions()
        .into_iter()
        .filter_map(|interaction| interaction.as_v4()?.transport());
    let foreign = transports
        .into_iter()
        .find(|transport| !TRANSPORTS.contains(&transport.as_str()));
    match foreign.filter(|_| !pact.requires_plugins()) {
        None => Ok(()),
        Some(transport) => Err(CliError::new(format!(
            "'{source}' needs the transport '{transport}', and names no plugin for it"
        ))
        .hint("Write the contract with the plugin that knows this transport.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pact(interactions: &str, metadata: &str) -> Contract {
        let text = format!(
            r#"{{"consumer":{{"name":"a"}},"provider":{{"name":"b"}},"interactions":[{interactions}],"metadata":{{{metadata}}}}}"#
        );
        Contract::parse("x.json", text).unwrap()
    }

    #[test]
    fn an_interaction_that_the_engine_would_drop_is_refused() {
        let v4 = r#""pactSpecification":{"version":"4.0"}"#;
        let error = load(&pact(r#"{"description":"one","type":"Carrier/Pigeon"}"#, v4))
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("'x.json'"), "{error}");
    }

    #[test]
    fn a_pact_of_which_the_engine_reads_a_part_only_is_refused() {
        let interaction = r#"{"description":"one","request":{},"response":{}}"#;
        let mut contract = pact(interaction, r#""pactSpecification":{"version":"3.0.0"}"#);
        contract.json["messages"] = serde_json::json!([{"description": "two", "contents": "x"}]);
        let error = load(&contract).err().unwrap().to_string();
        assert!(error.contains("has 2 interactions, of which 1 can be read"), "{error}");
    }

    #[test]
    fn a_transport_of_its_own_is_refused_without_a_plugin() {
        let interaction =
            r#"{"description":"one","type":"Synchronous/HTTP","transport":"grpc","request":{},"response":{}}"#;
        let error = load(&pact(interaction, r#""pactSpecification":{"version":"4.0"}"#))
            .err()
            .unwrap();
        assert!(error.to_string().contains("needs the transport 'grpc'"), "{error}");
    }

    #[cfg(not(feature = "plugins"))]
    #[test]
    fn a_pact_that_needs_a_plugin_is_refused_with_its_name() {
        let metadata = r#""pactSpecification":{"version":"4.0"},"plugins":[{"name":"protobuf","version":"0.3.5"}]"#;
        let error = load(&pact("", metadata)).err().unwrap().to_string();
        assert!(
            error.contains("needs the Pact plugin protobuf") && error.contains("-p accord-cli --features plugins"),
            "{error}"
        );
    }
}
