//! What a template says, setting by setting, with the place of each: the same words for SAM,
//! `CloudFormation`, the Serverless Framework and Terraform.
//!
//! Nothing is filled in: a setting that is absent has the platform's default, which is for the reader
//! to know. How templates are read is not here.

mod setting;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub use setting::Setting;

/// A file that declares resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The file.
    pub file: PathBuf,
    /// Its language.
    pub language: Language,
    /// Resources, in the order of the file.
    pub resources: Vec<Resource>,
}

/// A language of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// SAM, or `CloudFormation` with SAM's transform.
    Sam,
    /// Plain `CloudFormation`.
    CloudFormation,
    /// `CloudFormation` that CDK made.
    Cdk,
    /// `serverless.yml`.
    Serverless,
    /// A plan of Terraform's, in JSON.
    Terraform,
}

impl Language {
    /// Says whether another program writes the file, which would undo an edit.
    #[must_use]
    pub fn is_generated(self) -> bool {
        matches!(self, Self::Cdk | Self::Terraform)
    }
}

/// One thing that a template declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Logical id, name or address.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its type as the file writes it, such as `AWS::SQS::Queue`; empty where there is none.
    pub written: String,
    /// Where its id stands.
    pub spot: Option<Spot>,
    /// Keys that lead to its settings in the file; empty when they have no place of their own.
    pub path: Vec<String>,
    /// What is said of it.
    pub settings: BTreeMap<Setting, Stated>,
    /// Environment variables, when it is a function.
    pub environment: BTreeMap<String, Stated>,
    /// Ids of other resources that it refers to.
    pub references: BTreeSet<String>,
}

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A function of a Python runtime, or of one that is not declared.
    Function,
    /// What invokes a function.
    Source(Trigger),
    /// An SQS queue.
    Queue,
    /// A REST API of API Gateway's.
    RestApi,
    /// An HTTP API of API Gateway's.
    HttpApi,
    /// A stage of a REST API.
    ApiStage,
    /// An authoriser of API Gateway's.
    Authorizer,
    /// An API's call of a backend.
    Integration,
    /// A group of logs.
    LogGroup,
    /// An instance of a relational database.
    Database,
    /// A cluster of a relational database.
    DatabaseCluster,
    /// A proxy before a database.
    DatabaseProxy,
    /// A layer.
    Layer,
    /// A name for a version of a function.
    Alias,
    /// A published version of a function.
    Version,
    /// Provisioned concurrency that changes with time or load.
    Scaling,
    /// Settings that the file gives to all functions.
    Shared,
    /// A plug-in's settings.
    Packaging,
    /// Anything else.
    Other,
}

/// What invokes a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// A queue of SQS.
    Sqs,
    /// A stream of Kinesis.
    Kinesis,
    /// A stream of a table.
    DynamoDb,
    /// Kafka.
    Kafka,
    /// A queue of Amazon MQ.
    Mq,
    /// A REST API.
    RestApi,
    /// An HTTP API.
    HttpApi,
    /// A load balancer.
    LoadBalancer,
    /// A URL of its own.
    Url,
    /// `AppSync`.
    AppSync,
    /// A hook of Cognito's.
    Cognito,
    /// A schedule.
    Schedule,
    /// What invokes without waiting: S3, SNS, `EventBridge`, logs, `IoT`.
    Asynchronous,
    /// Not known.
    Unknown,
}

impl Trigger {
    /// Says whether somebody waits for the answer.
    #[must_use]
    pub fn is_synchronous(self) -> bool {
        matches!(
            self,
            Self::RestApi
                | Self::HttpApi
                | Self::LoadBalancer
                | Self::Url
                | Self::AppSync
                | Self::Cognito
        )
    }
}

/// What a template says of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub spot: Option<Spot>,
    /// Whose it is.
    pub origin: Origin,
}

/// Whose a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The resource's own.
    Own,
    /// The file gives it to all functions: `Globals`, `provider`.
    Shared,
}

/// A value, as far as the template alone tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar, as a text.
    Known(String),
    /// A list of scalars.
    List(Vec<String>),
    /// A list or map, of which only that it is there is of interest.
    Present,
    /// Known only once deployed; what stands for it reads like the reference.
    Unknown(String),
}

/// A range of one line, or of the first line of what is longer; counted from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The line.
    pub line: u32,
    /// The first character.
    pub column: u32,
    /// The character after the last.
    pub end: u32,
}

impl Template {
    /// Returns the resources of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Resource> {
        self.resources
            .iter()
            .filter(move |resource| resource.kind == kind)
    }

    /// Returns what invokes functions.
    pub fn sources(&self) -> impl Iterator<Item = (&Resource, Trigger)> {
        self.resources.iter().filter_map(|resource| {
            let Kind::Source(trigger) = resource.kind else {
                return None;
            };
            Some((resource, trigger))
        })
    }

    /// Returns what invokes a function.
    pub fn sources_of<'a>(
        &'a self,
        function: &'a str,
    ) -> impl Iterator<Item = (&'a Resource, Trigger)> {
        self.sources()
            .filter(move |(source, _)| source.target(Setting::Function) == Some(function))
    }

    /// Returns the resource with an id.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == id)
    }
}

impl Resource {
    /// Returns what is said of a setting.
    #[must_use]
    pub fn get(&self, setting: Setting) -> Option<&Stated> {
        self.settings.get(&setting)
    }

    /// Says whether a setting is there, whatever its value.
    #[must_use]
    pub fn has(&self, setting: Setting) -> bool {
        self.settings.contains_key(&setting)
    }

    /// Returns a setting's text, if it is known.
    #[must_use]
    pub fn text(&self, setting: Setting) -> Option<&str> {
        self.get(setting)?.text()
    }

    /// Returns a setting's number, if it is known.
    #[must_use]
    pub fn number(&self, setting: Setting) -> Option<i64> {
        self.get(setting)?.number()
    }

    /// Returns whether a setting is switched on, if it is known.
    #[must_use]
    pub fn flag(&self, setting: Setting) -> Option<bool> {
        self.get(setting)?.flag()
    }

    /// Returns the id of the resource that a setting names: `Queue` of `Queue.Arn`.
    #[must_use]
    pub fn target(&self, setting: Setting) -> Option<&str> {
        match &self.get(setting)?.value {
            Value::Known(text) | Value::Unknown(text) => Some(text),
            Value::List(_) | Value::Present => None,
        }
    }
}

impl Stated {
    /// Returns the text, if it is known.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Known(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number, if it is known and one.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        let text = self.text()?.trim();
        text.strip_suffix(".0").unwrap_or(text).parse().ok()
    }

    /// Returns yes or no, if it is known and one of them.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// Returns the texts of a list, or the one that stands alone; what is not known is left out.
    #[must_use]
    pub fn list(&self) -> &[String] {
        match &self.value {
            Value::Known(text) => std::slice::from_ref(text),
            Value::List(list) => list,
            Value::Present | Value::Unknown(_) => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(text: &str) -> Stated {
        Stated {
            value: Value::Known(text.to_owned()),
            spot: None,
            origin: Origin::Own,
        }
    }

    #[test]
    fn values_are_read_as_templates_write_them() {
        assert_eq!(stated("128").number(), Some(128));
        assert_eq!(stated("3.0").number(), Some(3));
        assert_eq!(stated("-1").number(), Some(-1));
        assert_eq!(stated("1.5").number(), None);
        assert_eq!(stated("True").flag(), Some(true));
        assert_eq!(stated("maybe").flag(), None);
    }
}
