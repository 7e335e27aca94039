//! From what was typed, and the variables that stand for options, to a command.

use std::ffi::OsString;

use clap::builder::Resettable;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};

use crate::variables::Variables;

/// Pairs of options that exclude each other unless one is blank, which clap cannot say.
const IDENTITIES: [(&str, &str); 2] = [("broker_username", "broker_token"), ("user", "token")];

/// Understands a command line; options that are not typed are taken from the variables that they name.
///
/// A blank variable is as good as absent, one of a flag says `true` or `1`, and one of an option that excludes a typed
/// one does not count. clap by itself would read the process, take blanks for values, and call that a conflict.
///
/// # Errors
/// clap's answer: wrong usage, or the help or version that was asked for.
pub(crate) fn parse<T: CommandFactory + FromArgMatches>(
    mut arguments: Vec<OsString>,
    variables: &Variables,
) -> Result<T, clap::Error> {
    let mut described = T::command();
    let mut command = without_variables(described.clone());
    let options = options_of_variables(&described, &command, &arguments, variables);
    let end = arguments.iter().position(|argument| argument == "--");
    let end = end.unwrap_or(arguments.len());
    arguments.splice(end..end, options);
    match command.try_get_matches_from_mut(&arguments) {
        Ok(mut matches) => T::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command)),
        // Help names the variables.
        Err(help) if !help.use_stderr() => Err(described.try_get_matches_from_mut(&arguments).err().unwrap_or(help)),
        Err(error) => Err(error),
    }
}

fn without_variables(command: Command) -> Command {
    command
        .mut_args(|arg| arg.env(Resettable::Reset))
        .mut_subcommands(without_variables)
}

fn options_of_variables(
    described: &Command,
    command: &Command,
    arguments: &[OsString],
    variables: &Variables,
) -> Vec<OsString> {
    // What is wrong with the line is told when it is understood with its variables.
    let typed = command.clone().ignore_errors(true).try_get_matches_from(arguments);
    let Ok(Some((name, typed))) = typed.map(|mut matches| matches.remove_subcommand()) else {
        return Vec::new();
    };
    let subcommand = described.find_subcommand(name).into_iter();
    let open = subcommand.flat_map(|subcommand| {
        let is_open = |arg: &&Arg| !is_typed(arg, &typed) && !is_excluded(arg, subcommand, &typed);
        subcommand.get_arguments().filter(is_open)
    });
    open.filter_map(|arg| option(arg, variables)).collect()
}

fn is_typed(arg: &Arg, typed: &ArgMatches) -> bool {
    typed.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
}

fn is_excluded(arg: &Arg, subcommand: &Command, typed: &ArgMatches) -> bool {
    subcommand
        .get_arguments()
        .any(|other| is_typed(other, typed) && !is_blank(other, typed) && excludes(arg, other, subcommand))
}

fn is_blank(arg: &Arg, typed: &ArgMatches) -> bool {
    let mut values = typed.get_raw(arg.get_id().as_str()).into_iter().flatten();
    values.all(|value| value.to_string_lossy().trim().is_empty())
}

fn excludes(one: &Arg, other: &Arg, subcommand: &Command) -> bool {
    let (a, b) = (one.get_id().as_str(), other.get_id().as_str());
    subcommand.get_arg_conflicts_with(one).contains(&other)
        || subcommand.get_arg_conflicts_with(other).contains(&one)
        || IDENTITIES.contains(&(a, b))
        || IDENTITIES.contains(&(b, a))
}

fn option(arg: &Arg, variables: &Variables) -> Option<OsString> {
    let (name, variable) = (arg.get_long()?, arg.get_env()?.to_str()?);
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        return variables.says_yes(variable).then(|| format!("--{name}").into());
    }
    let value = variables.filled(variable)?;
    Some(format!("--{name}={value}").into())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    enum Line {
        Go {
            #[arg(long, env = "L_PORT", default_value_t = 80, conflicts_with = "url")]
            port: u16,
            #[arg(long)]
            url: Option<String>,
            #[arg(long, env = "L_QUICK")]
            quick: bool,
            #[arg(long, env = "L_NAME")]
            name: String,
            more: Vec<String>,
        },
    }

    fn go<const N: usize>(line: &str, variables: [(&str, &str); N]) -> Result<String, String> {
        let arguments = std::iter::once("x").chain(line.split_whitespace()).map(OsString::from);
        let line = parse::<Line>(arguments.collect(), &Variables::from(variables));
        line.map(|line| {
            let Line::Go {
                port,
                url,
                quick,
                name,
                more,
            } = line;
            format!("{port} {} {quick} {name} {}", url.unwrap_or_default(), more.join(","))
        })
        .map_err(|error| error.to_string())
    }

    #[test]
    fn a_variable_gives_what_is_not_typed() {
        let all = [("L_PORT", "1"), ("L_QUICK", "true"), ("L_NAME", " -n ")];
        assert_eq!(go("go", all).unwrap(), "1  true  -n  ");
        assert_eq!(go("go --port 2 --name=m -- --a", all).unwrap(), "2  true m --a");
    }

    #[test]
    fn blank_is_as_good_as_absent() {
        let blank = [("L_PORT", ""), ("L_QUICK", " "), ("L_NAME", "")];
        assert_eq!(go("go --name n", blank).unwrap(), "80  false n ");
        assert!(go("go", blank).unwrap_err().contains("--name"));
    }

    #[test]
    fn what_is_typed_wins_over_a_variable_that_it_excludes() {
        assert_eq!(go("go --url u --name n", [("L_PORT", "1")]).unwrap(), "80 u false n ");
        assert!(
            go("go --url u --name n --port 1", [])
                .unwrap_err()
                .contains("cannot be used with")
        );
    }

    #[test]
    fn a_value_that_is_none_is_wrong_usage_and_help_names_the_variables() {
        assert!(
            go("go --name n", [("L_PORT", "x")])
                .unwrap_err()
                .contains("invalid value 'x'")
        );
        assert!(go("go --help", [("L_PORT", "x")]).unwrap_err().contains("[env: L_PORT"));
    }
}
