//! Makes the copies agree that an event holds of one thing, once the handler's values are in.

use std::fmt::Write;

use serde_json::{Map, Value as Json};

use super::http::filled;
use crate::trigger::{Front, Trigger};

/// Settles an event of a trigger.
pub(in super::super) fn settle(trigger: &Trigger, event: &mut Json) {
    match trigger {
        Trigger::Http { front, path, .. } => http(*front, path, event),
        Trigger::Topic { .. } => attributes(
            event,
            |record| record.pointer_mut("/Sns/MessageAttributes"),
            ("Type", "Value"),
        ),
        Trigger::Queue { .. } => {
            attributes(
                event,
                |record| record.get_mut("messageAttributes"),
                ("dataType", "stringValue"),
            );
        }
        _ => {}
    }
}

/// Settles a request.
fn http(front: Front, path: &str, event: &mut Json) {
    for key in [
        "headers",
        "queryStringParameters",
        "pathParameters",
        "stageVariables",
    ] {
        if let Some(values) = event.get_mut(key) {
            only_texts(values);
        }
    }
    let is_second = matches!(front, Front::HttpApi | Front::FunctionUrl);
    let given = if is_second { "rawPath" } else { "path" };
    let parameters = event.get("pathParameters").and_then(Json::as_object);
    if path.contains('{')
        && let Some(parameters) = parameters
    {
        let path = filled(path, parameters);
        put(event, &[given], path.into());
    }
    body(front, event);
    let filled = event.get(given).cloned().unwrap_or_default();
    if is_second {
        put(event, &["requestContext", "http", "path"], filled);
        let parameters = event.get("queryStringParameters").and_then(Json::as_object);
        let query = query(parameters);
        put(event, &["rawQueryString"], query.into());
    } else if front == Front::Rest {
        let text = format!("/prod{}", filled.as_str().unwrap_or("/"));
        put(event, &["requestContext", "path"], text.into());
        let method = event.get("httpMethod").cloned().unwrap_or_default();
        put(event, &["requestContext", "httpMethod"], method);
        for (single, multi) in [
            ("headers", "multiValueHeaders"),
            ("queryStringParameters", "multiValueQueryStringParameters"),
        ] {
            let lists = lists(event.get(single).and_then(Json::as_object));
            put(event, &[multi], lists);
        }
    }
}

/// Has a body be a text, as requests have no others, and its length stand in the headers.
fn body(front: Front, event: &mut Json) {
    if let Some(body) = event.get_mut("body")
        && !matches!(body, Json::Null | Json::String(_))
    {
        *body = body.to_string().into();
    }
    let length = event.get("body").and_then(Json::as_str).map_or(0, str::len);
    if length > 0 {
        let name = if front == Front::Rest {
            "Content-Length"
        } else {
            "content-length"
        };
        put(event, &["headers", name], length.to_string().into());
    }
}

/// Sets a value, unless what should hold it is something else than a map.
fn put(event: &mut Json, path: &[&str], value: Json) {
    let Some((last, above)) = path.split_last() else {
        return;
    };
    let mut place = event;
    for key in above {
        let Some(below) = place.get_mut(key) else {
            return;
        };
        place = below;
    }
    if let Some(map) = place.as_object_mut() {
        map.insert((*last).to_owned(), value);
    }
}

/// Headers and parameters are texts, whatever the code makes of them.
fn only_texts(values: &mut Json) {
    for value in values
        .as_object_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
    {
        if let Json::Array(list) = value {
            let texts = list.iter().map(text);
            *value = texts.collect::<Vec<_>>().join(",").into();
        } else if !value.is_string() {
            *value = value.to_string().into();
        }
    }
}

fn text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn lists(map: Option<&Map<String, Json>>) -> Json {
    let Some(map) = map else {
        return Json::Null;
    };
    let lists = map
        .iter()
        .map(|(key, value)| (key.clone(), Json::from(vec![value.clone()])));
    Json::Object(lists.collect())
}

/// Returns a query as it stands in a URL.
fn query(parameters: Option<&Map<String, Json>>) -> String {
    let pairs = parameters.into_iter().flatten().map(|(key, value)| {
        let value = value.as_str().unwrap_or_default();
        format!("{}={}", escaped(key), escaped(value))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Gives attributes of messages the type that each comes with.
fn attributes(
    event: &mut Json,
    place: impl Fn(&mut Json) -> Option<&mut Json>,
    (kind, text): (&str, &str),
) {
    let records = event.get_mut("Records").and_then(Json::as_array_mut);
    for record in records.into_iter().flatten() {
        let attributes = place(record).and_then(Json::as_object_mut);
        for attribute in attributes.into_iter().flat_map(|map| map.values_mut()) {
            let Some(attribute) = attribute.as_object_mut() else {
                continue;
            };
            if attribute.contains_key(text) && !attribute.contains_key(kind) {
                attribute.insert(kind.to_owned(), "String".into());
            }
        }
    }
}
