//! `--pacticipant A --version 1 --pacticipant B --latest prod`: options whose order tells what belongs together.

use std::fmt::Display;

use accord_client::VersionSelector;
use clap::error::ErrorKind;
use clap::{ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// The versions that are asked about, and those whose results do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SelectorGroups {
    /// At least one.
    pub(crate) selectors: Vec<VersionSelector>,
    /// From `--ignore`.
    pub(crate) ignore: Vec<VersionSelector>,
}

/// The options as clap sees them: their order is read from the matches.
#[derive(Debug, Args)]
#[command(next_help_heading = "Versions")]
struct Words {
    /// The application; say after it which version is meant. May be repeated
    #[arg(short = 'a', long, value_name = "NAME", required = true, action = ArgAction::Append)]
    pacticipant: Vec<String>,
    /// Version number of the application (or ignored application) before it
    #[arg(short = 'e', long, value_name = "VERSION", action = ArgAction::Append)]
    version: Vec<String>,
    /// The latest version of the application before it, of those with the tag if one is given
    #[arg(short = 'l', long, value_name = "TAG", num_args = 0..=1, default_missing_value = "", action = ArgAction::Append)]
    latest: Vec<String>,
    /// The latest version of the application before it on this branch
    #[arg(long, value_name = "BRANCH", action = ArgAction::Append)]
    branch: Vec<String>,
    /// The latest version of the application before it on its main branch
    #[arg(long, num_args = 0, default_missing_value = "", action = ArgAction::Append)]
    main_branch: Vec<String>,
    /// The main branch is asked about with --main-branch only; for pipelines that say so
    #[arg(long, alias = "skip-main-branch", hide = true, action = ArgAction::Count)]
    no_main_branch: u8,
    /// All versions of the application before it with this tag
    #[arg(long, value_name = "TAG", alias = "tag", action = ArgAction::Append)]
    all: Vec<String>,
    /// An application whose results do not count; --version after it narrows that to one version. May be repeated
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    ignore: Vec<String>,
}

const NAMES: [&str; 7] = [
    "pacticipant",
    "version",
    "latest",
    "branch",
    "main_branch",
    "all",
    "ignore",
];

/// An option at its place on the command line.
#[derive(Debug)]
struct Word<'a> {
    place: usize,
    name: &'static str,
    value: &'a str,
}

#[derive(Debug)]
struct Group<'a> {
    pacticipant: &'a str,
    ignored: bool,
    choice: Option<Word<'a>>,
}

impl Args for SelectorGroups {
    fn augment_args(command: Command) -> Command {
        Words::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Words::augment_args_for_update(command)
    }
}

impl FromArgMatches for SelectorGroups {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let groups = grouped(words(matches)).map_err(usage)?;
        let (ignored, asked): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.ignored);
        let selectors = asked.iter().map(selector).collect::<Result<_, _>>().map_err(usage)?;
        Ok(Self {
            selectors,
            ignore: ignored.iter().map(ignore).collect::<Result<_, _>>().map_err(usage)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn words(matches: &ArgMatches) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = NAMES.into_iter().flat_map(|name| words_of(matches, name)).collect();
    words.sort_by_key(|word| word.place);
    words
}

fn words_of<'a>(matches: &'a ArgMatches, name: &'static str) -> impl Iterator<Item = Word<'a>> {
    let values = matches.get_many::<String>(name).into_iter().flatten();
    let places = matches.indices_of(name).into_iter().flatten();
    values
        .zip(places)
        .map(move |(value, place)| Word { place, name, value })
}

fn grouped(words: Vec<Word<'_>>) -> Result<Vec<Group<'_>>, String> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for word in words {
        let ignored = word.name == "ignore";
        match groups.last_mut() {
            _ if ignored || word.name == "pacticipant" => {
                groups.push(Group {
                    pacticipant: word.value,
                    ignored,
                    choice: None,
                });
            }
            None => {
                return Err(format!(
                    "{} has no --pacticipant before it: which application is meant?",
                    option(&word)
                ));
            }
            Some(group) => choose(group, word)?,
        }
    }
    Ok(groups)
}

fn choose<'a>(group: &mut Group<'a>, word: Word<'a>) -> Result<(), String> {
    if let Some(choice) = &group.choice {
        let (one, other) = (option(choice), option(&word));
        return Err(format!(
            "'{}' has both {one} and {other}: give one of them",
            group.pacticipant
        ));
    }
    group.choice = Some(word);
    Ok(())
}

