use std::fmt::Write;

use warmfront_model::template::{Setting, Stated, Template, Value};

use super::*;

/// Lays out what was read: one line per resource, one per setting with its place.
fn shown(template: &Template) -> String {
    let mut text = format!("{:?}\n", template.language);
    for resource in &template.resources {
        let spot = resource.spot.map_or(0, |spot| spot.line);
        let _ = writeln!(
            text,
            "{spot}: {} {:?} {:?}",
            resource.id, resource.kind, resource.references
        );
        for (setting, stated) in &resource.settings {
            let _ = writeln!(text, "  {setting:?} {}", value(stated));
        }
        for (name, stated) in &resource.environment {
            let _ = writeln!(text, "  ${name} {}", value(stated));
        }
    }
    text
}

fn value(stated: &Stated) -> String {
    let place = stated.spot.map_or_else(
        || "nowhere".to_owned(),
        |spot| format!("{}:{}-{}", spot.line, spot.column, spot.end),
    );
    let value = match &stated.value {
        Value::Known(text) => text.clone(),
        Value::List(list) => format!("{list:?}"),
        Value::Present => "present".to_owned(),
        Value::Unknown(text) => format!("?{text}"),
    };
    format!("{value} at {place} {:?}", stated.origin)
}

fn read_text(text: &str) -> Template {
    parse(text).unwrap().unwrap()
}

const SAM: &str = "\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Size: {Type: Number, Default: 128}
  Stage: {Type: String}
Conditions:
  Never: !Equals [a, b]
Globals:
  Function:
    Runtime: python3.12
    Timeout: 30
    Environment:
      Variables: {LOG_LEVEL: DEBUG}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Auth:
        Authorizers:
          Own: {FunctionArn: !GetAtt Work.Arn, Identity: {ReauthorizeEvery: 0}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      MemorySize: !Ref Size # MB
      Architectures: [arm64]
      ReservedConcurrentExecutions: !Ref Stage
      VpcConfig: !If [Unknown, {SubnetIds: [a]}, !Ref AWS::NoValue]
      Environment:
        Variables: {TABLE: !Ref Table}
      Events:
        Messages:
          Type: SQS
          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 1}
  Gone:
    Type: AWS::Serverless::Function
    Condition: Never
  Web:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs20.x}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Work
      EventSourceArn: !GetAtt Table.StreamArn
  Table:
    Type: AWS::DynamoDB::Table
";

#[test]
fn a_template_of_sams_is_read_with_its_places() {
    insta::assert_snapshot!(shown(&read_text(SAM)));
}

#[test]
fn json_reads_as_yaml_does() {
    let yaml = "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      \
                Runtime: python3.13\n      TracingConfig: {Mode: Active}\n";
    let json = "{\"Resources\": {\n  \"A\": {\"Type\": \"AWS::Lambda::Function\",\n    \
                \"Properties\": {\"Runtime\": \"python3.13\",\n \"TracingConfig\": {\"Mode\": \"Active\"}}}}}";
    insta::assert_snapshot!(shown(&read_text(yaml)));
    insta::assert_snapshot!(shown(&read_text(json)));
}

#[test]
fn a_service_is_read_with_its_events_and_resources() {
    let text = "\
service: s
custom:
  pythonRequirements: {zip: true}
provider:
  name: aws
  runtime: python3.12
  memorySize: ${self:custom.none, 512}
  tracing: {lambda: true}
  apiGateway: {minimumCompressionSize: 1024}
functions:
  work:
    handler: a.b
    timeout: 20
    events:
      - sqs: !GetAtt Jobs.Arn
      - stream: {type: kinesis, arn: x, batchSize: 10}
      - http: {path: /, method: get}
resources:
  Resources:
    Jobs: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 5}}
    Map:
      Type: AWS::Lambda::EventSourceMapping
      Properties: {FunctionName: !Ref WorkLambdaFunction}
";
    insta::assert_snapshot!(shown(&read_text(text)));
}

