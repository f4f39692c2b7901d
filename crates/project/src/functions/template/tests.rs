use std::fmt::Write;

use super::*;

/// Lists what a template declares, one function per paragraph.
fn shown(text: &str) -> String {
    let declarations = match parse(text, &Context::default()) {
        Ok(declarations) => declarations,
        Err(problem) => return problem.to_string(),
    };
    let mut out = String::new();
    for function in declarations.functions {
        let Declared {
            name,
            handler,
            code,
            ..
        } = &function;
        write!(out, "{name}: {handler} in {code:?}").unwrap();
        if let Some(runtime) = function.runtime {
            write!(out, ", python {runtime}").unwrap();
        }
        if let Some(memory_size) = function.memory_size {
            write!(out, ", {memory_size}").unwrap();
        }
        if let Some(timeout) = function.timeout {
            write!(out, ", {timeout:?}").unwrap();
        }
        if let Some(architecture) = function.architecture {
            write!(out, ", {architecture}").unwrap();
        }
        if let Some(storage) = function.ephemeral_storage {
            write!(out, ", /tmp {} MB", storage.megabytes()).unwrap();
        }
        if function.snap_start {
            write!(out, ", SnapStart").unwrap();
        }
        out.push('\n');
        for (key, value) in &function.environment {
            writeln!(out, "  {key}={value}").unwrap();
        }
        for layer in &function.layers {
            writeln!(out, "  layer {layer:?}").unwrap();
        }
        for note in &function.notes {
            writeln!(out, "  note: {note}").unwrap();
        }
    }
    for skipped in declarations.skipped {
        writeln!(out, "{} is skipped: {}", skipped.name, skipped.reason).unwrap();
    }
    for nested in declarations.nested {
        writeln!(out, "nested {nested}").unwrap();
    }
    out
}

/// One function with these properties, in a template with these other sections.
fn one(sections: &str, properties: &str) -> String {
    let properties = properties.replace('\n', "\n      ");
    shown(&format!(
        "{sections}\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         Handler: app.handler\n      {properties}\n"
    ))
}

#[test]
fn the_hello_world_of_sam_is_read() {
    let text = r"
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: >
  hello

Globals:
  Function:
    Timeout: 3
    LoggingConfig:
      LogFormat: JSON

Resources:
  HelloWorldFunction:
    Type: AWS::Serverless::Function # More info: https://github.com/awslabs
    Properties:
      CodeUri: hello_world/
      Handler: app.lambda_handler
      Runtime: python3.12
      Architectures:
      - x86_64
      Events:
        HelloWorld:
          Type: Api
          Properties:
            Path: /hello
            Method: get

Outputs:
  HelloWorldApi:
    Value: !Sub 'https://${ServerlessRestApi}.execute-api.${AWS::Region}.amazonaws.com/Prod/'
  HelloWorldFunction:
    Value: !GetAtt HelloWorldFunction.Arn
";
    insta::assert_snapshot!(shown(text), @r#"HelloWorldFunction: app.lambda_handler in Local("hello_world/"), python 3.12, 3s, x86_64"#);
}

const LARGE: &str = r"
Parameters:
  Stage: {Type: String, Default: dev}
  Size: {Type: Number, Default: 512}
  Secret: {Type: String, NoEcho: true}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/image}
Mappings:
  Stages:
    dev: {Memory: 256, Timeout: 10}
    prod: {Memory: 2048, Timeout: 30}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Never: !And [!Condition IsProd, !Condition IsDev]
Globals:
  Function:
    Runtime: python3.13
    MemorySize: !Ref Size
    Architectures: [arm64]
    Environment:
      Variables: {STAGE: !Ref Stage, LEVEL: INFO, REGION: !Ref AWS::Region}
    Layers: [!Ref Common]
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Common:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: layers/common/}
  Orders:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: makefile}
    Properties:
      CodeUri: {Bucket: b, Key: k}
      Handler: orders.app.handler
      MemorySize: !FindInMap [Stages, !Ref Stage, Memory]
      Timeout: !If [IsProd, 30, 15]
      EphemeralStorage: {Size: 1024}
      SnapStart: {ApplyOn: PublishedVersions}
      Environment:
        Variables:
          LEVEL: DEBUG
          TABLE: !Ref Table
          TABLE_ARN: !GetAtt Table.Arn
          SECRET: !Ref Secret
          URL: !Sub 'https://${Stage}.example.com/${!literal}/${Table}'
          JOINED: !Join ['-', [a, !Ref Stage, c]]
          PORT: 8080
          FLAG: true
          GONE: !If [IsProd, x, !Ref AWS::NoValue]
          PART: !Select [1, !Split ['/', 'a/b/c']]
          IMAGE: !Ref Image
      Layers: [!Ref Common, 'arn:aws:lambda:us-east-1:017:layer:Powertools:1']
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Code:
        ZipFile: |
          def handler(event, context):
              return 1
  Node: {Type: AWS::Lambda::Function, Properties: {Runtime: nodejs20.x, Handler: a.b}}
  Old: {Type: AWS::Lambda::Function, Properties: {Runtime: python2.7, Handler: a.b}}
  Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image}}
  Unmade: {Type: AWS::Serverless::Function, Condition: Never, Properties: {Handler: a.b}}
  Child: {Type: AWS::Serverless::Application, Properties: {Location: child/template.yaml}}
  Remote: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://s3/x.yaml'}}
";

