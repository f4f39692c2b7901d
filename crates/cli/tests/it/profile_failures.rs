use warmfront_testkit::context::Context;

use crate::project::{one, told};

fn refused(context: &Context, arguments: &[&str]) -> String {
    told(&context.warmfront(["profile"].iter().chain(arguments)))
}

#[test]
fn a_profile_of_a_newer_version_is_not_guessed_at() {
    let context = one();
    context.file(
        "new.json",
        r#"{"schema": "warmfront.profile/2", "imports": []}"#,
    );
    insta::assert_snapshot!(refused(&context, &["--from", "new.json"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: profile `new.json` was written by a newer warmfront (schema 2); this one reads 1
    hint: update warmfront, or profile again with this version
    ");
}

#[test]
fn a_file_that_is_cut_short_is_no_profile() {
    let context = one();
    context.file(
        "short.json",
        r#"{"schema": "warmfront.profile/1", "subject": {"#,
    );
    insta::assert_snapshot!(refused(&context, &["--from", "short.json"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: profile `short.json` is cut short: EOF while parsing an object at line 1 column 46
    hint: the disk may have been full when it was written; profile again
    ");
}

#[test]
fn both_files_of_a_comparison_are_needed_before_any_work() {
    let context = one();
    insta::assert_snapshot!(refused(&context, &["--compare", "old.json"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: could not read profile `old.json`: No such file or directory (os error 2)
    hint: `warmfront profile -o FILE` keeps a profile
    ");
}

#[test]
fn a_format_that_is_not_known_is_refused_with_those_that_are() {
    let told = refused(&one(), &["--export", "svg=a.svg"]);
    insta::assert_snapshot!(told, @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: invalid value 'svg=a.svg' for '--export <FORMAT=FILE>': `svg` is no format of chrome-trace, collapsed, importtime, json, otlp, pstats, speedscope

    For more information, try '--help'.
    ");
    assert!(told.contains("speedscope"), "{told}");
}

#[test]
fn what_cannot_be_profiled_is_said_at_once() {
    insta::assert_snapshot!(refused(&one(), &["--ric", "awslambdaric"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: with `--ric awslambdaric` a function cannot be watched
    hint: the embedded client starts the agent: leave `--ric` out
    ");
    insta::assert_snapshot!(refused(&one(), &["--cold", "0"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: a profile needs at least one cold start per event
    ");
}
