use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> String {
    let triggers = parse(text, "F", &Surroundings::default());
    let lines = triggers
        .triggers
        .iter()
        .map(|trigger| format!("{trigger:?}\n"));
    lines.collect()
}

#[test]
fn events_of_sam_are_read() {
    insta::assert_snapshot!(shown(
        "
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        A: { Type: Api, Properties: { Path: '/orders/{id}', Method: get } }
        B: { Type: HttpApi }
        C: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } }
        D: { Type: SNS, Properties: { Topic: !Ref News } }
        E: { Type: S3, Properties: { Bucket: !Ref Files, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Name: suffix, Value: .png }] } } } }
        G: { Type: Schedule, Properties: { Schedule: rate(1 hour), Input: '{\"a\": 1}' } }
        H: { Type: EventBridgeRule, Properties: { Pattern: { source: [shop], detail-type: [Shipped], detail: { kind: [{ prefix: ex }] } } } }
        I: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn } }
        J: { Type: Kinesis, Properties: { Stream: 'arn:aws:kinesis:us-east-1:1:stream/clicks' } }
        K: { Type: Cognito, Properties: { Trigger: PreSignUp } }
        L: { Type: AlexaSkill }
  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: orders-queue } }
"
    ), @r#"
    Http { front: Rest, method: Some("GET"), path: "/orders/{id}" }
    Http { front: HttpApi, method: None, path: "/{proxy+}" }
    Queue { name: "orders-queue" }
    Topic { name: "News" }
    Bucket { name: "Files", what: "ObjectCreated:Put", prefix: "", suffix: ".png" }
    Schedule { name: "G", input: Some("{\"a\": 1}"), is_scheduler: false }
    Rule { name: "H", source: Some("shop"), detail_type: Some("Shipped"), detail: [(["kind"], String("ex1"))], input: None }
    TableStream { table: "Table" }
    DataStream { stream: "clicks" }
    UserPool { source: "PreSignUp_SignUp" }
    Other { kind: "AlexaSkill" }
    Http { front: FunctionUrl, method: None, path: "/{proxy+}" }
    "#);
}

#[test]
fn resources_that_point_at_the_function_are_read() {
    insta::assert_snapshot!(shown(
        "
Resources:
  F: { Type: AWS::Lambda::Function }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn } }
  N: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Other, EventSourceArn: !GetAtt Q.Arn } }
  Q: { Type: AWS::SQS::Queue }
  R: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Arn: !GetAtt F.Arn }] } }
  B: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectRemoved:*', Function: !GetAtt F.Arn }] } } }
  P: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, ResourceId: !Ref Id, Integration: { Uri: !Sub 'arn:aws:apigateway:x:lambda:path/functions/${F.Arn}/invocations' } } }
  Id: { Type: AWS::ApiGateway::Resource, Properties: { PathPart: '{id}', ParentId: !Ref Root } }
  Root: { Type: AWS::ApiGateway::Resource, Properties: { PathPart: orders, ParentId: !GetAtt Api.RootResourceId } }
  I: { Type: AWS::ApiGatewayV2::Integration, Properties: { IntegrationUri: !GetAtt F.Arn } }
  S: { Type: AWS::ApiGatewayV2::Route, Properties: { RouteKey: GET /x, Target: !Sub 'integrations/${I}' } }
"
    ), @r#"
    Bucket { name: "B", what: "ObjectRemoved:Delete", prefix: "", suffix: "" }
    Http { front: HttpApi, method: Some("GET"), path: "/x" }
    Queue { name: "Q" }
    Http { front: Rest, method: Some("POST"), path: "/orders/{id}" }
    Schedule { name: "R", input: None, is_scheduler: false }
    "#);
}

