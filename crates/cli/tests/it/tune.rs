//! `warmfront tune`: a memory size, and what there is to say of it.

use warmfront_testkit::context::Context;

use crate::project::{empty, told};

/// Waits, so that every size takes as long, and so long that the least is the cheapest by a factor
/// that no other load of the machine hides.
const WAITS: &str = "\
import time
import uuid

def handler(event, context):
    time.sleep(0.1)
    return str(uuid.uuid4())
";

const TEMPLATE: &str = "\
Parameters:
  Memory: {Type: Number, Default: 1024}
Resources:
  Waits: # for a service
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      MemorySize:  4096 # by guess
  Other:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.12, MemorySize: !Ref Memory}
";

fn project(handler: &str, template: &str) -> Context {
    let context = empty();
    context.file("app.py", handler);
    context.file("template.yaml", template);
    context
}

fn read(context: &Context, path: &str) -> String {
    fs_err::read_to_string(context.path().join(path)).expect("it is written")
}

#[test]
fn a_decided_size_is_written_into_the_template_and_its_figures_are_kept() {
    let context = project(WAITS, TEMPLATE);
    let flags = [
        "tune",
        "Waits",
        "--apply",
        "--sizes",
        "128,4096",
        "--traffic",
        "1M/month",
        "-o",
        "c.html",
        "-o",
        "c.csv",
    ];
    let ran = context.warmfront(flags);
    let told = told(&ran);
    assert_eq!(ran.status, Some(0), "{told}");
    let headline = "Waits should have 128 MB instead of 4096 MB: ";
    assert!(ran.stdout.contains(headline), "{told}");
    assert!(
        ran.stdout.contains("at 1,000,000 invocations a month: $"),
        "{told}"
    );
    assert!(
        ran.stdout
            .contains("note: responses to {} differ from one invocation to the next"),
        "{told}"
    );
    let changed = "  -       MemorySize:  4096 # by guess\n  +       MemorySize:  128 # by guess\n";
    assert!(ran.stderr.contains(changed), "{told}");
    let expected = TEMPLATE.replace("MemorySize:  4096", "MemorySize:  128");
    assert_eq!(read(&context, "template.yaml"), expected);
    let kept: serde_json::Value =
        serde_json::from_str(&read(&context, ".warmfront/tune/Waits.json")).unwrap();
    assert_eq!(kept["schema"], "warmfront.tune/1");
    assert_eq!(kept["choice"]["memory_size_mb"], 128);
    let n_samples = kept["samples"].as_array().unwrap().len();
    assert_eq!(read(&context, "c.csv").lines().count(), n_samples + 1);
    assert!(read(&context, "c.html").contains(headline));
}

#[test]
fn a_template_that_cannot_be_edited_is_refused_before_anything_runs() {
    let shared = TEMPLATE.replace("MemorySize:  4096 # by guess", "MemorySize: !Ref Memory");
    let context = project("raise SystemExit(1)", &shared);
    let ran = context.warmfront(["tune", "Waits", "--apply"]);
    insta::assert_snapshot!(told(&ran), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `[TEMP]/project/template.yaml` cannot be edited safely: line 9: `Resources.Waits.Properties.MemorySize` is computed: `!Ref Memory`
    hint: write `MemorySize` by hand, under `Resources.Waits.Properties` or where its value is from
    ");
    assert_eq!(read(&context, "template.yaml"), shared);
    assert!(!context.path().join(".warmfront").exists());
}

#[test]
fn a_function_that_always_fails_has_no_size_and_its_template_stays() {
    let context = project(
        "def handler(event, context):\n    return event['id']\n",
        TEMPLATE,
    );
    let ran = context.warmfront(["tune", "Waits", "--apply", "--sizes", "128,1024"]);
    let told = told(&ran);
    assert_eq!(ran.status, Some(1), "{told}");
    assert!(
        ran.stdout
            .contains("Waits failed at every size: there is nothing to choose by"),
        "{told}"
    );
    assert!(ran.stdout.contains("KeyError: 'id'"), "{told}");
    assert!(
        ran.stderr
            .contains("nothing was applied: no size is decided"),
        "{told}"
    );
    assert_eq!(read(&context, "template.yaml"), TEMPLATE);
}

#[test]
fn a_budget_too_small_to_decide_says_how_many_more() {
    let context = project(WAITS, TEMPLATE);
    let ran = context.warmfront(["tune", "Waits", "--budget", "2", "--sizes", "128,136,144"]);
    let told = told(&ran);
    assert_eq!(ran.status, Some(1), "{told}");
    assert!(
        ran.stdout.contains("undecided after 2 invocations"),
        "{told}"
    );
    assert!(ran.stdout.contains("more would tell (`--budget "), "{told}");
}

#[test]
fn what_cannot_be_is_refused_with_what_can() {
    let context = project(WAITS, TEMPLATE);
    let mut all = String::new();
    for flags in [
        &["--sizes", "64,128"][..],
        &["--range", "512..128"],
        &["--slo", "p95=fast"],
        &["--strategy", "slo"],
        &["--budget", "0"],
        &["-o", "curve.png"],
        &["--weight", "other=2"],
        &["--traffic", "many"],
    ] {
        let ran = context.warmfront(["tune", "Waits"].iter().chain(flags));
        assert_eq!(ran.status, Some(2), "{flags:?}");
        let lines = ran.stderr.lines();
        let said = lines.filter(|line| line.starts_with("error") || line.starts_with("hint"));
        all.extend(said.flat_map(|line| [line, "\n"]));
    }
    insta::assert_snapshot!(all, @"
    error: invalid value '64' for '--sizes <MB,…>': memory size of 64 MB is outside 128 to 10240 MB
    error: invalid value '512..128' for '--range <MB..MB>': 512 MB is more than 128 MB
    error: invalid value 'p95=fast' for '--slo <pN=TIME>': `p95=fast` is not of the form p95=200ms
    error: `--strategy slo` without a limit
    hint: add `--slo p95=200ms`, or whatever is fast enough
    error: `--budget` of 0 is outside 1 to 100000
    error: no format is known by the ending of `curve.png`
    hint: write .html: the page saves its curve as a PNG picture; or .svg
    error: `--weight` names `other`, which is not one event of {}
    hint: an event is named by the end of its path, such as `order.json`
    error: invalid value 'many' for '--traffic <N/TIME>': `many` is not of the form 1M/month, 500k/day or 20/second
    ");
}

#[test]
fn a_limit_is_one_on_the_deployed_function_where_its_log_is_given() {
    let context = project(WAITS, TEMPLATE);
    // Ten times as long as here, which is within the limit.
    let line = "REPORT RequestId: 1\tDuration: 900.5 ms\tBilled Duration: 901 ms\t\
                Memory Size: 1024 MB\tMax Memory Used: 60 MB\t\n";
    context.file("log", line.repeat(8));
    let flags = [
        "tune",
        "Waits",
        "--calibrate",
        "log",
        "--slo",
        "p95=800ms",
        "--sizes",
        "128,1024",
    ];
    let ran = context.warmfront(flags);
    let told = told(&ran);
    assert_eq!(ran.status, Some(1), "{told}");
    assert!(
        ran.stdout.contains("no size can be chosen for Waits"),
        "{told}"
    );
    assert!(ran.stdout.contains("over the limit"), "{told}");
    assert!(ran.stdout.contains("then off by 1024 MB"), "{told}");
}
