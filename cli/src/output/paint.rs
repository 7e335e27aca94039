//! Colours for terminals, plain text elsewhere.

use clap::builder::styling::{AnsiColor, Style};

/// Paints text, or leaves it as it is where nobody would see the colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint(
    /// Whether to paint at all.
    pub(crate) bool,
);

impl Paint {
    /// What went well.
    pub(crate) fn good(self, text: &str) -> String {
        self.with(AnsiColor::Green.on_default(), text)
    }

    /// What went wrong.
    pub(crate) fn bad(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default(), text)
    }

    /// What deserves a look.
    pub(crate) fn doubtful(self, text: &str) -> String {
        self.with(AnsiColor::Yellow.on_default(), text)
    }

    /// What is said by the way.
    pub(crate) fn faint(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    /// What a reader looks for.
    pub(crate) fn strong(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.0 {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_terminal_gets_escape_codes() {
        assert_eq!(Paint(false).bad("no"), "no");
        assert_eq!(Paint(true).bad("no"), "\u{1b}[31mno\u{1b}[0m");
    }
}
