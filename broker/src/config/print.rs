//! The configuration as a file that can be read again.

use serde_json::Value as Json;

use super::layers::Origin;
use super::setting::Setting;
use super::value::Shown;
use super::{Configuration, TABLE};

/// How a configuration file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `key: value`
    Yaml,
    /// `key = value`
    Toml,
}

impl Format {
    fn between(self) -> &'static str {
        match self {
            Self::Yaml => ": ",
            Self::Toml => " = ",
        }
    }
}

impl Configuration {
    /// Every setting with its meaning, its value and where that came from. Secrets are left out, as comments.
    ///
    /// Numbers, quoted texts and lists of them in brackets look the same in YAML and in TOML.
    pub fn print(&self, format: Format) -> String {
        let mut heading = "";
        let mut text = String::new();
        for setting in TABLE {
            if setting.heading != heading {
                heading = setting.heading;
                text.push_str(&format!("### {heading}\n\n"));
            }
            text.push_str(&self.entry(setting, format));
        }
        text
    }

    fn entry(&self, setting: &Setting, format: Format) -> String {
        let (name, between) = (setting.name, format.between());
        let line = match self.values.shown(name) {
            Shown::Plain(value) => format!("{name}{between}{}", literal(&value)),
            Shown::Unset => format!("# {name} is not set"),
            Shown::Redacted(text) => format!("# {name}{between}{} (a secret: set it elsewhere)", quoted(&text)),
        };
        format!("# {}\n# From: {}\n{line}\n\n", setting.doc, self.origin(name))
    }

    fn origin(&self, name: &str) -> String {
        match self.origins.get(name) {
            None => "default".to_owned(),
            Some(Origin::File(path)) => format!("file {}", path.display().to_string().escape_debug()),
            Some(Origin::Variable(variable)) => format!("variable {variable}"),
            Some(Origin::Flag(flag)) => format!("flag {flag}"),
        }
    }
}

fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => quoted(text),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// In quotes, with only those escapes that YAML and TOML share.
fn quoted(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter {
        '"' | '\\' => format!("\\{letter}"),
        // Control characters, and those that some readers take for a line break or for nothing.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
            format!("\\u{:04x}", u32::from(letter))
        }
        _ => letter.to_string(),
    });
    format!("\"{}\"", letters.collect::<String>())
}
