use clap::Parser;
use warmfront_model::function::Function;

use super::{InvokeSettings, SettingsError, Variables};
use crate::args::{Cli, Command};

fn resolve(flags: &[&str], variables: &[(&str, &str)]) -> Result<InvokeSettings, SettingsError> {
    let words = ["warmfront", "invoke"].iter().chain(flags);
    let Command::Invoke(args) = Cli::try_parse_from(words).unwrap().command else {
        panic!("another command");
    };
    InvokeSettings::resolve(*args, &Variables::new(variables))
}

fn function(settings: &InvokeSettings) -> Function {
    let mut function = Function::new("Orders", "app.handler", "code");
    function
        .environment
        .insert("STAGE".to_owned(), "template".to_owned());
    settings.target.overrides.apply(&mut function);
    function
}

#[test]
fn a_flag_wins_over_a_variable_over_the_template() {
    let settings = resolve(&[], &[]).unwrap();
    assert_eq!(function(&settings).memory_size.megabytes(), 128);
    let variable = [("WARMFRONT_MEMORY", "256")];
    let settings = resolve(&[], &variable).unwrap();
    assert_eq!(function(&settings).memory_size.megabytes(), 256);
    let settings = resolve(&["--memory", "512"], &variable).unwrap();
    assert_eq!(function(&settings).memory_size.megabytes(), 512);
}

#[test]
fn the_region_is_the_users() {
    let aws = [("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "x")];
    assert_eq!(resolve(&[], &[]).unwrap().target.place.region, "us-east-1");
    assert_eq!(resolve(&[], &aws).unwrap().target.place.region, "eu-west-1");
    let flag = resolve(&["--region", "eu-north-1"], &aws).unwrap();
    assert_eq!(flag.target.place.region, "eu-north-1");
}

#[test]
fn declared_variables_reach_the_function() {
    let settings = resolve(
        &["--env", "STAGE=flag", "--env", "USER"],
        &[("USER", "me"), ("SHELL", "sh")],
    )
    .unwrap();
    let environment = function(&settings).environment;
    let told: Vec<String> = environment
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(told, ["STAGE=flag", "USER=me"]);
}

#[test]
fn impossible_settings_are_refused() {
    let refusal = |flags: &[&str], variables: &[(&str, &str)]| {
        resolve(flags, variables).unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        refusal(&["--cold", "0"], &[]),
        @"nothing to run: `--cold 0` without `--warm`"
    );
    insta::assert_snapshot!(
        refusal(&["--concurrency", "4"], &[]),
        @"`--concurrency` applies to warm invocations, and `--warm` is not given"
    );
    insta::assert_snapshot!(
        refusal(&["--warm", "1", "--concurrency", "0"], &[]),
        @"`--concurrency` of 0 is outside 1 to 1000"
    );
    insta::assert_snapshot!(
        refusal(&["--client-context", "{"], &[]),
        @"`--client-context` is not JSON"
    );
    insta::assert_snapshot!(
        refusal(&["--env", "NOWHERE"], &[]),
        @"`--env NOWHERE` takes over a variable that is not set"
    );
    insta::assert_snapshot!(
        refusal(&[], &[("WARMFRONT_MEMORY", "64")]),
        @"variable `WARMFRONT_MEMORY` is `64`: memory size of 64 MB is outside 128 to 10240 MB"
    );
    insta::assert_snapshot!(
        refusal(&[], &[("WARMFRONT_RIC", "rapid")]),
        @"variable `WARMFRONT_RIC` is `rapid`: possible values: embedded, awslambdaric"
    );
}
