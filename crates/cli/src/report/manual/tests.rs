//! A small command line, as both kinds of pages.

use clap::{Arg, Command};

use super::{markdown, pages, roff};

fn program() -> Command {
    let build = Command::new("build")
        .about("Builds it.")
        .long_about("Builds it.\n\nAs `*.py` <here>.")
        .after_help("Examples:\n  tool build\n  tool build 'x'\n\nExit status: 0 good; 1 bad.")
        .arg(Arg::new("what").help("What to build").default_value("all"))
        .arg(
            Arg::new("size")
                .short('s')
                .long("size")
                .value_name("MB")
                .help_heading("Limits")
                .long_help(".dotted, at most\n\nMore on *it*.")
                .value_parser(["one", "two"]),
        );
    Command::new("tool").about("Does it.").subcommand(build)
}

#[test]
fn a_page_for_man() {
    let pages = pages(
        program()
            .disable_help_flag(true)
            .disable_help_subcommand(true),
    );
    let page = roff(&pages[1], &pages);
    let (title, page) = page.split_once('\n').unwrap();
    assert!(title.starts_with(r".TH TOOL\-BUILD 1 "), "{title}");
    insta::assert_snapshot!(page, @r#"
    .SH NAME
    tool\-build \- Builds it
    .SH SYNOPSIS
    \fBtool build [OPTIONS] [what]\fR
    .SH DESCRIPTION
    .PP
    Builds it.
    .PP
    As \(ga*.py\(ga <here>.
    .SH ARGUMENTS
    .TP
    \fB[what]\fR
    What to build [default: all]
    .SH LIMITS
    .TP
    \fB\-s, \-\-size <MB>\fR
    \&.dotted, at most
    .IP
    More on *it*.
    .RS
    .TP
    \fIone\fR
    .TP
    \fItwo\fR
    .RE
    .SH EXAMPLES
    .nf
    tool build
    tool build \(aqx\(aq
    .fi
    .SH "EXIT STATUS"
    0 good; 1 bad.
    .SH "SEE ALSO"
    \fBtool\fR(1)
    "#);
}

#[test]
fn a_page_as_markdown() {
    let pages = pages(program().disable_help_subcommand(true));
    insta::assert_snapshot!(markdown(&pages[1]), @r#"
    # tool build

    Builds it.

    As `*.py` \<here>.

    ```text
    tool build [OPTIONS] [what]
    ```

    ## Arguments

    - **`[what]`**: What to build [default: all]

    ## Limits

    - **`-s, --size <MB>`**: .dotted, at most

      More on \*it\*.
      - `one`
      - `two`

    ## Options

    - **`-h, --help`**: Print help (see a summary with '-h')

    ## Examples

    ```text
    tool build
    tool build 'x'
    ```

    ## Exit status

    0 good; 1 bad.
    "#);
    insta::assert_snapshot!(markdown(&pages[0]), @"
    # tool

    Does it.

    ```text
    tool [COMMAND]
    ```

    ## Commands

    | command | what it does |
    |---|---|
    | [`build`](tool-build.md) | Builds it. |

    ## Options

    - **`-h, --help`**: Print help
    ");
}
