//! Operations of AWS: which read, which take many at once, which answer in pages.
//!
//! Names are those that facts give to calls: `boto3.client[sqs].send_message`,
//! `boto3.resource[dynamodb].Table.get_item`.

use crate::python::{Operation, Surface};

/// How many calls become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) struct Batch {
    pub(in crate::rule) service: &'static str,
    pub(in crate::rule) method: &'static str,
    /// The method that takes many.
    pub(in crate::rule) many: &'static str,
    /// How many it takes.
    pub(in crate::rule) most: u32,
}

const fn batch(
    service: &'static str,
    method: &'static str,
    many: &'static str,
    most: u32,
) -> Batch {
    Batch {
        service,
        method,
        many,
        most,
    }
}

/// Calls for one item, and those for many.
const BATCHES: &[Batch] = &[
    batch("cloudwatch", "put_metric_data", "put_metric_data", 1000),
    batch("comprehend", "detect_entities", "batch_detect_entities", 25),
    batch(
        "comprehend",
        "detect_sentiment",
        "batch_detect_sentiment",
        25,
    ),
    batch("dynamodb", "delete_item", "batch_write_item", 25),
    batch("dynamodb", "get_item", "batch_get_item", 100),
    batch("dynamodb", "put_item", "batch_write_item", 25),
    batch("events", "put_events", "put_events", 10),
    batch("firehose", "put_record", "put_record_batch", 500),
    batch("kinesis", "put_record", "put_records", 500),
    batch("s3", "delete_object", "delete_objects", 1000),
    batch("sns", "publish", "publish_batch", 10),
    batch(
        "sqs",
        "change_message_visibility",
        "change_message_visibility_batch",
        10,
    ),
    batch("sqs", "delete_message", "delete_message_batch", 10),
    batch("sqs", "send_message", "send_message_batch", 10),
    batch("ssm", "get_parameter", "get_parameters", 10),
];

/// Operations that answer in pages, and the part of the answer that holds what was found.
const PAGED: &[(&str, &str, &str)] = &[
    ("cloudwatch", "describe_alarms", "MetricAlarms"),
    ("cloudwatch", "list_metrics", "Metrics"),
    ("cognito-idp", "list_users", "Users"),
    ("dynamodb", "query", "Items"),
    ("dynamodb", "scan", "Items"),
    ("ec2", "describe_instances", "Reservations"),
    ("ec2", "describe_snapshots", "Snapshots"),
    ("ec2", "describe_volumes", "Volumes"),
    ("ecs", "list_tasks", "taskArns"),
    ("iam", "list_roles", "Roles"),
    ("iam", "list_users", "Users"),
    ("lambda", "list_functions", "Functions"),
    ("logs", "describe_log_groups", "logGroups"),
    ("logs", "describe_log_streams", "logStreams"),
    ("logs", "filter_log_events", "events"),
    ("organizations", "list_accounts", "Accounts"),
    ("rds", "describe_db_instances", "DBInstances"),
    ("s3", "list_object_versions", "Versions"),
    ("s3", "list_objects", "Contents"),
    ("s3", "list_objects_v2", "Contents"),
    ("secretsmanager", "list_secrets", "SecretList"),
    ("sns", "list_subscriptions_by_topic", "Subscriptions"),
    ("sns", "list_topics", "Topics"),
    ("ssm", "describe_parameters", "Parameters"),
    ("ssm", "get_parameters_by_path", "Parameters"),
    ("stepfunctions", "list_executions", "executions"),
];

/// Operations that say which part of a batch was refused, and where.
const PARTIAL: &[(&str, &str, &str)] = &[
    ("dynamodb", "batch_get_item", "UnprocessedKeys"),
    ("dynamodb", "batch_write_item", "UnprocessedItems"),
    ("events", "put_events", "FailedEntryCount"),
    ("firehose", "put_record_batch", "FailedPutCount"),
    ("kinesis", "put_records", "FailedRecordCount"),
    ("s3", "delete_objects", "Errors"),
    ("sns", "publish_batch", "Failed"),
    ("sqs", "change_message_visibility_batch", "Failed"),
    ("sqs", "delete_message_batch", "Failed"),
    ("sqs", "send_message_batch", "Failed"),
];

