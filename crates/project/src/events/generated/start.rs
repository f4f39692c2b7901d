//! Where events begin: the triggers of the template, the routes of the code, or else what the code
//! reads.

use serde_json::Value as Json;

use super::code::{Decisions, Entry, Route, Sources};
use super::shape;
use super::wanted::{Reads, Step};
use crate::trigger::{Front, Trigger};

/// Most places where events begin.
const MOST: usize = 24;

/// One of the ways in which the function is invoked.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Its name, fit for a file.
    pub(super) name: String,
    /// What it is, for people.
    pub(super) why: String,
    pub(super) trigger: Trigger,
    pub(super) entry: Entry,
    /// The event as the trigger shapes it.
    pub(super) shape: Json,
}

impl Start {
    fn new(trigger: Trigger, entry: Entry) -> Self {
        let (name, why) = named(&trigger);
        Self {
            name,
            why,
            shape: shape::of(&trigger),
            trigger,
            entry,
        }
    }
}

/// Returns the ways in which a function is invoked.
pub(super) fn all(triggers: &[Trigger], sources: &Sources, handler: &Entry) -> Vec<Start> {
    let routes = sources.routes();
    let reads = sources.reads(handler, &Decisions::new());
    let mut starts = Vec::new();
    let fronts = triggers.iter().filter_map(|trigger| match trigger {
        Trigger::Http { front, path, .. } => Some((*front, path.clone())),
        _ => None,
    });
    let fronts: Vec<(Front, String)> = fronts.collect();
    if !routes.is_empty() && (triggers.is_empty() || !fronts.is_empty()) {
        starts.extend(routes.into_iter().map(|route| routed(route, &fronts)));
    }
    let has_routes = !starts.is_empty();
    for trigger in triggers {
        match trigger {
            Trigger::Http { .. } if has_routes => {}
            Trigger::Http { .. } => starts.extend(dispatched(trigger, handler, &reads)),
            other => starts.push(Start::new(other.clone(), handler.clone())),
        }
    }
    if starts.is_empty() {
        let trigger = inferred(&reads);
        match trigger {
            Trigger::Http { .. } => starts.extend(dispatched(&trigger, handler, &reads)),
            other => starts.push(Start::new(other, handler.clone())),
        }
    }
    starts.truncate(MOST);
    starts
}

