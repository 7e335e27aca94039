//! What link relations mean: one section of `web/relations.md` for each.

const SECTIONS: &str = include_str!("../../../web/relations.md");

/// What is told about a relation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Methods with addresses.
    pub(crate) requests: Vec<&'static str>,
    /// What they do.
    pub(crate) text: String,
    /// A request, written out.
    pub(crate) example: String,
    /// All of it, as it was written.
    pub(crate) source: &'static str,
}

/// What is told about a relation, with or without its prefix.
pub(crate) fn relation(name: &str) -> Option<Relation> {
    let plain = name.split_once(':').map_or(name, |(_, plain)| plain);
    section(plain).or_else(|| section(plain.strip_prefix("webhooks-")?))
}

fn section(name: &str) -> Option<Relation> {
    let mut sections = SECTIONS.split("\n## ").skip(1);
    sections.find_map(|section| {
        let (names, _) = section.split_once('\n')?;
        names.split(' ').any(|one| one == name).then(|| read(section))
    })
}

/// The heading, the requests, the text and the example, with empty lines between the last three.
fn read(source: &'static str) -> Relation {
    let mut parts = source.trim_end().splitn(3, "\n\n");
    let mut next = || parts.next().unwrap_or_default();
    let (head, text, example) = (next(), next(), next());
    Relation {
        requests: head.lines().skip(1).collect(),
        text: text.replace('\n', " "),
        example: example
            .lines()
            .map(|line| line.strip_prefix("    ").unwrap_or(line))
            .collect::<Vec<_>>()
            .join("\n"),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_tells_requests_meaning_and_example() {
        let sections: Vec<&str> = SECTIONS.split("\n## ").skip(1).collect();
        assert!(sections.len() > 80, "{}", sections.len());
        for section in sections {
            let relation = read(section);
            let methods = ["GET ", "PUT ", "POST ", "PATCH ", "DELETE "];
            let begins = |text: &&str| methods.iter().any(|method| text.starts_with(method));
            assert!(
                !relation.requests.is_empty() && relation.requests.iter().all(&begins),
                "{section}"
            );
            assert!(relation.text.ends_with('.'), "{section}");
            assert!(begins(&relation.example.as_str()), "{section}");
        }
    }

    #[test]
    fn no_relation_is_told_twice() {
        let mut seen = std::collections::HashSet::new();
        let headings = SECTIONS
            .split("\n## ")
            .skip(1)
            .filter_map(|section| section.lines().next());
        for name in headings.flat_map(|heading| heading.split(' ')) {
            assert!(seen.insert(name), "{name}");
        }
    }

    #[test]
    fn a_relation_is_found_with_and_without_prefix() {
        for (name, like) in [
            ("pb:pacts", "pacts"),
            (
                "beta:provider-pacts-for-verification",
                "provider-pacts-for-verification",
            ),
            ("webhooks-create", "create"),
            ("webhooks-webhooks", "webhooks"),
            ("webhooks-webhook", "webhook"),
        ] {
            assert!(relation(name).is_some(), "{name}");
            assert_eq!(relation(name), relation(like), "{name}");
        }
        assert_eq!(relation("pb:nothing"), None);
        assert_eq!(relation(""), None);
    }
}
