//! Settings: one table ([`TABLE`]), read layer by layer, checked together, printed again.

mod access;
mod args;
mod assemble;
mod database;
mod environment;
mod error;
mod familiar;
mod file;
mod layers;
mod lists;
mod print;
mod setting;
mod settings;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use args::{Command, command_line};
pub use environment::{Variables, of_process};
pub use error::{ConfigError, Problems};
pub use layers::Sources;
use layers::{Layers, Origin};
pub use print::Format;
pub use setting::Setting;
pub use settings::{Access, CleanSettings, Reach, Settings, User};
pub use table::TABLE;
use table::Values;
pub use value::{BaseUrl, Kind, LogFormat, LogLevel, Schedule};

pub use crate::domain::retention::{KeepBranches, KeepVersions};
pub use crate::domain::webhook::{HostPattern, WebhookRules};
pub use crate::sealing::{Key, Keys};

/// The settings that count, and how they came about.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The settings.
    pub settings: Settings,
    /// What an operator should know, though it is no reason not to start: one line each, for the log.
    pub notes: Vec<String>,
    values: Values,
    origins: std::collections::BTreeMap<&'static str, Origin>,
}

impl Configuration {
    /// Reads all sources; the error names all that is wrong.
    pub fn read(sources: &Sources) -> Result<Self, Problems> {
        let mut layers = Layers::of(sources);
        let settings = Settings::of(&layers.values, &mut layers.problems);
        if settings.is_open_despite_users(&layers.values) {
            let note = "basic_auth_enabled is false: there are users, but everybody may do everything";
            layers.notes.push(note.to_owned());
        }
        let unknown = layers.values.features.unknown();
        layers
            .notes
            .extend(unknown.map(|name| format!("features: there is none called {name} to switch on")));
        if !settings.webhooks.verifies_receivers {
            let note = "disable_ssl_verification is true: who is on the way to a receiver can read what webhooks send";
            layers.notes.push(note.to_owned());
        }
        if !layers.problems.is_empty() {
            return Err(Problems(layers.problems));
        }
        Ok(Self {
            settings,
            notes: layers.notes,
            values: layers.values,
            origins: layers.origins,
        })
    }
}
