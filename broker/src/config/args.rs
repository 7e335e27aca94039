//! The command line. Its flags are the settings of the table, but those that hold secrets.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};

use super::layers::Sources;
use super::setting::Setting;
use super::table::{TABLE, Values};
use super::value::{Kind, Shown};
use super::{Format, Variables};

/// What the program is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Answer requests.
    Serve,
    /// Apply pending migrations and stop.
    Migrate,
    /// Delete what is kept no longer, and stop.
    Clean,
    /// Print a new key for secrets.
    NewKey,
    /// Keep all secrets with the key in use, and stop.
    RotateKeys,
    /// Copy the embedded database into a file while it is used, and stop.
    Backup {
        /// Where to.
        file: PathBuf,
        /// May the file be there already?
        force: bool,
    },
    /// Make the embedded database from such a file, and stop.
    Restore {
        /// Where from.
        file: PathBuf,
        /// May the database be there already?
        replace: bool,
    },
    /// Print the configuration and stop.
    Config(Format),
}

/// Settings that are shown by `-h`; `--help` shows all.
const COMMON: [&str; 6] = ["port", "bind", "base_url", "database_url", "log_format", "log_level"];

/// The headings of what `migrate`, `backup` and `restore` need.
const OF_MIGRATE: [&str; 2] = ["Where the data is", "Log"];

/// The headings of what `clean` needs.
const OF_CLEAN: [&str; 3] = ["Where the data is", "Log", "Clean-up"];

/// The headings of what `secrets rotate` needs; keys have no flags.
const OF_ROTATE: [&str; 3] = ["Where the data is", "Log", "Secrets"];

/// Reads the command line; ends the process when it asks for help or is none.
pub fn command_line(variables: Variables) -> (Command, Sources) {
    let matches = program().get_matches();
    let (command, flags) = match matches.subcommand() {
        Some(("migrate", flags)) => (Command::Migrate, flags),
        Some(("clean", flags)) => (Command::Clean, flags),
        Some(("secrets", secrets)) => match secrets.subcommand() {
            Some(("rotate", flags)) => (Command::RotateKeys, flags),
            _ => return (Command::NewKey, Sources::default()),
        },
        Some(("backup", flags)) => (backup(flags), flags),
        Some(("restore", flags)) => (restore(flags), flags),
        Some(("config", flags)) => (Command::Config(format(flags)), flags),
        Some((_, flags)) => (Command::Serve, flags),
        None => (Command::Serve, &matches),
    };
    let sources = Sources {
        file: flags.get_one::<PathBuf>("config").cloned(),
        flags: given(flags),
        variables,
    };
    (command, sources)
}

fn program() -> clap::Command {
    let command = |name: &'static str, about: &'static str| clap::Command::new(name).about(about);
    let serve = "Answer requests (this is also what happens without a command)";
    let format = Arg::new("format")
        .long("format")
        .value_parser(PossibleValuesParser::new(["yaml", "toml"]))
        .default_value("yaml")
        .help("How to write it");
    command(
        "accord-broker",
        "Accord: a contract broker. Stores consumer contracts and verification results, and answers: can I deploy?",
    )
    .version(env!("CARGO_PKG_VERSION"))
    .max_term_width(100)
    .args_conflicts_with_subcommands(true)
    .args(flags(|_| true))
    .subcommand(command("serve", serve).args(flags(|_| true)))
    .subcommand(
        command("migrate", "Apply pending migrations and stop")
            .args(flags(|setting| OF_MIGRATE.contains(&setting.heading))),
    )
    .subcommand(
        command("clean", "Delete what is kept no longer, in small steps, and stop").args(
            flags(|setting| OF_CLEAN.contains(&setting.heading))
                .into_iter()
                .map(shortened),
        ),
    )
    .subcommand(secrets())
    .subcommand(of_file(
        "backup",
        "Copy the SQLite database into a file, while brokers use it, and stop",
        "force",
    ))
    .subcommand(of_file(
        "restore",
        "Make the SQLite database from a backup, and stop",
        "replace",
    ))
    .subcommand(
        command(
            "config",
            "Print the configuration as a file, with where each value comes from, and stop",
        )
        .args(flags(|_| true))
        .arg(format),
    )
}

