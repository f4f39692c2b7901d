use warmfront_testkit::context::Context;

use crate::project::{empty, one, told, two};

fn with_event(context: &Context, event: &str, more: &[&str]) -> String {
    let mut arguments = vec!["invoke", "--event", "-"];
    arguments.extend(more);
    told(&context.warmfront_with_stdin(arguments, event.as_bytes()))
}

fn refused(context: &Context, arguments: &[&str]) -> String {
    told(&context.warmfront(["invoke"].iter().chain(arguments)))
}

#[test]
fn a_function_error_is_status_1() {
    insta::assert_snapshot!(with_event(&one(), r#"{"do": "raise"}"#, &["--quiet"]), @r#"
    status: 1
    ----- stdout -----
    {"errorMessage": "'missing'", "errorType": "KeyError", "requestId": "[REQUEST-ID]", "stackTrace": ["  File \"[TEMP]/project/app.py\", line 10, in handler\n    raise KeyError(\"missing\")\n"]}

    cold start, n = 1
      spawn [DURATION]
      runtime init [DURATION]
      function init [DURATION]
      first invocation [DURATION]
      billed duration [DURATION]
    failed: 1 of 1: KeyError
    max memory used: [MEMORY] of 128 MB
    cost per million: [COST] cold (x86_64, us-east-1 prices of 2026-09-19)
    limits: [MACHINE]
    ----- stderr -----
    "#);
}

#[test]
fn an_exit_is_told_as_the_platform_does() {
    insta::assert_snapshot!(with_event(&one(), r#"{"do": "exit"}"#, &[]), @r#"
    status: 1
    ----- stdout -----
    INIT_START Runtime Version: [MACHINE]	Runtime Version ARN: arn:aws:lambda:us-east-1::runtime:local
    init
    START RequestId: [REQUEST-ID] Version: $LATEST
    event {"do": "exit"}
    RequestId: [REQUEST-ID] Error: Runtime exited with error: exit status 3
    Runtime.ExitError
    END RequestId: [REQUEST-ID]
    REPORT RequestId: [REQUEST-ID]	Duration: [DURATION]	Billed Duration: [DURATION]	Memory Size: 128 MB	Max Memory Used: [MEMORY]	Init Duration: [DURATION]	Status: error	Error Type: Runtime.ExitError

    {"errorType":"Runtime.ExitError","errorMessage":"RequestId: [REQUEST-ID] Error: Runtime exited with error: exit status 3"}

    cold start, n = 1
      spawn [DURATION]
      runtime init [DURATION]
      function init [DURATION]
      first invocation [DURATION]
      billed duration [DURATION]
    failed: 1 of 1: Runtime.ExitError
    max memory used: [MEMORY] of 128 MB
    cost per million: [COST] cold (x86_64, us-east-1 prices of 2026-09-19)
    limits: [MACHINE]
    ----- stderr -----
    "#);
}

#[test]
fn a_timeout_is_status_1() {
    insta::assert_snapshot!(with_event(&one(), r#"{"do": "hang"}"#, &["--timeout", "1"]), @r#"
    status: 1
    ----- stdout -----
    INIT_START Runtime Version: [MACHINE]	Runtime Version ARN: arn:aws:lambda:us-east-1::runtime:local
    init
    START RequestId: [REQUEST-ID] Version: $LATEST
    event {"do": "hang"}
    [TIME] [REQUEST-ID] Task timed out after 1.00 seconds

    END RequestId: [REQUEST-ID]
    REPORT RequestId: [REQUEST-ID]	Duration: [DURATION]	Billed Duration: [DURATION]	Memory Size: 128 MB	Max Memory Used: [MEMORY]	Init Duration: [DURATION]	Status: timeout

    {"errorType":"Sandbox.Timedout","errorMessage":"RequestId: [REQUEST-ID] Error: Task timed out after 1.00 seconds"}

    cold start, n = 1
      spawn [DURATION]
      runtime init [DURATION]
      function init [DURATION]
      first invocation [DURATION]
      billed duration [DURATION]
    failed: 1 of 1: timeout
    max memory used: [MEMORY] of 128 MB
    cost per million: [COST] cold (x86_64, us-east-1 prices of 2026-09-19)
    limits: [MACHINE]
    ----- stderr -----
    "#);
}

#[test]
fn an_event_file_that_is_not_there_is_refused() {
    insta::assert_snapshot!(refused(&one(), &["--event", "events/order.json"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: event file `events/order.json` does not exist
    ");
}

#[test]
fn an_event_on_the_command_line_is_advised_against() {
    insta::assert_snapshot!(refused(&one(), &["--event", "{\"id\": 1}"]), @r#"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: event file `{"id": 1}` does not exist
    hint: `--event` takes a file; for JSON on the spot: `echo '{}' | warmfront invoke --event -`
    "#);
}

#[test]
fn an_event_that_is_not_json_is_refused_with_its_place() {
    let context = one();
    context.file("bad.json", "{\n  \"id\": 1,\n}");
    insta::assert_snapshot!(refused(&context, &["--event", "bad.json"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: event `bad.json` is not JSON: key must be a string at line 3 column 1
    ");
}

#[test]
fn one_of_several_functions_must_be_named() {
    insta::assert_snapshot!(refused(&two(), &[]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: 2 functions found: Orders, Users
    NAME    HANDLER         RUNTIME     MEMORY  DECLARED IN
    Orders  orders.handler  python3.12  512 MB  template.yaml:8
    Users   users.handler   python3.12  128 MB  template.yaml:14
    hint: name one of them, such as `Orders`
    ");
}

#[test]
fn an_unknown_function_is_refused() {
    insta::assert_snapshot!(refused(&two(), &["Odrers"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: no function is called `Odrers`; found: Orders, Users
    hint: did you mean `Orders`?
    ");
}

#[test]
fn no_function_is_refused() {
    insta::assert_snapshot!(refused(&empty(), &[]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: no Python function found in `[TEMP]/project`
    hint: looked for warmfront.toml, template.yaml, serverless.yml, cdk.out, a Terraform plan in JSON, and handler.py, app.py, lambda_function.py or main.py
    ");
}

#[test]
fn memory_beyond_lambdas_is_refused() {
    insta::assert_snapshot!(refused(&one(), &["--memory", "64"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: invalid value '64' for '--memory <MB>': memory size of 64 MB is outside 128 to 10240 MB

    For more information, try '--help'.
    ");
}

#[test]
fn a_bad_line_of_an_env_file_is_named() {
    let context = one();
    context.file(".env", "A=1\nB 2\n");
    insta::assert_snapshot!(refused(&context, &["--env-file", ".env"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: env file `.env`: line 2: expected `NAME=VALUE`
    hint: each line is `NAME=VALUE`, with quotes around a value that has `#` or line ends
    ");
}

#[test]
fn an_interpreter_that_is_none_is_refused() {
    insta::assert_snapshot!(refused(&one(), &["--python", "/bin/ls"]), @r"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: the interpreter asked for cannot be used: `/bin/ls` is not a working Python interpreter
    hint: give a version such as 3.12, or the path of a CPython
    ");
}

#[test]
fn a_handler_outside_the_code_is_refused() {
    let context = empty();
    context.file("warmfront.toml", "handler = \"../app.handler\"\n");
    insta::assert_snapshot!(refused(&context, &[]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: [TEMP]/project/warmfront.toml: handler `../app.handler` of `project` must not contain `..`
    hint: a handler is a module below the code folder and a name in it: `app.handler`
    ");
}

#[test]
fn faulty_prices_are_refused() {
    let context = one();
    context.file("prices.toml", "[x86_64]\ncompute = \"much\"\n");
    insta::assert_snapshot!(refused(&context, &["--prices", "prices.toml"]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: prices `prices.toml`: `x86_64.compute` is not a list of tiers
    ");
}

#[test]
fn a_bad_variable_is_named() {
    let mut context = one();
    context.env("WARMFRONT_LIMITS", "none");
    insta::assert_snapshot!(refused(&context, &[]), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: variable `WARMFRONT_LIMITS` is `none`: possible values: auto, modelled
    ");
}
