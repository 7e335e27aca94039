//! What the consumer did not do as it declared, in words.

use std::fmt;

/// Bodies are shown up to this many characters.
const SHOWN: usize = 2_000;

/// Everything that is different between what was declared and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub(crate) pair: String,
    pub(crate) declared: Vec<String>,
    pub(crate) findings: Vec<Finding>,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Declared, but it never came.
    Missing { interaction: String, expected: String },
    /// It came, but differently.
    Different {
        interaction: String,
        expected: String,
        received: String,
        differences: Vec<String>,
    },
    /// It came, but was not declared.
    Unexpected { received: String },
}

impl Finding {
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the consumer did not do what it declared ({})", self.pair)?;
        for (number, finding) in self.findings.iter().enumerate() {
            write!(f, "\n{}. {}", number + 1, self.paragraph(finding))?;
        }
        Ok(())
    }
}

impl Report {
    fn paragraph(&self, finding: &Finding) -> String {
        match finding {
            Finding::Missing { interaction, expected } => {
                format!(
                    "{interaction} was declared, but never came\n   expected\n{}",
                    indented(expected)
                )
            }
            Finding::Different {
                interaction,
                expected,
                received,
                differences,
            } => format!(
                "{interaction} came differently\n{}   expected\n{}   received\n{}",
                differences
                    .iter()
                    .map(|difference| format!("   - {difference}\n"))
                    .collect::<String>(),
                indented(expected),
                indented(received),
            ),
            Finding::Unexpected { received } => format!(
                "a request came that was not declared\n   received\n{}   declared\n{}",
                indented(received),
                indented(&self.declared.join("\n")),
            ),
        }
    }
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("     {line}").trim_end().to_owned() + "\n")
        .collect()
}

/// Cuts what nobody would read.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