fn secrets() -> clap::Command {
    let rotate = "Keep all secrets with the key in use instead of older ones, in small steps, and stop";
    clap::Command::new("secrets")
        .about("Keys that secrets are kept with")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(clap::Command::new("new-key").about("Print a new key, for ACCORD_SECRETS_KEY"))
        .subcommand(
            clap::Command::new("rotate")
                .about(rotate)
                .args(flags(|setting| OF_ROTATE.contains(&setting.heading))),
        )
}

/// A command about the file of a backup.
fn of_file(name: &'static str, about: &'static str, overwrite: &'static str) -> clap::Command {
    let file = Arg::new("file")
        .value_name("FILE")
        .required(true)
        .value_parser(clap::value_parser!(PathBuf))
        .help("The backup");
    let overwrite = Arg::new(overwrite)
        .long(overwrite)
        .action(ArgAction::SetTrue)
        .help("Replace what is there already");
    clap::Command::new(name)
        .about(about)
        .args([file, overwrite])
        .args(flags(|setting| OF_MIGRATE.contains(&setting.heading)))
}

fn backup(flags: &ArgMatches) -> Command {
    Command::Backup {
        file: file(flags),
        force: flags.get_flag("force"),
    }
}

fn restore(flags: &ArgMatches) -> Command {
    Command::Restore {
        file: file(flags),
        replace: flags.get_flag("replace"),
    }
}

fn file(flags: &ArgMatches) -> PathBuf {
    let file = flags.get_one::<PathBuf>("file").cloned();
    file.expect("clap ends the program when a required argument is missing")
}

fn flags(wanted: impl Fn(&Setting) -> bool) -> Vec<Arg> {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .help("Settings in YAML or TOML [env: ACCORD_CONFIG or PACT_BROKER_CONF]");
    let no_migrate = Arg::new("no-migrate")
        .long("no-migrate")
        .action(ArgAction::SetTrue)
        .help("The same as --auto-migrate-db=false");
    let defaults = Values::default();
    let settings = TABLE.iter().filter(|setting| !setting.secret && wanted(setting));
    let settings = settings.map(|setting| flag(setting, &defaults));
    [config, no_migrate].into_iter().chain(settings).collect()
}

fn flag(setting: &'static Setting, defaults: &Values) -> Arg {
    let default = match defaults.shown(setting.name) {
        Shown::Plain(value) => format!(" [default: {value}]"),
        Shown::Unset | Shown::Redacted(_) => String::new(),
    };
    let help = format!("{} [env: ACCORD_{}]{default}", setting.doc, setting.variable());
    let flag = Arg::new(setting.name)
        .long(setting.flag())
        .value_name("VALUE")
        .help_heading(setting.heading)
        .hide_short_help(!COMMON.contains(&setting.name))
        .help(help);
    match setting.kind {
        Kind::Switch => flag.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Kind::Number | Kind::Text | Kind::List => flag,
    }
}

/// What `clean` is told most often has short names there.
fn shortened(flag: Arg) -> Arg {
    match flag.get_id().as_str() {
        "database_clean_keep_version_selectors" => flag.visible_alias("keep").hide_short_help(false),
        "database_clean_keep_branch_selectors" => flag.visible_alias("keep-branches").hide_short_help(false),
        "database_clean_deletion_limit" => flag.visible_alias("limit").hide_short_help(false),
        "database_clean_dry_run" => flag.visible_alias("dry-run").hide_short_help(false),
        _ => flag,
    }
}

fn given(flags: &ArgMatches) -> Vec<(&'static str, String)> {
    // A command has only some of the flags.
    let text = |name: &str| flags.try_get_one::<String>(name).ok().flatten().cloned();
    let settings = TABLE
        .iter()
        .filter_map(|setting| Some((setting.name, text(setting.name)?)));
    let mut given: Vec<_> = settings.collect();
    if flags.get_flag("no-migrate") {
        given.push(("auto_migrate_db", "false".to_owned()));
    }
    given
}

fn format(flags: &ArgMatches) -> Format {
    match flags.get_one::<String>("format").map(String::as_str) {
        Some("toml") => Format::Toml,
        _ => Format::Yaml,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_holds_together() {
        super::program().debug_assert();
    }
}
