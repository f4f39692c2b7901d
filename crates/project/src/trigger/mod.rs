//! What triggers a function: routes, queues, topics, buckets, streams, schedules and rules that a
//! template connects with it.
//!
//! It reads the file that declares the function once more, on its own: whatever is odd there costs a
//! trigger, never the function. It knows nothing of what events look like.

mod declared;
mod serverless;
mod source;
mod template;
mod terraform;
#[cfg(test)]
mod tests;

use crate::Surroundings;
use crate::configuration::load_below;
use crate::document::{self, Node};
use crate::functions::{self, Found};

/// Most triggers of one function that are told.
const MOST: usize = 60;

/// What has the function invoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A request over HTTP.
    Http {
        /// What takes the request.
        front: Front,
        /// Method in capitals; `None` where any will do.
        method: Option<String>,
        /// Path with its parameters in braces: `/orders/{id}`.
        path: String,
    },
    /// A message on a connection that stays.
    WebSocket {
        /// Route: `$connect`, `$disconnect`, `$default` or one of the API's own.
        route: String,
    },
    /// Messages of a queue of SQS.
    Queue {
        /// Name of the queue.
        name: String,
    },
    /// Messages of a topic of SNS.
    Topic {
        /// Name of the topic.
        name: String,
    },
    /// Something happened to objects of a bucket.
    Bucket {
        /// Name of the bucket.
        name: String,
        /// What happened: `ObjectCreated:Put`.
        what: String,
        /// What keys begin with.
        prefix: String,
        /// What keys end with.
        suffix: String,
    },
    /// The time has come.
    Schedule {
        /// Name of the schedule or rule.
        name: String,
        /// What it hands over instead of an event of its own: JSON.
        input: Option<String>,
        /// Whether `EventBridge Scheduler` keeps it, which hands over `{}`, and not a rule.
        is_scheduler: bool,
    },
    /// An event on a bus matched a rule.
    Rule {
        /// Name of the rule.
        name: String,
        /// Source of the event: `aws.ec2`.
        source: Option<String>,
        /// What kind of event it is.
        detail_type: Option<String>,
        /// What its detail must match: fields by their paths, and a value each.
        detail: Vec<(Vec<String>, serde_json::Value)>,
        /// What it hands over instead of the event: JSON.
        input: Option<String>,
    },
    /// Changes to a table of `DynamoDB`.
    TableStream {
        /// Name of the table.
        table: String,
    },
    /// Records of a stream of Kinesis.
    DataStream {
        /// Name of the stream.
        stream: String,
    },
    /// Records of a topic of Kafka.
    Kafka {
        /// Name of the topic.
        topic: String,
    },
    /// Messages of a queue of Amazon MQ.
    Broker {
        /// Name of the queue.
        queue: String,
        /// Whether the broker is `RabbitMQ`, not `ActiveMQ`.
        is_rabbit: bool,
    },
    /// A step of a user pool of Cognito.
    UserPool {
        /// The step, as its event has it: `PreSignUp_SignUp`.
        source: String,
    },
    /// Lines of a log group.
    Logs {
        /// Name of the group.
        group: String,
    },
    /// An authorizer of an API that is asked by token or by request.
    Authorizer {
        /// Whether it gets a token alone, not the request.
        is_token: bool,
    },
    /// Something whose events are not known here.
    Other {
        /// What it is called in the template.
        kind: String,
    },
}

/// What takes a request over HTTP, which decides on the event's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Front {
    /// A REST API of API Gateway: payloads of version 1.
    Rest,
    /// An HTTP API of API Gateway: payloads of version 2.
    HttpApi,
    /// The function's own URL.
    FunctionUrl,
    /// An application load balancer.
    LoadBalancer,
}

/// What was found of a function's triggers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Triggers {
    /// Triggers in the order of the file, each once.
    pub triggers: Vec<Trigger>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

impl Triggers {
    fn add(&mut self, trigger: Trigger) {
        if self.triggers.len() < MOST && !self.triggers.contains(&trigger) {
            self.triggers.push(trigger);
        }
    }
}

/// Finds what triggers a function, in the file that declares it.
#[must_use]
pub fn of(found: &Found, surroundings: &Surroundings) -> Triggers {
    let ending = found.file.extension().and_then(|ending| ending.to_str());
    if !matches!(ending, Some("yaml" | "yml" | "json")) {
        return Triggers::default();
    }
    match document::read(&found.file) {
        Ok(document) => {
            let folder = found.file.parent().unwrap_or(&found.file).to_owned();
            let load = |written: &str| load_below(&folder, written);
            in_document(&document, &found.declared_as, &load, surroundings)
        }
        Err(error) => Triggers {
            notes: vec![format!("its triggers are not known: {error}")],
            ..Triggers::default()
        },
    }
}

fn in_document(
    document: &Node,
    function: &str,
    load: &functions::serverless::Load<'_>,
    surroundings: &Surroundings,
) -> Triggers {
    if functions::template::is_template(document) {
        template::read(document, function, surroundings)
    } else if functions::serverless::is_serverless(document) {
        serverless::read(document, function, load, &surroundings.region)
    } else if functions::terraform::is_plan(document) {
        terraform::read(document, function)
    } else {
        Triggers::default()
    }
}

/// Parses a template, `serverless.yml` or plan, and finds what triggers a function there.
#[must_use]
pub fn parse(text: &str, function: &str, surroundings: &Surroundings) -> Triggers {
    match document::yaml::parse(text) {
        Ok(document) => in_document(&document, function, &|_| Ok(None), surroundings),
        Err(_) => Triggers::default(),
    }
}

/// Returns the trigger of a route's key, such as `GET /orders`.
pub(crate) fn route_key(front: Front, key: &str) -> Trigger {
    source::route_key(front, key)
}

/// Returns the trigger of a bucket of which nothing is known.
pub(crate) fn bucket() -> Trigger {
    source::bucket(String::new(), None, Vec::new())
}
