//! Requests over HTTP: API Gateway's two payloads, function URLs, load balancers, web sockets, and
//! what authorizers are asked.

use serde_json::{Map, Value as Json, json};

use super::{ACCOUNT, ID, SECONDS, arn};
use crate::events::generated::value;
use crate::trigger::Front;

/// The domain that API Gateway gives an API.
const DOMAIN: &str = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com";

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";

/// Returns a request to a route.
pub(super) fn request(front: Front, method: Option<&str>, path: &str) -> Json {
    // What has no routes is asked for its root.
    let is_routed = matches!(front, Front::Rest | Front::HttpApi);
    let path = if path == "/{proxy+}" && !is_routed {
        "/"
    } else {
        path
    };
    let parameters = parameters(path);
    let method = method.unwrap_or("GET");
    match front {
        Front::Rest => rest(method, path, parameters),
        Front::HttpApi => second(&format!("{method} {path}"), method, path, parameters),
        Front::FunctionUrl => second("$default", method, path, Map::new()),
        Front::LoadBalancer => load_balancer(method, path),
    }
}

/// Returns a value for each parameter of a path.
fn parameters(path: &str) -> Map<String, Json> {
    let parts = path.split('/').filter_map(name);
    let known = parts
        .take(20)
        .map(|name| (name.to_owned(), Json::from(value::in_path(name))));
    known.collect()
}

/// Returns the name of the parameter that a part of a path is: `{id}`, `{rest+}`.
pub(super) fn name(part: &str) -> Option<&str> {
    let name = part.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.strip_suffix('+').unwrap_or(name))
}

/// Returns a path with values in place of its parameters.
pub(in super::super) fn filled(path: &str, parameters: &Map<String, Json>) -> String {
    let parts = path.split('/').map(|part| match name(part) {
        Some(name) => match parameters.get(name) {
            Some(Json::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => value::in_path(name),
        },
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn object(map: Map<String, Json>) -> Json {
    if map.is_empty() {
        Json::Null
    } else {
        Json::Object(map)
    }
}

fn rest(method: &str, path: &str, parameters: Map<String, Json>) -> Json {
    let filled = filled(path, &parameters);
    json!({
        "resource": path,
        "path": filled,
        "httpMethod": method,
        "headers": {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "Host": DOMAIN,
            "User-Agent": AGENT,
            "X-Forwarded-For": "203.0.113.10",
            "X-Forwarded-Port": "443",
            "X-Forwarded-Proto": "https"
        },
        "multiValueHeaders": {},
        "queryStringParameters": null,
        "multiValueQueryStringParameters": null,
        "pathParameters": object(parameters),
        "stageVariables": null,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "a1b2c3d4e5",
            "domainName": DOMAIN,
            "domainPrefix": "a1b2c3d4e5",
            "extendedRequestId": "JKJaXmPLvHcESHA=",
            "httpMethod": method,
            "identity": {
                "sourceIp": "203.0.113.10",
                "user": null,
                "userAgent": AGENT,
                "userArn": null
            },
            "path": format!("/prod{filled}"),
            "protocol": "HTTP/1.1",
            "requestId": ID,
            "requestTime": "15/Jan/2026:10:00:00 +0000",
            "requestTimeEpoch": SECONDS * 1000,
            "resourceId": "a1b2c3",
            "resourcePath": path,
            "stage": "prod"
        },
        "body": null,
        "isBase64Encoded": false
    })
}

/// Returns a payload of version 2, in which what is empty is absent.
fn second(key: &str, method: &str, path: &str, parameters: Map<String, Json>) -> Json {
    let filled = filled(path, &parameters);
    let mut event = json!({
        "version": "2.0",
        "routeKey": key,
        "rawPath": filled,
        "rawQueryString": "",
        "headers": {
            "accept": "*/*",
            "content-type": "application/json",
            "host": DOMAIN,
            "user-agent": AGENT,
            "x-forwarded-for": "203.0.113.10",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https"
        },
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "a1b2c3d4e5",
            "domainName": DOMAIN,
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": method,
                "path": filled,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.10",
                "userAgent": AGENT
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": key,
            "stage": "$default",
            "time": "15/Jan/2026:10:00:00 +0000",
            "timeEpoch": SECONDS * 1000
        },
        "isBase64Encoded": false
    });
    if !parameters.is_empty() {
        event["pathParameters"] = Json::Object(parameters);
    }
    event
}

fn load_balancer(method: &str, path: &str) -> Json {
    let group = arn(
        "elasticloadbalancing",
        "targetgroup/example/6d0ecf831eec9f09",
    );
    json!({
        "requestContext": { "elb": { "targetGroupArn": group } },
        "httpMethod": method,
        "path": filled(path, &Map::new()),
        "queryStringParameters": {},
        "headers": {
            "accept": "*/*",
            "content-type": "application/json",
            "host": "example-123456789.us-east-1.elb.amazonaws.com",
            "user-agent": AGENT,
            "x-amzn-trace-id": "Root=1-5c536348-3d683b8b04734faae651f476",
            "x-forwarded-for": "203.0.113.10",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https"
        },
        "body": "",
        "isBase64Encoded": false
    })
}

/// Returns a message on a web socket, or its beginning or end.
pub(super) fn web_socket(route: &str) -> Json {
    let kind = match route {
        "$connect" => "CONNECT",
        "$disconnect" => "DISCONNECT",
        _ => "MESSAGE",
    };
    let mut event = json!({
        "requestContext": {
            "routeKey": route,
            "eventType": kind,
            "extendedRequestId": "JKJaXmPLvHcESHA=",
            "requestTime": "15/Jan/2026:10:00:00 +0000",
            "messageDirection": "IN",
            "stage": "prod",
            "connectedAt": SECONDS * 1000,
            "requestTimeEpoch": SECONDS * 1000,
            "identity": { "sourceIp": "203.0.113.10", "userAgent": AGENT },
            "requestId": ID,
            "domainName": DOMAIN,
            "connectionId": "JKJaWfPLIAMCJxg=",
            "apiId": "a1b2c3d4e5"
        },
        "isBase64Encoded": false
    });
    if kind == "MESSAGE" {
        event["requestContext"]["messageId"] = "JKJaXfPLIAMCJxh=".into();
        event["body"] = json!({ "action": route }).to_string().into();
    } else {
        event["headers"] = json!({ "Host": DOMAIN, "X-Forwarded-For": "203.0.113.10" });
    }
    event
}

/// Returns what API Gateway asks an authorizer.
pub(super) fn authorizer(is_token: bool) -> Json {
    let arn = arn("execute-api", "a1b2c3d4e5/prod/GET/orders");
    if is_token {
        return json!({
            "type": "TOKEN",
            "authorizationToken": "Bearer allow",
            "methodArn": arn
        });
    }
    let mut event = rest("GET", "/orders", Map::new());
    event["type"] = "REQUEST".into();
    event["methodArn"] = arn.into();
    event["headers"]["Authorization"] = "Bearer allow".into();
    event
}
