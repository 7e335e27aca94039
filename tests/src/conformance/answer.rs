//! An answer as it came, reduced to what is compared.

use std::collections::HashMap;

use anyhow::Context as _;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use serde_json::Value;

/// What a broker answered to one step, before normalisation.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Media type without parameters; none when there was no content.
    pub(super) media_type: Option<String>,
    pub(super) location: Option<String>,
    pub(super) body: Option<Value>,
    /// Formats that are not JSON, as lines whose order does not count.
    pub(super) lines: Option<Vec<String>>,
}

impl Answer {
    /// Reads an answer's parts.
    ///
    /// # Errors
    /// When the content is not what its media type says.
    pub(super) fn read(status: u16, headers: &HeaderMap, content: &[u8]) -> anyhow::Result<Self> {
        let header = |name| {
            headers
                .get(name)
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let media_type = header(CONTENT_TYPE)
            .map(|value| value.split(';').next().unwrap_or_default().trim().to_owned())
            .filter(|media_type| !media_type.is_empty() && !content.is_empty());
        let mut answer = Self {
            status,
            location: header(LOCATION).filter(|location| !location.is_empty()),
            body: None,
            lines: None,
            media_type,
        };
        match answer.media_type.as_deref() {
            Some(json) if json.contains("json") => {
                answer.body = Some(serde_json::from_slice(content).context("the answer is not the JSON it says")?);
            }
            Some("text/csv") => answer.lines = Some(relationship_lines(content)?),
            Some("text/vnd.graphviz") => answer.lines = Some(sorted_lines(&String::from_utf8_lossy(content))),
            _ => {}
        }
        Ok(answer)
    }
}

fn sorted_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.trim().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Reads the relationship table, whose rows are `id,name,1,1,0,order,<ids of providers, padded with 0>`, as the graph
/// that it describes, because identifiers and order are the broker's own.
fn relationship_lines(content: &[u8]) -> anyhow::Result<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(content);
    let rows = reader
        .records()
        .collect::<Result<Vec<_>, _>>()
        .context("the answer is not the CSV it says")?;
    let names: HashMap<&str, &str> = rows.iter().filter_map(|row| Some((row.get(0)?, row.get(1)?))).collect();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut providers: Vec<&str> = row
                .iter()
                .skip(6)
                .filter(|id| *id != "0")
                .map(|id| names.get(id).copied().unwrap_or("?"))
                .collect();
            providers.sort_unstable();
            format!("{}: {}", row.get(1).unwrap_or_default(), providers.join(", "))
        })
        .collect();
    lines.sort();
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(media_type: &str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, media_type.parse().unwrap())])
    }

    #[test]
    fn the_media_type_loses_its_parameters() {
        let answer = Answer::read(200, &headers("application/hal+json;charset=utf-8"), b"{}").unwrap();
        assert_eq!(answer.media_type.as_deref(), Some("application/hal+json"));
        assert_eq!(answer.body, Some(serde_json::json!({})));
    }

    #[test]
    fn no_content_has_no_media_type() {
        assert_eq!(
            Answer::read(204, &headers("application/json"), b"").unwrap().media_type,
            None
        );
    }

    #[test]
    fn a_relationship_table_is_read_as_a_graph() {
        let table = b"7,web,1,1,0,1,9,8,0\n8,orders,1,1,0,2,0,0,0\n9,carts,1,1,0,3,0,0,0\n";
        let answer = Answer::read(200, &headers("text/csv"), table).unwrap();
        assert_eq!(answer.lines.unwrap(), ["carts: ", "orders: ", "web: carts, orders"]);
    }

    #[test]
    fn content_that_belies_its_type_is_an_error() {
        assert!(Answer::read(200, &headers("application/json"), b"<html>").is_err());
    }
}
