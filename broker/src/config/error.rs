//! What is wrong with the configuration.

/// A setting that the broker cannot start with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct ConfigError {
    setting: String,
    reason: String,
}

impl ConfigError {
    /// Names the setting as the operator wrote it (a flag, a variable, or a key of a file), and what is wrong.
    pub(crate) fn new(setting: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            setting: setting.into(),
            reason: reason.into(),
        }
    }
}

/// All that is wrong, a line for each problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub(super) Vec<ConfigError>);

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> = self.0.iter().map(|problem| one_line(&problem.to_string())).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Problems {}

/// A value with a line break in it must not look like another problem.
fn one_line(text: &str) -> String {
    text.replace(|letter: char| letter.is_control(), " ")
}
