//! The plugins of several files of one pair.

use indexmap::IndexMap;
use serde_json::Value;

use super::Contract;
use crate::error::{CliError, Result};

/// The plugins that any of the contracts names, each once and with the configuration of all.
///
/// Two versions of a plugin are refused, and so are two values of one setting: the interactions of one file would be
/// read with what was meant for those of the other.
pub(super) fn united(contracts: &[Contract]) -> Result<Vec<Value>> {
    let mut plugins: IndexMap<&str, (Value, &Contract)> = IndexMap::new();
    for contract in contracts {
        for plugin in contract.json["metadata"]["plugins"].as_array().into_iter().flatten() {
            let name = plugin["name"].as_str().unwrap_or_default();
            let (known, source) = plugins.entry(name).or_insert_with(|| (plugin.clone(), contract));
            unite(known, plugin).map_err(|setting| conflict(name, &setting, source, contract))?;
        }
    }
    Ok(plugins.into_values().map(|(plugin, _)| plugin).collect())
}

/// Adds what only `other` has; the error is the path of the first member on which the two do not agree.
fn unite(known: &mut Value, other: &Value) -> std::result::Result<(), String> {
    let (Value::Object(members), Value::Object(others)) = (&mut *known, other) else {
        return if known == other { Ok(()) } else { Err(String::new()) };
    };
    for (key, value) in others {
        let member = members.entry(key).or_insert_with(|| value.clone());
        unite(member, value).map_err(|path| format!("{key}.{path}").trim_end_matches('.').to_owned())?;
    }
    Ok(())
}

fn conflict(plugin: &str, setting: &str, one: &Contract, other: &Contract) -> CliError {
    CliError::new(format!(
        "'{}' and '{}' need the Pact plugin {plugin} with another {setting} each: they cannot be merged",
        one.source, other.source
    ))
    .hint("Let all tests of the consumer use one version and configuration of the plugin, or delete old pact files before the tests run.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contract(source: &str, plugins: &Value) -> Contract {
        let pact = json!({
            "consumer": {"name": "shop"}, "provider": {"name": "stock"}, "interactions": [], "metadata": {"plugins": plugins},
        });
        Contract::parse(source, pact.to_string()).unwrap()
    }

    #[test]
    fn plugins_are_united_by_name_with_their_configuration() {
        let united = united(&[
            contract("a", &Value::Null),
            contract(
                "b",
                &json!([{"name": "protobuf", "version": "1", "configuration": {"h1": {"file": "a"}}}]),
            ),
            contract(
                "c",
                &json!([{"name": "csv", "version": "2"}, {"name": "protobuf", "version": "1", "configuration": {"h2": {"file": "b"}}}]),
            ),
        ]);
        let expected = [
            json!({"name": "protobuf", "version": "1", "configuration": {"h1": {"file": "a"}, "h2": {"file": "b"}}}),
            json!({"name": "csv", "version": "2"}),
        ];
        assert_eq!(united.unwrap(), expected);
    }

    #[test]
    fn other_versions_and_settings_are_refused_with_their_place() {
        let refusal = |one: Value, other: Value| {
            united(&[contract("a", &json!([one])), contract("b", &json!([other]))])
                .unwrap_err()
                .to_string()
        };
        let versions = refusal(
            json!({"name": "csv", "version": "1"}),
            json!({"name": "csv", "version": "2"}),
        );
        assert!(
            versions.contains("'a' and 'b' need the Pact plugin csv with another version each"),
            "{versions}"
        );
        let settings = refusal(
            json!({"name": "csv", "configuration": {"h": {"file": "a"}}}),
            json!({"name": "csv", "configuration": {"h": {"file": "b"}}}),
        );
        assert!(
            settings.contains("with another configuration.h.file each"),
            "{settings}"
        );
    }
}