fn selector(group: &Group<'_>) -> Result<VersionSelector, String> {
    let name = group.pacticipant;
    let Some(word) = &group.choice else {
        return Err(format!(
            "'{name}' lacks its version: put --version, --latest, --branch, --main-branch or --all after --pacticipant"
        ));
    };
    Ok(match (word.name, word.value) {
        ("version", number) => VersionSelector::version(name, number),
        ("latest", "") => VersionSelector::latest(name),
        ("latest", tag) => VersionSelector::latest_with_tag(name, tag),
        ("branch", branch) => VersionSelector::branch(name, branch),
        ("all", tag) => VersionSelector::all_with_tag(name, tag),
        _ => VersionSelector::main_branch(name),
    })
}

fn ignore(group: &Group<'_>) -> Result<VersionSelector, String> {
    match &group.choice {
        None => Ok(VersionSelector::any(group.pacticipant)),
        Some(word) if word.name == "version" => Ok(VersionSelector::version(group.pacticipant, word.value)),
        Some(word) => Err(format!(
            "{} cannot follow --ignore '{}': only --version can",
            option(word),
            group.pacticipant
        )),
    }
}

fn option(word: &Word<'_>) -> String {
    format!("--{}", word.name.replace('_', "-"))
}

fn usage(message: impl Display) -> clap::Error {
    clap::Error::raw(ErrorKind::ArgumentConflict, format!("{message}\n"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        groups: SelectorGroups,
        #[arg(long)]
        to: Option<String>,
    }

    fn parse(line: &str) -> Result<SelectorGroups, String> {
        let line = Line::try_parse_from(std::iter::once("x").chain(line.split_whitespace()));
        line.map(|line| line.groups).map_err(|error| error.to_string())
    }

    #[test]
    fn each_version_belongs_to_the_application_before_it() {
        let groups =
            parse("-a A -e 1 -a B --latest prod -a C -l -a D --branch feat/x -a E --main-branch -a F --all t").unwrap();
        let expected = [
            VersionSelector::version("A", "1"),
            VersionSelector::latest_with_tag("B", "prod"),
            VersionSelector::latest("C"),
            VersionSelector::branch("D", "feat/x"),
            VersionSelector::main_branch("E"),
            VersionSelector::all_with_tag("F", "t"),
        ];
        assert_eq!(groups.selectors, expected);
    }

    #[test]
    fn ignored_applications_may_have_a_version() {
        let groups = parse("--ignore X --pacticipant A --version 1 --ignore Y --version 2 --to prod").unwrap();
        assert_eq!(groups.selectors, [VersionSelector::version("A", "1")]);
        assert_eq!(
            groups.ignore,
            [VersionSelector::any("X"), VersionSelector::version("Y", "2")]
        );
    }

    #[test]
    fn repeated_flags_without_values_keep_their_places() {
        let groups = parse("-a A --main-branch -a B --main-branch -a C --latest --to x").unwrap();
        let expected = [
            VersionSelector::main_branch("A"),
            VersionSelector::main_branch("B"),
            VersionSelector::latest("C"),
        ];
        assert_eq!(groups.selectors, expected);
    }

    #[test]
    fn what_belongs_to_nothing_or_twice_is_refused_with_its_name() {
        assert!(
            parse("-e 1 -a A -e 1")
                .unwrap_err()
                .contains("--version has no --pacticipant before it")
        );
        assert!(parse("-a A").unwrap_err().contains("'A' lacks its version"));
        assert!(
            parse("-a A -e 1 --latest")
                .unwrap_err()
                .contains("'A' has both --version and --latest")
        );
        assert!(
            parse("-a A -e 1 --ignore B --latest")
                .unwrap_err()
                .contains("--latest cannot follow --ignore 'B'")
        );
        assert!(parse("").unwrap_err().contains("--pacticipant"));
    }
}
