//! The reference of the command line: any change of it is a change that people see.

use crate::accord::accord;

#[test]
fn the_help_of_every_command() {
    let mut command = accord_cli::command().term_width(100);
    command.build();
    insta::assert_snapshot!("accord", command.render_long_help());
    for subcommand in command.get_subcommands_mut() {
        let mut subcommand = subcommand.clone().term_width(100);
        let name = format!("accord-{}", subcommand.get_name());
        insta::assert_snapshot!(name, subcommand.render_long_help());
    }
}

#[test]
fn help_and_version_are_answers() {
    for arguments in [["--help"], ["--version"]] {
        let ran = accord(&arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("accord"), "{}", ran.out);
    }
    assert!(
        accord(&["--help"]).out.contains("could not ask"),
        "the exit codes are part of the help"
    );
}

#[test]
fn wrong_usage_is_exit_code_two_and_says_what_is_missing() {
    let ran = accord(&["record-deployment", "-a", "shop"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("--version") && ran.err.contains("--environment"),
        "{}",
        ran.err
    );
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = accord(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("can-i-deploy"), "{shell}");
    }
}

#[test]
fn version_is_a_command_too() {
    let ran = accord(&["version"]);
    assert_eq!((ran.code, ran.out), (0, accord(&["--version"]).out));
}