/// Returns the start of a route of the code, through the trigger that leads there.
fn routed(route: Route, fronts: &[(Front, String)]) -> Start {
    let same = |path: &str| {
        let parts = |path: &str| {
            path.split('/')
                .map(|part| part.starts_with('{'))
                .collect::<Vec<_>>()
        };
        let literal = |path: &str| {
            path.split('/')
                .filter(|part| !part.starts_with('{'))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        parts(path) == parts(&route.path) && literal(path) == literal(&route.path)
    };
    let exact = fronts.iter().find(|(_, path)| same(path));
    let greedy = fronts.iter().find(|(_, path)| path.contains("+}"));
    let (front, path) = match exact.or(greedy).or(fronts.first()) {
        Some((front, path)) => (*front, path.clone()),
        None => (
            route.front.unwrap_or(Front::HttpApi),
            "/{proxy+}".to_owned(),
        ),
    };
    let trigger = Trigger::Http {
        front,
        method: Some(route.method.clone()),
        path,
    };
    let name = slug(&format!("{} {}", route.method, route.path));
    let why = format!("{} {}", route.method, route.path);
    let entry = Entry::Route(route);
    Start {
        name,
        why,
        ..Start::new(trigger, entry)
    }
}

/// Returns the requests that a handler tells apart by method and path itself.
fn dispatched(trigger: &Trigger, handler: &Entry, reads: &Reads) -> Vec<Start> {
    let Trigger::Http {
        front,
        method,
        path,
    } = trigger
    else {
        return Vec::new();
    };
    let is_open = path.contains("+}");
    let keys = constants(reads, &[&["routeKey"], &["requestContext", "routeKey"]]);
    if is_open && !keys.is_empty() {
        let triggers = keys
            .iter()
            .map(|key| crate::trigger::route_key(*front, key));
        return triggers
            .map(|trigger| Start::new(trigger, handler.clone()))
            .collect();
    }
    let found = constants(
        reads,
        &[&["httpMethod"], &["requestContext", "http", "method"]],
    );
    let methods = match method {
        Some(method) => vec![method.clone()],
        None if !found.is_empty() => found,
        None if reads.has(&["body"]) => vec!["POST".to_owned()],
        None => vec!["GET".to_owned()],
    };
    let found = constants(
        reads,
        &[
            &["path"],
            &["rawPath"],
            &["resource"],
            &["requestContext", "http", "path"],
        ],
    );
    let paths = if is_open && !found.is_empty() {
        found
    } else {
        vec![path.clone()]
    };
    let own = format!("{} {path}", method.as_deref().unwrap_or("ANY"));
    let others = keys.iter().filter(|key| **key != own && !is_open);
    let others =
        others.map(|key| Start::new(crate::trigger::route_key(*front, key), handler.clone()));
    let mut starts = Vec::new();
    for path in &paths {
        for method in &methods {
            let trigger = Trigger::Http {
                front: *front,
                method: Some(method.to_ascii_uppercase()),
                path: path.clone(),
            };
            starts.push(Start::new(trigger, handler.clone()));
        }
    }
    starts.extend(others);
    starts
}

/// Returns the texts that places are compared with.
fn constants(reads: &Reads, places: &[&[&str]]) -> Vec<String> {
    let mut texts = Vec::new();
    for keys in places {
        let path: Vec<Step> = keys
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect();
        let found = reads.places().into_iter().find(|(place, _)| *place == path);
        for constant in found.into_iter().flat_map(|(_, wanted)| &wanted.constants) {
            if let Some(text) = constant.as_str()
                && !texts.iter().any(|known| known == text)
            {
                texts.push(text.to_owned());
            }
        }
    }
    texts
}

/// Guesses the trigger from what the code reads.
fn inferred(reads: &Reads) -> Trigger {
    let has = |keys: &[&str]| reads.has(keys);
    let name = String::new;
    let open = |front| Trigger::Http {
        front,
        method: None,
        path: "/{proxy+}".to_owned(),
    };
    if has(&["Records"]) {
        return of_records(reads);
    }
    if has(&["methodArn"]) || has(&["authorizationToken"]) {
        return Trigger::Authorizer {
            is_token: has(&["authorizationToken"]),
        };
    }
    if has(&["awslogs"]) {
        return Trigger::Logs { group: name() };
    }
    if has(&["triggerSource"]) || has(&["request", "userAttributes"]) {
        let source = constants(reads, &[&["triggerSource"]]);
        return Trigger::UserPool {
            source: source.into_iter().next().unwrap_or_default(),
        };
    }
    if has(&["detail"]) || has(&["detail-type"]) {
        return Trigger::Rule {
            name: name(),
            source: constants(reads, &[&["source"]]).into_iter().next(),
            detail_type: constants(reads, &[&["detail-type"]]).into_iter().next(),
            detail: Vec::new(),
            input: None,
        };
    }
    let is_second = ["routeKey", "rawPath", "rawQueryString", "cookies"]
        .iter()
        .any(|key| has(&[key]));
    if is_second || has(&["requestContext", "http"]) {
        return open(Front::HttpApi);
    }
    if has(&["requestContext", "elb"]) {
        return open(Front::LoadBalancer);
    }
    if has(&["httpMethod"]) || has(&["resource"]) || has(&["multiValueHeaders"]) {
        return open(Front::Rest);
    }
    let is_request = ["body", "pathParameters", "queryStringParameters", "headers"];
    if is_request.iter().any(|key| has(&[key])) {
        return open(Front::HttpApi);
    }
    Trigger::Other {
        kind: String::new(),
    }
}

/// Guesses what sends a batch of records from what is read of each.
fn of_records(reads: &Reads) -> Trigger {
    let record = |key: &str| reads.has(&["Records", "[]", key]);
    let name = String::new();
    if record("Sns") {
        Trigger::Topic { name }
    } else if record("s3") {
        crate::trigger::bucket()
    } else if record("dynamodb") {
        Trigger::TableStream { table: name }
    } else if record("kinesis") {
        Trigger::DataStream { stream: name }
    } else {
        Trigger::Queue { name }
    }
}

/// Returns what events of a trigger are called, and what they are.
fn named(trigger: &Trigger) -> (String, String) {
    let of = |kind: &str, what: &str, name: &str| {
        let why = if name.is_empty() {
            what.to_owned()
        } else {
            format!("{what} `{name}`")
        };
        (kind.to_owned(), why)
    };
    match trigger {
        Trigger::Http { method, path, .. } => {
            let why = format!("{} {path}", method.as_deref().unwrap_or("GET"));
            (slug(&why.replace("{proxy+}", "")), why)
        }
        Trigger::WebSocket { route } => (
            slug(&format!("socket {route}")),
            format!("a message of route `{route}`"),
        ),
        Trigger::Queue { name } => of("queue", "a message of queue", name),
        Trigger::Topic { name } => of("topic", "a message of topic", name),
        Trigger::Bucket { name, .. } => of("bucket", "an object of bucket", name),
        Trigger::Schedule { name, .. } => of("schedule", "schedule", name),
        Trigger::Rule {
            detail_type, name, ..
        } => {
            let kind = detail_type
                .as_deref()
                .map(slug)
                .filter(|slug| !slug.is_empty());
            of(
                &kind.unwrap_or_else(|| "rule".to_owned()),
                "an event of rule",
                name,
            )
        }
        Trigger::TableStream { table } => of("table", "changes to table", table),
        Trigger::DataStream { stream } => of("stream", "a record of stream", stream),
        Trigger::Kafka { topic } => of("kafka", "a record of topic", topic),
        Trigger::Broker { queue, .. } => of("broker", "a message of queue", queue),
        Trigger::UserPool { source } => of("user-pool", "a step of a user pool", source),
        Trigger::Logs { group } => of("logs", "lines of log group", group),
        Trigger::Authorizer { .. } => of("authorizer", "a question to an authorizer", ""),
        Trigger::Other { kind } if kind.is_empty() => of("event", "an event of the code's own", ""),
        Trigger::Other { kind } => of(&slug(kind), "an event of", kind),
    }
}

/// Returns a text as part of a file's name.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= 48 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}
