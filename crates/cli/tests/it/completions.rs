use crate::project::{empty, told};

#[test]
fn a_script_names_the_flags() {
    let ran = empty().warmfront(["completions", "bash"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.contains("--cognito-identity"));
    assert_eq!(ran.stderr, "");
}

#[test]
fn an_unknown_shell_is_refused() {
    insta::assert_snapshot!(told(&empty().warmfront(["completions", "cmd"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: invalid value 'cmd' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

    For more information, try '--help'.
    ");
}

#[test]
fn version_is_told() {
    let ran = empty().warmfront(["--version"]);
    assert_eq!(ran.status, Some(0));
    assert_eq!(
        ran.stdout,
        format!("warmfront {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn help_goes_to_stdout() {
    insta::assert_snapshot!(told(&empty().warmfront(["--help"])), @"
    status: 0
    ----- stdout -----
    Makes Python serverless functions start fast

    Usage: warmfront <COMMAND>

    Commands:
      invoke       Runs a function on this machine as Lambda would, cold or warm
      profile      Shows where every millisecond of a cold start and of an invocation goes
      build        Builds a package that is smaller and starts faster
      verify       Tells whether two packages of a function behave the same
      tune         Chooses a memory size from a handful of runs
      check        Finds costly code, configuration and packaging
      report       Shows an earlier result again
      explain      Prints a rule's page
      functions    Lists the functions of the project
      events       Makes plausible events for a function that has none
      completions  Prints a completion script for a shell
      man          Prints the manual page of a command

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Examples:
      warmfront invoke                         run the function of this folder once, cold
      warmfront invoke --cold 5 --warm 50      measure it
      warmfront profile --html report.html     see where its time goes
      warmfront build -o package.zip           package it: smaller, faster to start, proven the same
      warmfront verify . package.zip           tell whether a package still does the same
      warmfront tune                           choose a memory size, from a handful of runs
      warmfront check                          find costly code, configuration and packaging
      warmfront report                         show an earlier result again
      warmfront functions                      list the functions of this folder
      warmfront events                         make plausible events for a function that has none

    Exit status: 0 good, 1 the function failed, 2 warmfront failed.
    ----- stderr -----
    ");
}

#[test]
fn a_manual_page_is_printed() {
    let ran = empty().warmfront(["man", "build"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.starts_with(".TH WARMFRONT\\-BUILD 1 "));
    assert_eq!(ran.stderr, "");
}

#[test]
fn a_page_of_no_command_is_refused() {
    insta::assert_snapshot!(told(&empty().warmfront(["man", "bild"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: there is no command `bild`
    ");
}
