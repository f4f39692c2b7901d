//! Whole repositories, as they are found.

use std::fmt::Write;

use super::*;

struct Repository {
    folder: tempfile::TempDir,
}

fn repository(files: &[(&str, &str)]) -> Repository {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join("repo").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    std::fs::create_dir_all(folder.path().join("repo")).unwrap();
    Repository { folder }
}

impl Repository {
    fn discover_at(&self, below: &str) -> Result<Discovery, DiscoverError> {
        let surroundings = Surroundings {
            cache_folder: self.folder.path().join("cache"),
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            ..Surroundings::default()
        };
        discover(&self.folder.path().join("repo").join(below), &surroundings)
    }

    /// Lists what is found, with paths as seen from the repository.
    fn shown(&self) -> String {
        let mut out = String::new();
        match self.discover_at("") {
            Ok(discovery) => {
                for found in &discovery.functions {
                    let function = &found.function;
                    let (name, handler) = (&function.name, &function.handler);
                    let (code, file) = (function.code.display(), found.file.display());
                    writeln!(out, "{name}: {handler} in {code} by {file}").unwrap();
                    for note in &found.notes {
                        writeln!(out, "  note: {note}").unwrap();
                    }
                }
                for left_out in &discovery.left_out {
                    writeln!(out, "not {}: {}", left_out.name, left_out.reason).unwrap();
                }
                for note in &discovery.notes {
                    writeln!(out, "note: {note}").unwrap();
                }
            }
            Err(error) => {
                writeln!(out, "{error}").unwrap();
                writeln!(out, "hint: {}", error.hint().unwrap_or("none")).unwrap();
            }
        }
        let root = std::fs::canonicalize(self.folder.path()).unwrap();
        out.replace(&root.join("repo").display().to_string(), "ROOT")
            .replace(&root.display().to_string(), "TMP")
            .trim_end()
            .to_owned()
    }
}

const HANDLER: &str = "def handler(event, context):\n    return event\n";

const HELLO: &str = "Resources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
                     CodeUri: src/\n      Handler: app.handler\n      Runtime: python3.12\n";

#[test]
fn plain_files_are_found() {
    let bare = repository(&[("handler.py", HANDLER)]);
    insta::assert_snapshot!(bare.shown(), @"repo: handler.handler in ROOT by ROOT/handler.py");
    let below = repository(&[("src/lambda_function.py", HANDLER)]);
    insta::assert_snapshot!(below.shown(), @"repo: lambda_function.handler in ROOT/src by ROOT/src/lambda_function.py");
    let package = repository(&[("src/__init__.py", ""), ("src/app.py", HANDLER)]);
    insta::assert_snapshot!(package.shown(), @"repo: src.app.handler in ROOT by ROOT/src/app.py");
    let broken = repository(&[("handler.py", "def handler(event, context:\n  retur")]);
    insta::assert_snapshot!(broken.shown(), @"repo: handler.handler in ROOT by ROOT/handler.py");
    let asynchronous = repository(&[("app.py", "async def handler(event, context): ...")]);
    insta::assert_snapshot!(asynchronous.shown(), @"not app.py: `handler` is `async`, which Lambda does not await");
}

#[test]
fn a_template_beats_plain_files() {
    let both = repository(&[
        ("template.yaml", HELLO),
        ("src/app.py", HANDLER),
        ("handler.py", HANDLER),
    ]);
    insta::assert_snapshot!(both.shown(), @"Hello: app.handler in ROOT/src by ROOT/template.yaml");
}

