use proptest::prelude::*;

use super::*;
use crate::trigger::Front;

fn shown(trigger: &Trigger) -> String {
    let mut event = of(trigger);
    settle(trigger, &mut event);
    serde_json::to_string_pretty(&event).unwrap()
}

fn http(front: Front, method: &str, path: &str) -> Trigger {
    Trigger::Http {
        front,
        method: Some(method.to_owned()),
        path: path.to_owned(),
    }
}

#[test]
fn each_trigger_has_its_shape() {
    let name = || "orders".to_owned();
    let triggers = [
        ("rest", http(Front::Rest, "GET", "/orders/{id}")),
        ("http-api", http(Front::HttpApi, "GET", "/orders/{id}")),
        (
            "function-url",
            http(Front::FunctionUrl, "POST", "/{proxy+}"),
        ),
        (
            "load-balancer",
            http(Front::LoadBalancer, "GET", "/{proxy+}"),
        ),
        (
            "web-socket",
            Trigger::WebSocket {
                route: "$connect".to_owned(),
            },
        ),
        ("authorizer", Trigger::Authorizer { is_token: true }),
        ("queue", Trigger::Queue { name: name() }),
        ("topic", Trigger::Topic { name: name() }),
        ("bucket", crate::trigger::bucket()),
        ("table", Trigger::TableStream { table: name() }),
        ("stream", Trigger::DataStream { stream: name() }),
        (
            "schedule",
            Trigger::Schedule {
                name: name(),
                input: None,
                is_scheduler: false,
            },
        ),
        (
            "rule",
            Trigger::Rule {
                name: name(),
                source: Some("shop.warehouse".to_owned()),
                detail_type: Some("OrderShipped".to_owned()),
                detail: vec![(
                    vec!["order".to_owned(), "kind".to_owned()],
                    "express".into(),
                )],
                input: None,
            },
        ),
        (
            "user-pool",
            Trigger::UserPool {
                source: "PreSignUp_SignUp".to_owned(),
            },
        ),
        ("logs", Trigger::Logs { group: name() }),
    ];
    let all = triggers
        .iter()
        .map(|(name, trigger)| format!("{name}\n{}\n", shown(trigger)));
    insta::assert_snapshot!(all.collect::<String>());
}

#[test]
fn brokers_have_their_shapes() {
    let triggers = [
        (
            "kafka",
            Trigger::Kafka {
                topic: "orders".to_owned(),
            },
        ),
        (
            "broker",
            Trigger::Broker {
                queue: "orders".to_owned(),
                is_rabbit: true,
            },
        ),
    ];
    let all = triggers
        .iter()
        .map(|(name, trigger)| format!("{name}\n{}\n", shown(trigger)));
    insta::assert_snapshot!(all.collect::<String>());
}

#[test]
fn what_a_template_hands_over_is_the_event() {
    let trigger = |input: &str| Trigger::Schedule {
        name: String::new(),
        input: Some(input.to_owned()),
        is_scheduler: true,
    };
    assert_eq!(
        of(&trigger("{\"job\": \"daily\"}")),
        json!({ "job": "daily" })
    );
    assert_eq!(of(&trigger("no JSON")), json!({}));
}

#[test]
fn copies_of_one_thing_agree() {
    let trigger = http(Front::HttpApi, "GET", "/orders/{id}");
    let mut event = of(&trigger);
    event["pathParameters"]["id"] = 7.into();
    event["queryStringParameters"] = json!({ "q": "a b", "n": 3 });
    settle(&trigger, &mut event);
    assert_eq!(event["rawPath"], "/orders/7");
    assert_eq!(event["requestContext"]["http"]["path"], "/orders/7");
    assert_eq!(event["rawQueryString"], "n=3&q=a%20b");
    assert_eq!(event["queryStringParameters"]["n"], "3");
}

proptest! {
    #[test]
    fn whatever_was_put_in_settles(
        keys in prop::collection::vec("headers|body|path|rawPath|requestContext|pathParameters|queryStringParameters|Records", 0..4),
        value in prop_oneof![Just(json!(null)), Just(json!(1)), Just(json!([{"Sns": 1}])), Just(json!({"a": [1]})), Just(json!("x"))],
        path in "[/{}+a]{0,12}",
    ) {
        for front in [Front::Rest, Front::HttpApi, Front::FunctionUrl, Front::LoadBalancer] {
            let trigger = http(front, "GET", &path);
            let mut event = of(&trigger);
            for key in &keys {
                event[key.as_str()] = value.clone();
            }
            settle(&trigger, &mut event);
            settle(&trigger, &mut value.clone());
        }
        settle(&Trigger::Queue { name: String::new() }, &mut value.clone());
        settle(&Trigger::Topic { name: String::new() }, &mut value.clone());
    }
}
