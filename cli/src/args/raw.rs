//! What is put right in the arguments before they are parsed.

use std::ffi::OsString;

use crate::error::{CliError, Result};

/// Options before the command that have a value of their own.
const WITH_VALUE: [&str; 3] = ["--color", "--log-level", "--loglevel"];

/// Spells option names and the command with hyphens: the older command line took `--broker_base_url` and
/// `can_i_deploy` too. Arguments after `--` and the values of options stay as they are.
///
/// A dash that a word processor made longer is refused, because it would be taken for a file name.
pub(crate) fn normalise(arguments: impl IntoIterator<Item = OsString>) -> Result<Vec<OsString>> {
    let mut arguments = arguments.into_iter();
    let mut normalised: Vec<OsString> = arguments.next().into_iter().collect();
    let (mut literal, mut commanded, mut is_value) = (false, false, false);
    for argument in arguments {
        literal |= argument == "--";
        let text = argument.to_str().filter(|_| !literal);
        let argument = match text {
            Some(text) if text.starts_with(['\u{2013}', '\u{2014}']) => return Err(long_dash(text)),
            Some(text) if text.starts_with("--") => hyphenate_name(text).into(),
            Some(text) if !text.starts_with('-') && !commanded && !is_value => {
                commanded = true;
                text.replace('_', "-").into()
            }
            _ => argument,
        };
        is_value = !commanded && WITH_VALUE.iter().any(|option| argument == *option);
        normalised.push(argument);
    }
    Ok(normalised)
}

fn hyphenate_name(option: &str) -> String {
    match option.split_once('=') {
        Some((name, value)) => format!("{}={value}", name.replace('_', "-")),
        None => option.replace('_', "-"),
    }
}

fn long_dash(argument: &str) -> CliError {
    let meant = argument.trim_start_matches(['\u{2013}', '\u{2014}', '-']);
    CliError::new(format!("'{argument}' begins with a long dash, which is no hyphen"))
        .hint(format!("A text editor may have joined two hyphens: type --{meant}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(arguments: &[&str]) -> Result<Vec<String>> {
        let arguments = normalise(arguments.iter().map(OsString::from))?;
        Ok(arguments
            .into_iter()
            .map(|argument| argument.into_string().unwrap())
            .collect())
    }

    #[test]
    fn underscores_in_names_become_hyphens_and_values_keep_theirs() {
        let typed = [
            "accord",
            "can_i_deploy",
            "--to_environment",
            "my_env",
            "--broker_base_url=http://a_b",
        ];
        let meant = [
            "accord",
            "can-i-deploy",
            "--to-environment",
            "my_env",
            "--broker-base-url=http://a_b",
        ];
        assert_eq!(normalised(&typed).unwrap(), meant);
    }

    #[test]
    fn the_command_is_the_first_argument_that_is_no_option() {
        let typed = ["accord", "-v", "--color", "never", "can_i_deploy", "my_file"];
        let meant = ["accord", "-v", "--color", "never", "can-i-deploy", "my_file"];
        assert_eq!(normalised(&typed).unwrap(), meant);
    }

    #[test]
    fn nothing_changes_after_two_hyphens() {
        let typed = ["accord", "publish", "--", "--my_file.json", "\u{2014}x"];
        assert_eq!(normalised(&typed).unwrap(), typed);
    }

    #[test]
    fn a_long_dash_is_refused_with_what_was_meant() {
        let error = normalised(&["accord", "publish", "\u{2014}branch"])
            .unwrap_err()
            .to_string();
        assert!(error.contains("type --branch"), "{error}");
    }
}
