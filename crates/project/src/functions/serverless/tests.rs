use std::fmt::Write;

use super::*;

fn shown(text: &str) -> String {
    let file = |name: &str| match name {
        "./config.yml" => Ok(Some(document::yaml::parse("dev: {memory: 2048}").unwrap())),
        _ => Ok(None),
    };
    let document = document::yaml::parse(text).unwrap();
    let declarations = match read(&document, &file, "eu-west-1") {
        Ok(declarations) => declarations,
        Err(problem) => return problem.to_string(),
    };
    let mut out = String::new();
    for function in declarations.functions {
        let memory = function.memory_size.unwrap_or_default();
        let timeout = function.timeout.unwrap_or_default();
        let (name, handler, code) = (&function.name, &function.handler, &function.code);
        writeln!(out, "{name}: {handler} in {code:?}, {memory}, {timeout:?}").unwrap();
        if let (Some(runtime), Some(architecture)) = (function.runtime, function.architecture) {
            writeln!(out, "  python {runtime}, {architecture}").unwrap();
        }
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
    out
}

const SERVICE: &str = r"
service: orders
frameworkVersion: '3'
plugins: [serverless-python-requirements]
custom:
  stage: ${opt:stage, self:provider.stage}
  sizes: {dev: 512, prod: 1769}
  pythonRequirements: {dockerizePip: non-linux}
provider:
  name: aws
  runtime: python3.11
  stage: ${opt:stage, 'dev'}
  architecture: arm64
  memorySize: ${self:custom.sizes.${self:custom.stage}}
  environment:
    STAGE: ${self:provider.stage}
    TABLE: ${self:service}-${self:custom.stage}-table
    SECRET: ${env:SECRET}
    LEVEL: ${env:LEVEL, 'INFO'}
    REGION: ${aws:region}
    ARN: !GetAtt Table.Arn
layers:
  commonLibs: {path: layer}
functions:
  create:
    handler: src/app.create
    timeout: 29
    layers: [{Ref: CommonLibsLambdaLayer}, 'arn:aws:lambda:x']
    events: [{httpApi: 'POST /orders'}]
  list:
    handler: src/app.list
    runtime: python3.12
    memorySize: ${file(./config.yml):${self:custom.stage}.memory}
    environment: {LEVEL: DEBUG}
  front:
    handler: index.handler
    runtime: nodejs20.x
  container: {image: repo/x}
";

#[test]
fn a_service_with_the_requirements_plugin_is_read() {
    insta::assert_snapshot!(shown(SERVICE), @r#"
    create: src/app.create in Local("."), 512 MB, 29s
      python 3.11, arm64
      ARN=Table.Arn
      LEVEL=INFO
      REGION=eu-west-1
      SECRET=SECRET
      STAGE=dev
      TABLE=orders-dev-table
      layer Local("layer")
      layer Elsewhere("layer `arn:aws:lambda:x` is not in this project")
      note: environment variables known only once deployed have stand-ins: ARN=Table.Arn, SECRET=SECRET
    list: src/app.list in Local("."), 2048 MB, 6s
      python 3.12, arm64
      ARN=Table.Arn
      LEVEL=DEBUG
      REGION=eu-west-1
      SECRET=SECRET
      STAGE=dev
      TABLE=orders-dev-table
      note: environment variables known only once deployed have stand-ins: ARN=Table.Arn, SECRET=SECRET
    container is skipped: it is packaged as a container image, which is not supported
    front is skipped: its runtime is nodejs20.x
    "#);
}

#[test]
fn circles_end() {
    let text = "custom: {a: '${self:custom.b}', b: '${self:custom.a}'}\nprovider: {}\n\
                functions: {f: {handler: a.b, timeout: '${self:custom.a}'}}";
    insta::assert_snapshot!(shown(text), @"1:36: variable `${self:custom.a}` refers to itself: self:custom.a -> self:custom.b -> self:custom.a");
}

#[test]
fn variables_that_multiply_end() {
    let mut text = "provider: {}\ncustom:\n".to_owned();
    for level in 0..50 {
        let next = format!("${{self:custom.v{}}}", level + 1);
        writeln!(text, "  v{level}: '{next}{next}'").unwrap();
    }
    text += "  v50: x\nfunctions: {f: {handler: a.b, description: x, \
             environment: {A: '${self:custom.v0}'}}}";
    let refusal = shown(&text);
    assert!(
        refusal.contains("multiply") || refusal.contains("grows"),
        "{refusal}"
    );
}

#[test]
fn functions_may_be_a_list_of_maps() {
    let text =
        "provider: {runtime: python3.12}\nfunctions:\n- a: {handler: a.b}\n- b: {handler: b.c}";
    let declarations = parse(text).unwrap();
    let names: Vec<_> = declarations
        .functions
        .iter()
        .map(|function| &*function.name)
        .collect();
    assert_eq!(names, ["a", "b"]);
}