#[test]
fn a_large_stack_is_read() {
    insta::assert_snapshot!(shown(LARGE), @r#"
    Orders: orders.app.handler in Elsewhere("its code is in S3"), python 3.13, 256 MB, 15s, arm64, /tmp 1024 MB, SnapStart
      FLAG=true
      IMAGE=/app/image
      JOINED=a-dev-c
      LEVEL=DEBUG
      PART=b
      PORT=8080
      REGION=us-east-1
      SECRET=Secret
      STAGE=dev
      TABLE=Table
      TABLE_ARN=Table.Arn
      URL=https://dev.example.com/${literal}/Table
      layer Local("layers/common/")
      layer Elsewhere("layer `arn:aws:lambda:us-east-1:017:layer:Powertools:1` is not in this project")
      note: environment variables known only once deployed have stand-ins: IMAGE=/app/image, SECRET=Secret, TABLE=Table, TABLE_ARN=Table.Arn, URL=https://dev.example.com/${literal}/Table
      note: its package is built by a makefile: the source folder is run as it is
    Plain: index.handler in Inline("def handler(event, context):\n    return 1\n"), python 3.12
    Image is skipped: it is packaged as a container image, which is not supported
    Node is skipped: its runtime is nodejs20.x
    Old is skipped: its runtime is python2.7
    Unmade is skipped: its condition `Never` is false
    nested child/template.yaml
    "#);
}

#[test]
fn cdk_assets_are_found() {
    let text = r#"{"Resources": {
      "Api3BAA72D1": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
          "Code": {"S3Bucket": {"Fn::Sub": "cdk-${AWS::AccountId}"}, "S3Key": "0a1b.zip"},
          "Handler": "index.handler", "Runtime": "python3.12",
          "Environment": {"Variables": {"T": {"Ref": "Table"}}}
        },
        "Metadata": {"aws:cdk:path": "Stack/Api/Resource", "aws:asset:path": "asset.0a1b",
          "aws:asset:property": "Code"}
      },
      "Bare": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Code": {"S3Bucket": "b", "S3Key": "ffff.zip"}, "Handler": "a.b"}
      },
      "BucketNotificationsHandler050a": {"Type": "AWS::Lambda::Function", "Properties": {}}
    }}"#;
    insta::assert_snapshot!(shown(text), @r#"
    Api3BAA72D1: index.handler in Local("asset.0a1b"), python 3.12
      T=Table
      note: environment variables known only once deployed have stand-ins: T=Table
    Bare: a.b in Elsewhere("its code is in S3")
    BucketNotificationsHandler050a is skipped: it belongs to CDK itself
    "#);
    let context = Context {
        assets: BTreeMap::from([("ffff".to_owned(), "asset.ffff".to_owned())]),
        ..Context::default()
    };
    let declarations = parse(text, &context).unwrap();
    let bare = declarations
        .functions
        .iter()
        .find(|function| function.name == "Bare");
    assert_eq!(bare.unwrap().code, Code::Local("asset.ffff".to_owned()));
}

#[test]
fn settings_out_of_range_have_their_place() {
    insta::assert_snapshot!(one("", "MemorySize: 64"), @"7:19: `MemorySize`: memory size of 64 MB is outside 128 to 10240 MB");
    insta::assert_snapshot!(one("", "Timeout: 901"), @"7:16: `Timeout`: timeout of 901 s is outside 1 to 900 s");
    insta::assert_snapshot!(one("", "Timeout: soon"), @"7:16: `Timeout` must be a whole number, not `soon`");
    insta::assert_snapshot!(one("", "EphemeralStorage: {Size: 99999}"), @"7:32: `EphemeralStorage.Size`: ephemeral storage of 99999 MB is outside 512 to 10240 MB");
    insta::assert_snapshot!(one("", "Architectures: [sparc]"), @"7:22: `Architectures`: `sparc` is not an architecture of Lambda's (x86_64 or arm64)");
    insta::assert_snapshot!(one("", "Environment: {Variables: {A: [1]}}"), @"7:36: `A` must be a text, not a list");
}

#[test]
fn what_is_known_only_once_deployed_is_noted() {
    insta::assert_snapshot!(one("Parameters: {M: {Type: Number}}", "MemorySize: !Ref M"), @r#"
    F: app.handler in Local(".")
      note: `MemorySize` is known only once deployed (`Ref M`)
    "#);
    insta::assert_snapshot!(one("", "MemorySize: !ImportValue x"), @r#"
    F: app.handler in Local(".")
      note: `MemorySize` is known only once deployed (`Fn::ImportValue`)
    "#);
}

#[test]
fn circles_end() {
    let circle = "Conditions: {A: !Condition B, B: !Not [!Condition A]}";
    insta::assert_snapshot!(one(circle, "Timeout: !If [A, 1, 2]"), @"1:17: condition `A` refers to itself: A -> B -> A");
    let parameters = "Parameters: {A: {Default: !Ref B}, B: {Default: !Ref A}}";
    insta::assert_snapshot!(one(parameters, "Timeout: !Ref A"), @"1:27: the default of parameter `A` must be a plain value");
}

#[test]
fn references_that_multiply_end() {
    let mut conditions = "Conditions:\n".to_owned();
    for level in 0..60 {
        let next = level + 1;
        let both = format!("[!Condition C{next}, !Condition C{next}]");
        writeln!(conditions, "  C{level}: !And {both}").unwrap();
    }
    conditions += "  C60: !Equals [1, 1]\n";
    let refusal = one(&conditions, "Timeout: !If [C0, 1, 2]");
    assert!(refusal.contains("multiply"), "{refusal}");
}