#[test]
fn events_of_serverless_are_read() {
    insta::assert_snapshot!(shown(
        "
provider: { name: aws }
custom: { path: /orders }
functions:
  F:
    handler: app.handler
    events:
      - httpApi: 'GET ${self:custom.path}/{id}'
      - http: { method: post, path: orders }
      - httpApi: '*'
      - sqs: arn:aws:sqs:us-east-1:1:orders
      - sns: news
      - s3: { bucket: files, event: 's3:ObjectCreated:*', rules: [{ prefix: in/ }] }
      - schedule: { rate: rate(1 day), input: { a: 1 } }
      - stream: { type: dynamodb, arn: 'arn:aws:dynamodb:us-east-1:1:table/T/stream/x' }
      - eventBridge: { pattern: { source: [shop] } }
      - cognitoUserPool: { pool: P, trigger: PostConfirmation }
"
    ), @r#"
    Http { front: HttpApi, method: Some("GET"), path: "/orders/{id}" }
    Http { front: Rest, method: Some("POST"), path: "/orders" }
    Http { front: HttpApi, method: None, path: "/{proxy+}" }
    Queue { name: "orders" }
    Topic { name: "news" }
    Bucket { name: "files", what: "ObjectCreated:Put", prefix: "in/", suffix: "" }
    Schedule { name: "schedule", input: Some("{\"a\":1}"), is_scheduler: false }
    TableStream { table: "T" }
    Rule { name: "rule", source: Some("shop"), detail_type: None, detail: [], input: None }
    UserPool { source: "PostConfirmation_ConfirmSignUp" }
    "#);
}

#[test]
fn resources_of_a_plan_are_read() {
    insta::assert_snapshot!(shown(
        r#"{
  "format_version": "1.2",
  "planned_values": { "root_module": { "resources": [
    { "address": "aws_lambda_function.f", "type": "aws_lambda_function", "values": { "function_name": "F" } },
    { "address": "aws_sqs_queue.q", "type": "aws_sqs_queue", "values": { "name": "orders" } },
    { "address": "aws_lambda_event_source_mapping.m", "type": "aws_lambda_event_source_mapping", "values": {} },
    { "address": "aws_apigatewayv2_route.r", "type": "aws_apigatewayv2_route", "values": { "route_key": "GET /x" } },
    { "address": "aws_apigatewayv2_integration.i", "type": "aws_apigatewayv2_integration", "values": {} }
  ] } },
  "configuration": { "root_module": { "resources": [
    { "address": "aws_lambda_event_source_mapping.m", "type": "aws_lambda_event_source_mapping", "expressions": {
      "function_name": { "references": ["aws_lambda_function.f.arn", "aws_lambda_function.f"] },
      "event_source_arn": { "references": ["aws_sqs_queue.q.arn", "aws_sqs_queue.q"] } } },
    { "address": "aws_apigatewayv2_route.r", "type": "aws_apigatewayv2_route", "expressions": {
      "target": { "references": ["aws_apigatewayv2_integration.i.id", "aws_apigatewayv2_integration.i"] } } },
    { "address": "aws_apigatewayv2_integration.i", "type": "aws_apigatewayv2_integration", "expressions": {
      "integration_uri": { "references": ["aws_lambda_function.f.invoke_arn", "aws_lambda_function.f"] } } }
  ] } }
}"#
    ), @r#"
    Http { front: HttpApi, method: Some("GET"), path: "/x" }
    Queue { name: "orders" }
    "#);
}

/// Values that a hostile template may have anywhere.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("F".to_owned()),
        Just("null".to_owned()),
        Just("[]".to_owned()),
        Just("{ Ref: F }".to_owned()),
        Just("{ 'Fn::GetAtt': [F, Arn] }".to_owned()),
        Just("{ 'Fn::Sub': 'a${F.Arn}${' }".to_owned()),
        "'[a-zA-Z0-9:/{}$ +*.]{0,12}'",
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let key = prop_oneof![
            Just("Type"),
            Just("Properties"),
            Just("Events"),
            Just("Targets"),
            Just("Arn"),
            Just("Pattern"),
            Just("detail"),
            Just("Filter"),
            Just("S3Key"),
            Just("Rules"),
            Just("http"),
            Just("s3"),
            Just("stream"),
            Just("F"),
            Just("ResourceId"),
            Just("ParentId"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3)
                .prop_map(|list| format!("[{}]", list.join(", "))),
            prop::collection::vec((key, inner), 0..3).prop_map(|pairs| {
                let mut pairs: Vec<_> = pairs;
                pairs.sort();
                pairs.dedup_by_key(|pair| pair.0);
                let pairs = pairs.iter().map(|(key, value)| format!("{key}: {value}"));
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_template_panics(
        kind in prop::sample::select(vec![
            "AWS::Serverless::Function", "AWS::Lambda::EventSourceMapping", "AWS::Events::Rule",
            "AWS::S3::Bucket", "AWS::ApiGateway::Method", "AWS::ApiGateway::Resource",
            "AWS::ApiGatewayV2::Integration", "AWS::Cognito::UserPool", "AWS::Lambda::Permission",
        ]),
        values in prop::collection::vec(value(), 6),
    ) {
        let [a, b, c, d, e, f] = values.as_slice() else { unreachable!() };
        shown(&format!(
            "Resources:\n  F: {{ Type: AWS::Serverless::Function, Properties: {{ Events: {a} }} }}\n  \
             G: {{ Type: '{kind}', Properties: {{ FunctionName: !Ref F, EventSourceArn: {b}, Targets: {c}, \
             Integration: {{ Uri: !Ref F }}, ResourceId: !Ref G, ParentId: !Ref G, Events: {d}, \
             NotificationConfiguration: {{ LambdaConfigurations: {e} }}, LambdaConfig: {f} }} }}\n"
        ));
        shown(&format!("provider: x\nfunctions:\n  F: {{ url: {a}, events: [{b}, {{ http: {c}, s3: {d}, stream: {e} }}, {f}] }}\n"));
        shown(&format!("format_version: 1\nplanned_values: {{ root_module: {a} }}\nconfiguration: {{ root_module: {b} }}\n"));
    }
}
