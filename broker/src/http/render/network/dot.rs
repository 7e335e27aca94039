//! The network in the DOT language.

use crate::app::network::NetworkSeen;
use crate::domain::pact_status::PactStatus;
use crate::http::render::look::look;

/// A graph with everything that stands in pictures: state, circles, single points of failure.
pub(crate) fn dot(seen: &NetworkSeen) -> String {
    let nodes = seen.applications.iter().map(|one| {
        let periphery = if one.is_single_point { ", peripheries=2" } else { "" };
        let circle = if one.is_in_circle { ", style=rounded" } else { "" };
        format!("  {} [shape=box{periphery}{circle}];\n", quoted(&one.name))
    });
    let edges = seen.contracts.iter().map(|one| {
        let name = |place: usize| quoted(&seen.applications[place].name);
        let look = look(one.status);
        let width = if one.is_in_circle { ", penwidth=2" } else { "" };
        format!(
            "  {} -> {} [label={}, color=\"{}\", style={}{width}];\n",
            name(one.consumer),
            name(one.provider),
            quoted(look.words),
            look.colour,
            style(one.status)
        )
    });
    format!(
        "digraph network {{\n  rankdir=LR;\n{}{}}}\n",
        nodes.collect::<String>(),
        edges.collect::<String>()
    )
}

fn style(status: PactStatus) -> &'static str {
    match status {
        PactStatus::Success => "solid",
        PactStatus::Never => "dotted",
        PactStatus::Stale | PactStatus::Failed | PactStatus::FailedPending => "dashed",
    }
}

/// A text between quotation marks. In a label a backslash begins an escape, hence two.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        assert_eq!(quoted("a"), "\"a\"");
        assert_eq!(quoted("a\"]; x -> y"), "\"a\\\"]; x -> y\"");
        assert_eq!(quoted("a\\"), "\"a\\\\\"");
    }
}
