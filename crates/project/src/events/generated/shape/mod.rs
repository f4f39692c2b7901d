//! What an event of each trigger looks like, after the examples of AWS's documentation for Lambda,
//! API Gateway and the services that send them.
//!
//! Values are the same on every run. Where events hold copies of one thing, such as a path, [`settle()`]
//! makes these agree after the handler's own values were put in.

mod http;
mod notice;
mod records;
mod settle;
#[cfg(test)]
mod tests;

use serde_json::{Value as Json, json};

use crate::trigger::Trigger;
pub(super) use http::filled;
pub(super) use settle::settle;

/// The region of all ARNs; what stands for the user's own is not known to deployed code either.
pub(super) const REGION: &str = "us-east-1";

/// The account of all ARNs, as in AWS's own examples.
pub(super) const ACCOUNT: &str = "123456789012";

/// When everything happens.
pub(super) const TIME: &str = "2026-01-15T10:00:00Z";

/// The same in seconds since 1970.
pub(super) const SECONDS: i64 = 1_768_471_200;

/// An identifier where AWS makes one up.
pub(super) const ID: &str = "6f1e3f5a-52e2-4d3c-8c1e-5d2f3a4b6c7d";

/// Returns the event of a trigger.
pub(super) fn of(trigger: &Trigger) -> Json {
    match trigger {
        Trigger::Http {
            front,
            method,
            path,
        } => http::request(*front, method.as_deref(), path),
        Trigger::WebSocket { route } => http::web_socket(route),
        Trigger::Authorizer { is_token } => http::authorizer(*is_token),
        Trigger::Queue { name } => records::queue(name),
        Trigger::Topic { name } => records::topic(name),
        Trigger::Bucket {
            name,
            what,
            prefix,
            suffix,
        } => records::bucket(name, what, &format!("{prefix}example{}", ending(suffix))),
        Trigger::TableStream { table } => records::table_stream(table),
        Trigger::DataStream { stream } => records::data_stream(stream),
        Trigger::Kafka { topic } => records::kafka(topic),
        Trigger::Broker { queue, is_rabbit } => records::broker(queue, *is_rabbit),
        Trigger::Schedule {
            name,
            input,
            is_scheduler,
        } => given(input.as_deref()).unwrap_or_else(|| notice::schedule(name, *is_scheduler)),
        Trigger::Rule {
            input: Some(input), ..
        } => given(Some(input)).unwrap_or_else(empty),
        Trigger::Rule {
            source,
            detail_type,
            detail,
            ..
        } => notice::rule(source.as_deref(), detail_type.as_deref(), detail),
        Trigger::UserPool { source } => notice::user_pool(source),
        Trigger::Logs { group } => notice::logs(group),
        Trigger::Other { .. } => empty(),
    }
}

/// Returns what an object's key ends with.
fn ending(suffix: &str) -> &str {
    if suffix.is_empty() { ".json" } else { suffix }
}

fn empty() -> Json {
    json!({})
}

/// Returns what a template says is handed over, if that is JSON.
fn given(input: Option<&str>) -> Option<Json> {
    serde_json::from_str(input?).ok()
}

/// Returns the ARN of something.
fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// Returns a name, or one that stands for it.
fn or<'a>(name: &'a str, stand_in: &'a str) -> &'a str {
    if name.is_empty() { stand_in } else { name }
}