/// Operations whose answer only a deployment changes.
const CONTROL: &[(&str, &str)] = &[
    ("apigateway", "get_rest_apis"),
    ("cognito-idp", "describe_user_pool"),
    ("dynamodb", "describe_table"),
    ("dynamodb", "list_tables"),
    ("kinesis", "describe_stream"),
    ("lambda", "get_function_configuration"),
    ("lambda", "list_functions"),
    ("s3", "get_bucket_location"),
    ("s3", "head_bucket"),
    ("s3", "list_buckets"),
    ("sns", "create_topic"),
    ("sns", "list_topics"),
    ("sqs", "create_queue"),
    ("sqs", "get_queue_url"),
    ("sqs", "list_queues"),
];

impl Operation<'_> {
    /// Returns whether it is one of a service's operations.
    pub(in crate::rule) fn is(&self, service: &str, method: &str) -> bool {
        self.method == method && self.service == service
    }

    /// Returns whether a client offers it.
    pub(in crate::rule) fn is_client(&self) -> bool {
        self.surface == Surface::Client
    }

    /// Returns whether what calls it is more than one item, such as a table's batch writer.
    pub(in crate::rule) fn is_batching(&self) -> bool {
        matches!(self.surface, Surface::ResourcePart(part) if part.ends_with("BatchWriter"))
    }

    /// Returns how many of it become one.
    pub(in crate::rule) fn batch(&self) -> Option<Batch> {
        let is_plain = matches!(
            self.surface,
            Surface::Client | Surface::ResourcePart("Table")
        );
        let mut batches = BATCHES.iter().filter(|_| is_plain);
        batches
            .find(|batch| batch.service == self.service && batch.method == self.method)
            .copied()
    }

    /// Returns the part of its answer of which there may be further pages.
    pub(in crate::rule) fn paged(&self) -> Option<&'static str> {
        let mut paged = PAGED.iter();
        let found = paged
            .find(|(service, method, _)| *service == self.service && *method == self.method)?;
        Some(found.2)
    }

    /// Returns the part of its answer that says what was refused.
    pub(in crate::rule) fn refused(&self) -> Option<&'static str> {
        let mut partial = PARTIAL.iter();
        let found = partial
            .find(|(service, method, _)| *service == self.service && *method == self.method)?;
        Some(found.2)
    }

    /// Returns whether only a deployment changes its answer.
    pub(in crate::rule) fn is_control(&self) -> bool {
        CONTROL.contains(&(self.service, self.method))
    }

    /// Returns whether it reads and changes nothing.
    pub(in crate::rule) fn is_read(&self) -> bool {
        const VERBS: &[&str] = &["batch_get_", "describe_", "get_", "head_", "list_"];
        // These make something of their own rather than ask.
        const NOT: &[&str] = &["get_paginator", "get_waiter", "get_available_subresources"];
        let has_verb = VERBS.iter().any(|verb| self.method.starts_with(verb));
        let is_whole = matches!(self.method, "query" | "scan");
        !NOT.contains(&self.method) && (has_verb || is_whole)
    }

    /// Returns whether it is answered without the network.
    pub(in crate::rule) fn is_local(&self) -> bool {
        const LOCAL: &[&str] = &[
            "batch_writer",
            "can_paginate",
            "close",
            "generate_presigned_post",
            "generate_presigned_url",
            "get_available_subresources",
            "get_paginator",
            "get_waiter",
            "paginate",
        ];
        let is_class = self.method.starts_with(char::is_uppercase);
        is_class || LOCAL.contains(&self.method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation<'a>(service: &'a str, surface: Surface<'a>, method: &'a str) -> Operation<'a> {
        Operation {
            service,
            surface,
            method,
        }
    }

    #[test]
    fn batches_are_of_clients_and_tables() {
        let table = Surface::ResourcePart("Table");
        let found = operation("dynamodb", table, "get_item").batch();
        assert_eq!(found.unwrap().many, "batch_get_item");
        let writer = Surface::ResourcePart("Table.BatchWriter");
        let found = operation("dynamodb", writer, "put_item");
        assert!(found.is_batching() && found.batch().is_none());
    }

    #[test]
    fn reads_change_nothing() {
        assert!(operation("s3", Surface::Client, "head_object").is_read());
        assert!(operation("dynamodb", Surface::ResourcePart("Table"), "query").is_read());
        assert!(!operation("s3", Surface::Client, "get_paginator").is_read());
        assert!(!operation("sqs", Surface::Client, "send_message").is_read());
    }

    #[test]
    fn tables_are_sorted() {
        assert!(BATCHES.is_sorted_by_key(|batch| (batch.service, batch.method)));
        assert!(PAGED.is_sorted() && PARTIAL.is_sorted() && CONTROL.is_sorted());
    }
}
