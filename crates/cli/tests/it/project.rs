//! Projects to run the program in, and what of its output is the same on every machine.

use warmfront_testkit::context::{Context, Ran};

/// A handler that does what its event says.
const HANDLER: &str = r#"
import json, os, sys, time

print("init")

def handler(event, context):
    print("event", json.dumps(event))
    do = event.get("do") if isinstance(event, dict) else None
    if do == "raise":
        raise KeyError("missing")
    if do == "exit":
        os._exit(3)
    if do == "hang":
        while True:
            time.sleep(60)
    if do == "flood":
        for line in range(100000):
            print("line", line)
    if do == "variables":
        return {name: os.environ.get(name) for name in event["names"]}
    return {"ok": True}
"#;

/// Makes an empty project that no setting of the user reaches.
pub(crate) fn empty() -> Context {
    Context::new(env!("CARGO_BIN_EXE_warmfront"))
}

/// Makes a project of one handler.
pub(crate) fn one() -> Context {
    let context = empty();
    context.file("app.py", HANDLER);
    context
}

/// Makes a project of two functions in a template.
pub(crate) fn two() -> Context {
    let context = empty();
    context
        .file("src/orders.py", HANDLER)
        .file("src/users.py", HANDLER);
    context.file(
        "template.yaml",
        "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    CodeUri: src
    Timeout: 5
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      Runtime: python3.12
      MemorySize: 512
  Users:
    Type: AWS::Serverless::Function
    Properties:
      Handler: users.handler
      Runtime: python3.12
  Pages:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
",
    );
    context
}

/// Returns the text of a run without what depends on the machine: its Python, its limits, what is
/// warned of, and how wide an interval is.
pub(crate) fn told(ran: &Ran) -> String {
    let text = ran.to_string();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("warning: ") && !line.starts_with("note: "));
    let lines: Vec<String> = lines.map(steady).collect();
    lines.join("\n")
}

fn steady(line: &str) -> String {
    for start in ["INIT_START Runtime Version: ", "limits: "] {
        if line.starts_with(start) {
            let rest = line.split_once('\t').map(|(_, rest)| format!("\t{rest}"));
            return format!("{start}[MACHINE]{}", rest.unwrap_or_default());
        }
    }
    if line.starts_with("cold start") || line.starts_with("warm invocation") {
        // Columns are as wide as their figures.
        return line.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let Some((line, _)) = line.split_once(" – ").or_else(|| line.split_once("  ≥")) else {
        return line.to_owned();
    };
    // What is left of an interval is its first bound.
    line.trim_end_matches(|each: char| each.is_ascii_digit() || each == '.' || each == ' ')
        .to_owned()
}
