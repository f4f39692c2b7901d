//! Settings of functions, set in templates of every kind.

use std::path::Path;

use warmfront_model::units::MemorySize;

use super::{Setting, set};
use crate::Surroundings;
use crate::functions::discover;

/// Sets the memory size of function `f`, or of the only one, to 512 MB; returns what the file says then, or why not and
/// what to do, and what there is to know.
fn check(file: &str, text: &str, expect: &str) {
    check_among(&[(file, text)], expect);
}

fn check_among(files: &[(&str, &str)], expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::write(
        folder.path().join("app.py"),
        "def handler(event, context): ...\n",
    )
    .unwrap();
    assert_eq!(told(folder.path()), expect);
}

fn told(folder: &Path) -> String {
    let surroundings = Surroundings {
        cache_folder: folder.join(".cache"),
        region: "us-east-1".to_owned(),
        ..Surroundings::default()
    };
    let discovery = discover(folder, &surroundings).unwrap();
    let mut all = discovery.functions.iter();
    let found = all.find(|found| found.declared_as == "f");
    let found = found.unwrap_or(&discovery.functions[0]);
    let size = MemorySize::new(512).unwrap();
    match set(found, Setting::MemorySize(size)) {
        Ok(edited) => [edited.after, edited.notes.join("\n")].concat(),
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let shown = error.to_string();
            let shown = shown.replace(&*folder.canonicalize().unwrap().to_string_lossy(), "");
            [
                shown,
                cause.unwrap_or_default(),
                error.hint().unwrap_or_default().to_owned(),
            ]
            .join("\n")
            .replace(&found.declared_as, "f")
        }
    }
}

const SAM: &str = "\
Globals:
  Function:
    MemorySize: 1024 # of all
Resources:
  f:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: app.handler # the code
      Runtime: python3.12

      Events: {}
  g:
    Type: AWS::Serverless::Function
    Properties: {Handler: app.handler, Runtime: python3.12}
";

#[test]
fn a_function_gets_a_value_of_its_own() {
    let expect = SAM.replace(
        "Runtime: python3.12\n\n",
        "Runtime: python3.12\n      MemorySize: 512\n\n",
    ) + "other functions keep the 1024 that all of them share";
    check("template.yaml", SAM, &expect);
    let own = SAM.replace("CodeUri: .", "MemorySize: 1024");
    check(
        "template.yaml",
        &own,
        &own.replace("MemorySize: 1024\n      H", "MemorySize: 512\n      H"),
    );
}

#[test]
fn a_parameter_of_its_own_is_set_and_a_shared_one_is_not() {
    let referring = format!(
        "Parameters: {{Memory: {{Type: Number, Default: 256}}}}\n{}",
        SAM.replace("CodeUri: .", "MemorySize: !Ref Memory")
    );
    check(
        "template.yaml",
        &referring,
        &referring.replace("256", "512"),
    );
    let shared = referring.replace("Properties: {H", "Properties: {MemorySize: !Ref Memory, H");
    check(
        "template.yaml",
        &shared,
        "`/template.yaml` cannot be edited safely\n\
         line 9: `Resources.f.Properties.MemorySize` is computed: `!Ref Memory`\n\
         write `MemorySize: 512` under `Resources.f.Properties` by hand",
    );
    let bounded = referring.replace("Default: 256", "Default: 256, MaxValue: 300");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("app.py"),
        "def handler(event, context): ...\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("template.yaml"), bounded).unwrap();
    assert!(told(folder.path()).contains("cannot be edited safely"));
}

const SERVERLESS: &str = "\
service: s
provider: {name: aws, runtime: python3.12}
custom:
  memory: 256
functions:
  f:
    handler: app.handler
    memorySize: ${self:custom.memory}
  g:
    handler: app.handler
";

#[test]
fn a_variable_of_its_own_is_set_and_a_shared_one_is_not() {
    check(
        "serverless.yml",
        SERVERLESS,
        &SERVERLESS.replace("256", "512"),
    );
    let shared = SERVERLESS.to_owned() + "    memorySize: ${self:custom.memory}\n";
    check(
        "serverless.yml",
        &shared,
        "`/serverless.yml` cannot be edited safely\n\
         line 8: `functions.f.memorySize` is computed: `${self:custom.memory}`\n\
         write `memorySize: 512` under `functions.f` by hand",
    );
}

#[test]
fn functions_that_share_settings_by_an_anchor_are_told_apart() {
    let text = "service: s\nprovider: {name: aws, runtime: python3.12}\nx: &x\n  handler: app.handler\n\
                functions:\n  f:\n    <<: *x\n    timeout: 3\n  g: *x\n";
    check(
        "serverless.yml",
        text,
        &text.replace("timeout: 3\n", "timeout: 3\n    memorySize: 512\n"),
    );
    let shared = text
        .replace("    <<: *x\n    timeout: 3\n", "")
        .replace("  f:\n", "  f: *x\n");
    check(
        "serverless.yml",
        &shared,
        "`/serverless.yml` cannot be edited safely\n\
         line 6: `functions.f` is shared with other places through an anchor\n\
         write `memorySize: 512` under `functions.f` by hand",
    );
}

#[test]
fn what_another_tool_writes_is_left_to_it() {
    let template = r#"{"Resources": {"f": {"Type": "AWS::Lambda::Function", "Metadata": {"aws:cdk:path":
        "S/f"}, "Properties": {"Handler": "app.handler", "Runtime": "python3.12", "Code": "."}}}}"#;
    check(
        "template.json",
        template,
        "`/template.json` is written by CDK, which would undo the edit\n\n\
         give `f` memory_size=512 in the CDK code, and synthesise again",
    );
    let own = template.replace(
        r#""Metadata": {"aws:cdk:path":
        "S/f"}, "#,
        "",
    );
    let expect = own.replace(r#""Code": "."}"#, r#""Code": ".", "MemorySize": 512}"#);
    check("template.json", &own, &expect);
}

#[test]
fn the_tools_own_file_is_edited_where_it_declares_and_noted_where_it_overrides() {
    let declares = "[functions.f]\nhandler = 'app.handler' # here\n";
    check(
        "warmfront.toml",
        declares,
        &format!("{declares}memory = 512\n"),
    );
    let files = [
        ("template.yaml", SAM),
        ("warmfront.toml", "[functions.f]\nmemory = 2048\n"),
    ];
    let expect = SAM.replace(
        "Runtime: python3.12\n\n",
        "Runtime: python3.12\n      MemorySize: 512\n\n",
    );
    let note = "`warmfront.toml` sets `memory` over the template: it still does\n\
                other functions keep the 1024 that all of them share";
    check_among(&files, &(expect + note));
}

#[test]
fn without_a_template_it_is_said_what_to_set() {
    check(
        "README.md",
        "",
        "no file declares settings of function `f`\n\n\
         set `memory` to 512 where the function is deployed from, or here in `warmfront.toml` under \
         `[functions.f]`",
    );
}
