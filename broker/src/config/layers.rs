//! Layer upon layer: defaults, the file, familiar variables, our own variables, flags. The later wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::environment::{self, FAMILIAR, OWN, Variable, Variables};
use super::lists::{self, List};
use super::setting::{Given, Setting};
use super::table::{TABLE, Values};
use super::{ConfigError, familiar, file, suggest};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    File(PathBuf),
    Variable(String),
    Flag(String),
}

/// All that configures the broker.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file that a flag names; a variable may name one, too.
    pub file: Option<PathBuf>,
    /// The variables of the process.
    pub variables: Variables,
    /// Settings with what their flags say.
    pub flags: Vec<(&'static str, String)>,
}

/// The values that count, with what was found on the way.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub(super) values: Values,
    pub(super) origins: BTreeMap<&'static str, Origin>,
    pub(super) problems: Vec<ConfigError>,
    /// What an operator should know, though it is no reason not to start.
    pub(super) notes: Vec<String>,
}

impl Layers {
    pub(super) fn of(sources: &Sources) -> Self {
        let mut layers = Self::default();
        let named = environment::file(&sources.variables).map(PathBuf::from);
        if let Some(path) = sources.file.clone().or(named) {
            layers.add_file(&path);
        }
        let (lists, variables) = lists::gathered(environment::with_prefix(FAMILIAR, &sources.variables));
        variables.iter().for_each(|variable| layers.add_familiar(variable));
        lists.iter().for_each(|list| layers.add_list(list));
        let (lists, variables) = lists::gathered(environment::with_prefix(OWN, &sources.variables));
        variables.iter().for_each(|variable| layers.add_own(variable));
        lists.iter().for_each(|list| layers.add_list(list));
        for (name, value) in &sources.flags {
            let flag = format!("--{}", name.replace('_', "-"));
            match known(name) {
                Some(setting) => layers.set(setting, Given::Text(value), Origin::Flag(flag)),
                None => layers.problem(flag, "is no setting"),
            }
        }
        layers
    }

    fn add_file(&mut self, path: &Path) {
        let keys = match file::read(path) {
            Ok(keys) => keys,
            Err(reason) => return self.problem(path.display().to_string(), reason),
        };
        for (key, value) in &keys {
            match (known(key), familiar::advice(key)) {
                (Some(setting), _) => self.set(setting, Given::File(value), Origin::File(path.to_owned())),
                (None, Some(advice)) => self.note_ignored(&format!("{key} in {}", path.display()), advice),
                (None, None) => self.problem(format!("{}: {key}", path.display()), unknown(key, str::to_owned)),
            }
        }
    }

    fn add_familiar(&mut self, variable: &Variable<'_>) {
        match (known(&variable.setting), familiar::advice(&variable.setting)) {
            (Some(setting), _) => self.set_variable(setting, variable),
            (None, Some(advice)) => self.note_ignored(variable.name, advice),
            (None, None) => {
                let reason = unknown(&variable.setting, |name| {
                    format!("{FAMILIAR}{}", name.to_ascii_uppercase())
                });
                let note = format!("{} is ignored: {reason}; it may be meant for a client", variable.name);
                self.notes.push(note);
            }
        }
    }

    fn add_own(&mut self, variable: &Variable<'_>) {
        match known(&variable.setting) {
            Some(setting) => self.set_variable(setting, variable),
            None => {
                let reason = familiar::advice(&variable.setting).map_or_else(
                    || unknown(&variable.setting, |name| format!("{OWN}{}", name.to_ascii_uppercase())),
                    |advice| format!("means nothing here: {advice}"),
                );
                self.problem(variable.name, reason);
            }
        }
    }

    fn add_list(&mut self, list: &List<'_>) {
        let origin = Origin::Variable(list.variable.to_owned());
        self.set(list.setting, Given::File(&list.items()), origin);
    }

    fn set_variable(&mut self, setting: &'static Setting, variable: &Variable<'_>) {
        match variable.value {
            // What stands for bytes that are no letters, see `environment::of_process`.
            Some(value) if value.contains('\u{fffd}') => self.problem(variable.name, "is not UTF-8"),
            Some(value) => self.set(setting, Given::Text(value), Origin::Variable(variable.name.to_owned())),
            None => self.problem(variable.name, "names a variable that is not set"),
        }
    }

    fn set(&mut self, setting: &'static Setting, given: Given<'_>, origin: Origin) {
        if given.is_blank() {
            return;
        }
        match self.values.set(setting.name, given) {
            Ok(()) => drop(self.origins.insert(setting.name, origin)),
            Err(reason) => self.problem(origin.of(setting), reason),
        }
    }

    fn problem(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.problems.push(ConfigError::new(place, reason));
    }

    fn note_ignored(&mut self, place: &str, advice: &str) {
        self.notes.push(format!("{place} means nothing here: {advice}"));
    }
}

impl Origin {
    /// The setting as it is written there.
    fn of(&self, setting: &Setting) -> String {
        match self {
            Self::File(path) => format!("{}: {}", path.display(), setting.name),
            Self::Variable(name) | Self::Flag(name) => name.clone(),
        }
    }
}

fn known(name: &str) -> Option<&'static Setting> {
    let name = familiar::todays_name(name);
    TABLE.iter().find(|setting| setting.name == name)
}

fn unknown(name: &str, spelt: impl Fn(&str) -> String) -> String {
    match suggest::meant(name) {
        Some(meant) => format!("is no setting; did you mean {}?", spelt(meant)),
        None => "is no setting".to_owned(),
    }
}