#[test]
fn a_repository_of_services_is_searched() {
    let services = repository(&[
        ("README.md", ""),
        ("services/orders/template.yaml", HELLO),
        ("services/orders/src/app.py", HANDLER),
        ("services/users/template.yml", HELLO),
        ("services/users/src/app.py", HANDLER),
        ("services/users/.aws-sam/build/template.yaml", HELLO),
        ("services/broken/template.yaml", "a: {{ x }}"),
        ("chart/templates/template.yaml", "kind: Deployment"),
        ("node_modules/x/template.yaml", HELLO),
    ]);
    insta::assert_snapshot!(services.shown(), @"
    services/orders/Hello: app.handler in ROOT/services/orders/src by ROOT/services/orders/template.yaml
    services/users/Hello: app.handler in ROOT/services/users/src by ROOT/services/users/template.yml
    note: left out: ROOT/services/broken/template.yaml:1:5: a key must be a plain text
    ");
    let plain = repository(&[("a/handler.py", HANDLER), ("b/src/app.py", HANDLER)]);
    insta::assert_snapshot!(plain.shown(), @"
    a: handler.handler in ROOT/a by ROOT/a/handler.py
    b: app.handler in ROOT/b/src by ROOT/b/src/app.py
    ");
}

#[test]
fn nested_templates_are_followed() {
    let parent = "Resources:\n  Child:\n    Type: AWS::Serverless::Application\n    Properties:\n      \
                  Location: child/template.yaml\n";
    let circle = format!(
        "{HELLO}  Up:\n    Type: AWS::Serverless::Application\n    Properties: {{Location: ../template.yaml}}\n"
    );
    let nested = repository(&[
        ("template.yaml", parent),
        ("child/template.yaml", &circle),
        ("child/src/app.py", HANDLER),
    ]);
    insta::assert_snapshot!(nested.shown(), @"Hello: app.handler in ROOT/child/src by ROOT/child/template.yaml");
}

#[test]
fn configuration_overrides_and_declares() {
    let config = "memory = 256\n[functions.Hello]\ntimeout = 20\nevents = ['ev']\n\
                  [functions.extra]\nhandler = 'app.handler'\ncode = 'src'\n";
    let files = [
        ("template.yaml", HELLO),
        ("src/app.py", HANDLER),
        ("warmfront.toml", config),
    ];
    let discovery = repository(&files).discover_at("").unwrap();
    let [hello, extra] = &discovery.functions[..] else {
        panic!("{discovery:?}");
    };
    assert_eq!(hello.function.memory_size.megabytes(), 256);
    assert_eq!(hello.function.timeout.as_secs(), 20);
    assert_eq!(hello.events.as_ref().unwrap().len(), 1);
    assert_eq!(
        (
            &*extra.function.name,
            extra.function.memory_size.megabytes()
        ),
        ("extra", 256)
    );
    let typo = repository(&[
        ("template.yaml", HELLO),
        ("src/app.py", ""),
        ("warmfront.toml", "[functions.Helo]\nmemory = 512\n"),
    ]);
    insta::assert_snapshot!(typo.shown(), @"
    ROOT/warmfront.toml:1:12: no function `Helo` was found
    hint: did you mean `Hello`?
    ");
    let alone = repository(&[
        (
            "pyproject.toml",
            "[tool.warmfront]\nhandler = 'service.run'\n",
        ),
        ("service.py", HANDLER),
    ]);
    insta::assert_snapshot!(alone.shown(), @"repo: service.run in ROOT by ROOT/pyproject.toml");
}

#[test]
fn handlers_stay_inside_their_code() {
    for handler in ["../app.handler", "/etc/app.handler"] {
        let template = HELLO.replace("app.handler", handler);
        let outside = repository(&[("template.yaml", &template), ("src/app.py", HANDLER)]);
        let shown = outside.shown();
        assert!(
            shown.starts_with("ROOT/template.yaml:3:5: handler `"),
            "{shown}"
        );
    }
}

#[test]
fn what_cannot_be_run_is_listed() {
    let missing = repository(&[("template.yaml", HELLO)]);
    insta::assert_snapshot!(missing.shown(), @"not Hello: its code `ROOT/src/` does not exist");
    let error = select(&missing.discover_at("").unwrap(), None).unwrap_err();
    assert!(error.to_string().contains("`Hello` is left out"), "{error}");
    let named = select(&missing.discover_at("").unwrap(), Some("Hello")).unwrap_err();
    assert!(named.to_string().contains("cannot be run"), "{named}");
}

#[test]
fn a_cdk_application_is_read() {
    let manifest = r#"{"artifacts": {
        "Tree": {"type": "cdk:tree"},
        "App.assets": {"type": "cdk:asset-manifest", "properties": {"file": "App.assets.json"}},
        "App": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "App.template.json"}},
        "assembly-Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}
    }}"#;
    let template = r#"{"Resources": {"Api": {"Type": "AWS::Lambda::Function", "Properties":
        {"Code": {"S3Bucket": "b", "S3Key": "aa.zip"}, "Handler": "app.handler", "Runtime": "python3.12"}}}}"#;
    let files = [
        ("cdk.out/cdk.out", "{}"),
        ("cdk.out/manifest.json", manifest),
        ("cdk.out/App.template.json", template),
        (
            "cdk.out/App.assets.json",
            r#"{"files": {"aa": {"source": {"path": "asset.aa"}}}}"#,
        ),
        ("cdk.out/asset.aa/app.py", HANDLER),
        ("app.py", "import aws_cdk\n"),
    ];
    insta::assert_snapshot!(repository(&files).shown(), @"Api: app.handler in ROOT/cdk.out/asset.aa by ROOT/cdk.out/App.template.json");
    let inside = repository(&files).discover_at("cdk.out").unwrap();
    assert_eq!(inside.functions.len(), 1);
}

