use crate::project::{empty, one, told};

/// An API and a queue on one module, as SAM declares them.
const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    CodeUri: src
    Timeout: 5
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.api
      Runtime: python3.12
      Events:
        One: { Type: HttpApi, Properties: { Path: '/orders/{id}', Method: get } }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.worker
      Runtime: python3.12
      Events:
        Orders: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } }
  Orders:
    Type: AWS::SQS::Queue
";

const HANDLERS: &str = r#"
import json


def api(event, context):
    number = int(event["pathParameters"]["id"])
    if (event.get("queryStringParameters") or {}).get("view") == "short":
        return {"statusCode": 200, "body": json.dumps({"id": number})}
    return {"statusCode": 200, "body": json.dumps({"id": number, "lines": []})}


def worker(event, context):
    done = []
    for record in event["Records"]:
        order = json.loads(record["body"])
        if order["kind"] == "refund":
            done.append({"refunded": order["reason"].upper()})
        elif order["kind"] == "sale":
            done.append({"sold": order["quantity"] * 2})
        else:
            raise ValueError(order["kind"])
    return done
"#;

#[test]
fn events_of_a_template_fit_its_triggers_and_what_the_code_reads() {
    let context = empty();
    context
        .file("template.yaml", TEMPLATE)
        .file("src/app.py", HANDLERS);
    insta::assert_snapshot!(told(&context.warmfront(["events", "Api", "--no-install"])), @"");
    insta::assert_snapshot!(told(&context.warmfront(["events", "Worker", "--no-install"])), @"");
    let ran = context.warmfront([
        "invoke",
        "Worker",
        "--no-install",
        "--event",
        "events/Worker/queue.json",
    ]);
    assert_eq!(ran.status, Some(0), "{}", ran.stdout);
    insta::assert_snapshot!(told(&context.warmfront(["events", "Worker", "--no-install"])), @"");
}

#[test]
fn a_plain_folder_has_events_of_what_its_handler_reads() {
    let ran = one().warmfront(["events", "--no-install", "--format", "json", "-o", "made"]);
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["schema"], "warmfront.events/1");
    let events = document["events"].as_array().unwrap();
    let names: Vec<_> = events
        .iter()
        .map(|event| event["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"event-do-variables"), "{names:?}");
    assert_eq!(events[0]["ending"], "good");
    let only_good = events
        .iter()
        .all(|event| event["file"].as_str().unwrap().starts_with("made/"));
    assert!(only_good);
}
