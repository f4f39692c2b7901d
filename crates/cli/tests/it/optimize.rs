//! `warmfront optimize`: what helps is kept and written down, and nothing else is touched.

use std::path::Path;
use std::process::Command;

use warmfront_testkit::context::Context;

use crate::project::{empty, told};

const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: app.handler
      MemorySize: 256
";

/// A handler that builds its client anew for every event.
const HANDLER: &str = "\
import boto3


def handler(event, context):
    table = boto3.client(\"dynamodb\")
    return {\"found\": table.get_item(TableName=\"orders\", Key={\"id\": event[\"id\"]})}
";

/// A client that takes its time to be built.
const BOTO3: &str = "\
import time


class Client:
    def __init__(self, name):
        time.sleep(0.01)

    def get_item(self, **asked):
        return asked[\"Key\"]


def client(name, **_):
    return Client(name)
";

/// Makes a project in a git repository, whose code has its packages beside it.
fn project() -> Context {
    let context = empty();
    context
        .file("template.yaml", TEMPLATE)
        .file("src/app.py", HANDLER)
        .file("src/boto3/__init__.py", BOTO3)
        .file(
            "src/boto3-1.0.dist-info/METADATA",
            "Name: boto3\nVersion: 1.0\n",
        )
        .file("src/boto3-1.0.dist-info/RECORD", "boto3/__init__.py,,\n")
        .file("events/one.json", "{\"id\": \"7\"}")
        .file(".gitignore", ".*/\n");
    git(&context, &["init", "--quiet"]);
    git(&context, &["config", "user.name", "Somebody"]);
    git(&context, &["config", "user.email", "somebody@example.com"]);
    git(&context, &["add", "."]);
    git(&context, &["commit", "--quiet", "-m", "as it was"]);
    context
}

fn git(context: &Context, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(context.path()).args(words);
    let ran = command
        .env("HOME", context.path())
        .output()
        .expect("it runs");
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "git {words:?}: {stderr}");
    String::from_utf8(ran.stdout).expect("it is UTF-8")
}

fn read(path: &Path) -> String {
    fs_err::read_to_string(path).expect("it is there")
}

/// The usual way to look for one kind of change only, with a goal that no noise hides.
const FIXES: [&str; 10] = [
    "optimize",
    "--only",
    "code",
    "--goal",
    "cost",
    "--cold-share",
    "0",
    "--quiet",
    "--budget",
    "20s",
];

#[test]
fn a_fix_that_helps_is_kept_and_repeated_and_taken_over_when_asked() {
    let context = project();
    let ran = context.warmfront(FIXES);
    assert_eq!(ran.status, Some(0), "{ran}");
    let folder = context.path().join(".warmfront/optimize/Orders");
    let journey = read(&folder.join("journey.json"));
    assert!(journey.contains("\"fate\": \"kept\""), "{journey}");
    assert!(
        journey.contains("code/client-in-handler/app.py:5"),
        "{journey}"
    );
    // The tree is as it was, the patch is for it, and the package has it.
    assert_eq!(git(&context, &["status", "--porcelain"]), "");
    git(
        &context,
        &[
            "apply",
            "--check",
            ".warmfront/optimize/Orders/changes.patch",
        ],
    );
    let packaged = read(&folder.join("package/app.py"));
    assert!(packaged.contains("@functools.cache"), "{packaged}");
    assert!(folder.join("manifest.json").is_file());
    // The same again answers from what was measured, makes the change and commits it.
    let again = context.warmfront(FIXES.iter().chain(&["--apply", "--commits"]));
    assert_eq!(again.status, Some(0), "{again}");
    let repeated = read(&folder.join("journey.json"));
    assert_eq!(
        lines_of(&repeated, "\"ratio\""),
        lines_of(&journey, "\"ratio\"")
    );
    assert_eq!(read(&context.path().join("src/app.py")), packaged);
    assert_eq!(git(&context, &["status", "--porcelain"]), "");
    let log = git(&context, &["log", "--format=%s"]);
    assert!(log.starts_with("keep it in a cached accessor"), "{log}");
}

fn lines_of<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    text.lines().filter(|line| line.contains(word)).collect()
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_measured() {
    let context = project();
    context.file("src/app.py", format!("{HANDLER}# changed\n"));
    let unclean = told(&context.warmfront(["optimize", "--apply"]));
    assert!(
        unclean.contains("error: the git tree is not clean: `src/app.py`"),
        "{unclean}"
    );
    assert!(unclean.contains("hint: commit or stash"), "{unclean}");
    assert!(unclean.starts_with("status: 2"), "{unclean}");
    let failing = context.file("events/one.json", "{\"no\": \"id\"}");
    let failing = told(&failing.warmfront(["optimize"]));
    assert!(
        failing.contains("error: `Orders` fails on its only event"),
        "{failing}"
    );
    assert!(failing.starts_with("status: 2"), "{failing}");
    let folder = context.path().join(".warmfront");
    assert!(!folder.exists(), "something was written");
}