#[test]
fn a_plan_is_found_by_its_content() {
    let plan = r#"{"format_version":"1.2","planned_values":{"root_module":{"resources":[
        {"address":"aws_lambda_function.a","type":"aws_lambda_function","values":
        {"function_name":"a","filename":"a.zip","handler":"app.handler","runtime":"python3.12"}}]}},
        "prior_state":{"values":{"root_module":{"resources":[{"type":"archive_file","values":
        {"source_dir":"src","output_path":"a.zip"}}]}}}}"#;
    let files = [
        ("tfplan.json", plan),
        ("other.json", "[1"),
        ("src/app.py", HANDLER),
    ];
    insta::assert_snapshot!(repository(&files).shown(), @"a: app.handler in ROOT/src by ROOT/tfplan.json");
}

#[test]
fn a_serverless_service_reads_files_of_the_project_only() {
    let service = "service: s\nprovider: {name: aws, runtime: python3.12}\n\
                   functions: ${file(./functions.yml)}\ncustom: {secret: '${file(../outside.yml)}'}\n";
    let files = [
        ("serverless.yml", service),
        (
            "functions.yml",
            "one: {handler: app.handler, environment: {S: '${self:custom.secret.x}'}}",
        ),
        ("../outside.yml", "x: secret"),
        ("app.py", HANDLER),
    ];
    insta::assert_snapshot!(repository(&files).shown(), @"
    one: app.handler in ROOT by ROOT/serverless.yml
      note: environment variables known only once deployed have stand-ins: S=custom.secret.x
    ");
}

#[test]
fn names_and_files_select() {
    let services = repository(&[
        ("orders/template.yaml", HELLO),
        ("orders/src/app.py", HANDLER),
        ("users/template.yaml", &HELLO.replace("Hello", "UserGet")),
        ("users/src/app.py", HANDLER),
    ]);
    let discovery = services.discover_at("").unwrap();
    for given in ["Hello", "hello", "hel", "ELL", "orders/src/app.py"] {
        let found = select(&discovery, Some(given)).unwrap();
        assert_eq!(found.function.name, "Hello", "{given}");
    }
    let several = select(&discovery, None).unwrap_err();
    assert_eq!(several.to_string(), "2 functions found: Hello, UserGet");
    assert_eq!(several.hint(), "name one of them, such as `Hello`");
    assert!(matches!(
        select(&discovery, Some("e")),
        Err(SelectError::Ambiguous { .. })
    ));
    assert!(matches!(
        select(&discovery, Some("zzz")),
        Err(SelectError::Unknown { .. })
    ));
    let empty = repository(&[]).discover_at("").unwrap();
    assert!(matches!(
        select(&empty, None),
        Err(SelectError::NoneFound { .. })
    ));
}

#[test]
fn a_file_that_is_named_is_read_alone() {
    let files = [
        ("template.yaml", HELLO),
        ("src/app.py", HANDLER),
        ("other/tool.py", HANDLER),
    ];
    let both = repository(&files);
    let named = both.discover_at("other/tool.py").unwrap();
    assert_eq!(named.functions[0].function.handler, "tool.handler");
    assert_eq!(
        both.discover_at("template.yaml").unwrap().functions[0]
            .function
            .name,
        "Hello"
    );
    assert!(both.discover_at("nothing").is_err());
}