#[test]
fn a_plan_is_read_with_its_references() {
    let plan = r#"{"format_version":"1.2",
"planned_values":{"root_module":{"resources":[
 {"address":"aws_lambda_function.a","type":"aws_lambda_function","values":{"function_name":"a",
  "runtime":"python3.12","memory_size":128,"timeout":3,"reserved_concurrent_executions":-1,
  "tracing_config":[{"mode":"PassThrough"}],"vpc_config":[],
  "environment":[{"variables":{"LOG_LEVEL":"DEBUG"}}]}},
 {"address":"aws_sqs_queue.q","type":"aws_sqs_queue","values":{"visibility_timeout_seconds":30}},
 {"address":"aws_lambda_event_source_mapping.m","type":"aws_lambda_event_source_mapping",
  "values":{"batch_size":1,"function_name":"a"}}]}},
"configuration":{"root_module":{"resources":[{"address":"aws_lambda_event_source_mapping.m",
 "expressions":{"event_source_arn":{"references":["aws_sqs_queue.q.arn","aws_sqs_queue.q"]}}}]}}}"#;
    insta::assert_snapshot!(shown(&read_text(plan)));
}

#[test]
fn other_documents_are_no_templates() {
    assert!(parse("a: 1").unwrap().is_none());
    assert!(parse("{\"a\": 1}").unwrap().is_none());
    assert!(parse("{").is_err());
}

#[test]
fn a_setting_has_a_path_whether_it_is_there_or_not() {
    let template = read_text(SAM);
    let check = |id: &str, setting, expect: &str| {
        let resource = template.named(id).unwrap();
        let path = path(template.language, resource, setting);
        assert_eq!(path.unwrap_or_default().join("."), expect);
    };
    check(
        "Work",
        Setting::MemorySize,
        "Resources.Work.Properties.MemorySize",
    );
    check(
        "Work",
        Setting::Tracing,
        "Resources.Work.Properties.Tracing",
    );
    check("Globals", Setting::Timeout, "Globals.Function.Timeout");
    check(
        "Work/Messages",
        Setting::BatchSize,
        "Resources.Work.Properties.Events.Messages.Properties.BatchSize",
    );
    check("Table", Setting::Timeout, "");
}

#[test]
fn references_that_multiply_are_left_unread() {
    let mut text = "Parameters: {P: {Default: x}}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    \
                    Properties:\n      Runtime: python3.12\n      MemorySize: "
        .to_owned();
    for _ in 0..60 {
        text.push_str("!Join ['', [!Ref P, ");
    }
    text.push('x');
    text.push_str(&"]]".repeat(60));
    // Whether it is read or refused, it comes to an end.
    let _ = parse(&text);
}

#[test]
fn files_are_found_by_name_and_by_their_first_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("app.py", ""),
        ("infra/stack.yml", "AWSTemplateFormatVersion: x\n"),
        ("infra/other.yml", "a: 1\n"),
        ("b/template.yaml", ""),
        ("node_modules/x/template.yaml", ""),
        ("own/pyvenv.cfg", ""),
        ("own/lib.py", ""),
        (
            "c/cdk.out/manifest.json",
            r#"{"artifacts":{"s":{"type":"aws:cloudformation:stack","properties":{"templateFile":"S.template.json"}},"t":{"type":"aws:cloudformation:stack","properties":{"templateFile":"../../b/template.yaml"}}}}"#,
        ),
        ("requirements-dev.txt", ""),
    ] {
        let path = folder.path().join(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }
    let found = files(folder.path(), Limits::default());
    let below = |files: &[std::path::PathBuf]| {
        let below = files
            .iter()
            .map(|file| file.strip_prefix(folder.path()).unwrap());
        below
            .map(|file| file.display().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(below(&found.sources), ["app.py"]);
    assert_eq!(
        below(&found.templates),
        [
            "b/template.yaml",
            "c/cdk.out/S.template.json",
            "infra/stack.yml"
        ]
    );
    assert_eq!(below(&found.requirements), ["requirements-dev.txt"]);
}
