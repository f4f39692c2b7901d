//! Which operations have one that does many at once, and how many.
//!
//! Limits are those of the services' own references:
//!
//! - DynamoDB [BatchGetItem] 100 items and 16 MB, [BatchWriteItem] 25 items, which takes no conditions
//! - SQS [SendMessageBatch] and its neighbours 10
//! - SNS [PublishBatch] 10
//! - EventBridge [PutEvents] 10 (256 KB)
//! - Kinesis [PutRecords] 500; Firehose [PutRecordBatch] 500 (4 MiB)
//! - S3 [DeleteObjects] 1,000
//! - Systems Manager [GetParameters] 10
//! - CloudWatch [PutMetricData] 1,000 metrics; [GetMetricData] 500
//! - Secrets Manager [BatchGetSecretValue] 20
//! - Comprehend [BatchDetectSentiment] and its neighbours 25
//! - SES [SendBulkEmail] 50 destinations
//!
//! What has no limit of its own is done a thousand at a time, so that one statement stays below the
//! parameters that a database accepts (65,535 for `PostgreSQL`, 32,766 for `SQLite`) and no single
//! command keeps a Redis busy.
//!
//! [BatchGetItem]: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
//! [BatchWriteItem]: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
//! [SendMessageBatch]: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
//! [PublishBatch]: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
//! [PutEvents]: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
//! [PutRecords]: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
//! [PutRecordBatch]: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
//! [DeleteObjects]: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
//! [GetParameters]: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
//! [PutMetricData]: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
//! [GetMetricData]: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
//! [BatchGetSecretValue]: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
//! [BatchDetectSentiment]: https://docs.aws.amazon.com/comprehend/latest/APIReference/API_BatchDetectSentiment.html
//! [SendBulkEmail]: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html

use super::super::service;
use crate::document::{Call, CallKind};

/// What does many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Replacement {
    /// How it is called in a sentence: `BatchGetItem`.
    pub(super) name: &'static str,
    /// The Python to write.
    pub(super) python: &'static str,
    /// Most items at once.
    pub(super) limit: usize,
    /// Whether it serves several targets, as `GetParameters` several parameters.
    pub(super) any_target: bool,
    /// Parameters that it does not take.
    pub(super) refuses: &'static [&'static str],
}

/// What is done at a time where the service names no limit.
const CHUNK: usize = 1_000;

const CONDITIONS: &[&str] = &[
    "ConditionExpression",
    "Expected",
    "ConditionalOperator",
    "ReturnValues",
    "ReturnValuesOnConditionCheckFailure",
];

/// Service, operation, replacement, the Python, limit, whether it serves several targets.
const AWS: &[(&str, &str, &str, &str, usize, bool)] = &[
    (
        "dynamodb",
        "GetItem",
        "BatchGetItem",
        "client.batch_get_item",
        100,
        false,
    ),
    (
        "dynamodb",
        "PutItem",
        "BatchWriteItem",
        "table.batch_writer()",
        25,
        false,
    ),
    (
        "dynamodb",
        "DeleteItem",
        "BatchWriteItem",
        "table.batch_writer()",
        25,
        false,
    ),
    (
        "sqs",
        "SendMessage",
        "SendMessageBatch",
        "sqs.send_message_batch",
        10,
        false,
    ),
    (
        "sqs",
        "DeleteMessage",
        "DeleteMessageBatch",
        "sqs.delete_message_batch",
        10,
        false,
    ),
    (
        "sqs",
        "ChangeMessageVisibility",
        "ChangeMessageVisibilityBatch",
        "sqs.change_message_visibility_batch",
        10,
        false,
    ),
    (
        "sns",
        "Publish",
        "PublishBatch",
        "sns.publish_batch",
        10,
        false,
    ),
    (
        "eventbridge",
        "PutEvents",
        "PutEvents",
        "events.put_events with all entries",
        10,
        true,
    ),
    (
        "kinesis",
        "PutRecord",
        "PutRecords",
        "kinesis.put_records",
        500,
        false,
    ),
    (
        "firehose",
        "PutRecord",
        "PutRecordBatch",
        "firehose.put_record_batch",
        500,
        false,
    ),
    (
        "s3",
        "DeleteObject",
        "DeleteObjects",
        "s3.delete_objects",
        1_000,
        false,
    ),
    (
        "ssm",
        "GetParameter",
        "GetParameters",
        "ssm.get_parameters",
        10,
        true,
    ),
    (
        "cloudwatch",
        "PutMetricData",
        "PutMetricData",
        "cloudwatch.put_metric_data with all metrics",
        1_000,
        false,
    ),
    (
        "cloudwatch",
        "GetMetricStatistics",
        "GetMetricData",
        "cloudwatch.get_metric_data",
        500,
        true,
    ),
    (
        "secretsmanager",
        "GetSecretValue",
        "BatchGetSecretValue",
        "secretsmanager.batch_get_secret_value",
        20,
        true,
    ),
    (
        "comprehend",
        "DetectSentiment",
        "BatchDetectSentiment",
        "comprehend.batch_detect_sentiment",
        25,
        true,
    ),
    (
        "comprehend",
        "DetectEntities",
        "BatchDetectEntities",
        "comprehend.batch_detect_entities",
        25,
        true,
    ),
    (
        "comprehend",
        "DetectKeyPhrases",
        "BatchDetectKeyPhrases",
        "comprehend.batch_detect_key_phrases",
        25,
        true,
    ),
    (
        "comprehend",
        "DetectDominantLanguage",
        "BatchDetectDominantLanguage",
        "comprehend.batch_detect_dominant_language",
        25,
        true,
    ),
    (
        "sesv2",
        "SendEmail",
        "SendBulkEmail",
        "sesv2.send_bulk_email",
        50,
        true,
    ),
];

/// Command, replacement, the Python.
const REDIS: &[(&str, &str, &str)] = &[
    ("GET", "MGET", "redis.mget"),
    ("SET", "pipeline", "redis.pipeline()"),
    ("HGET", "pipeline", "redis.pipeline()"),
    ("HGETALL", "pipeline", "redis.pipeline()"),
    ("HSET", "pipeline", "redis.pipeline()"),
    ("DEL", "DEL of all keys", "redis.delete(*keys)"),
    ("EXISTS", "pipeline", "redis.pipeline()"),
    ("EXPIRE", "pipeline", "redis.pipeline()"),
    ("INCR", "pipeline", "redis.pipeline()"),
    ("SADD", "pipeline", "redis.pipeline()"),
    ("LPUSH", "pipeline", "redis.pipeline()"),
    ("RPUSH", "pipeline", "redis.pipeline()"),
    ("ZADD", "pipeline", "redis.pipeline()"),
];

/// Command, replacement, the Python.
const MONGODB: &[(&str, &str, &str)] = &[
    (
        "find",
        "find with `$in`",
        "collection.find({\"_id\": {\"$in\": ids}})",
    ),
    (
        "find_one",
        "find with `$in`",
        "collection.find({\"_id\": {\"$in\": ids}})",
    ),
    ("insert", "insert_many", "collection.insert_many"),
    ("insert_one", "insert_many", "collection.insert_many"),
    ("update", "bulk_write", "collection.bulk_write"),
    ("update_one", "bulk_write", "collection.bulk_write"),
    ("delete", "bulk_write", "collection.bulk_write"),
    ("delete_one", "bulk_write", "collection.bulk_write"),
];

/// Returns what replaces many calls like this one.
pub(super) fn of(call: &Call) -> Option<Replacement> {
    match call.kind {
        CallKind::Aws => of_aws(&call.operation),
        CallKind::Redis => of_command(REDIS, &call.operation),
        CallKind::Mongodb => of_command(MONGODB, &call.operation),
        CallKind::Sql => of_statement(call.statement.as_deref()?),
        _ => None,
    }
}

fn of_aws(operation: &str) -> Option<Replacement> {
    let (service, operation) = operation.split_once('.')?;
    let service = service::plain(service);
    let row = AWS
        .iter()
        .find(|row| row.0 == service && row.1 == operation)?;
    Some(Replacement {
        name: row.2,
        python: row.3,
        limit: row.4,
        any_target: row.5,
        refuses: if row.2 == "BatchWriteItem" {
            CONDITIONS
        } else {
            &[]
        },
    })
}

fn of_command(table: &[(&str, &'static str, &'static str)], command: &str) -> Option<Replacement> {
    let command = command.rsplit('.').next().unwrap_or(command);
    let row = table
        .iter()
        .find(|row| row.0.eq_ignore_ascii_case(command))?;
    Some(chunked(row.1, row.2, false))
}

fn of_statement(statement: &str) -> Option<Replacement> {
    let statement = statement.trim_start().to_ascii_uppercase();
    let begins = |word: &str| {
        let rest = statement.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    if begins("INSERT") && statement.contains("VALUES") {
        return Some(chunked(
            "INSERT of many rows",
            "`executemany` or one INSERT of many rows",
            false,
        ));
    }
    if begins("SELECT") && by_key(&statement) {
        return Some(chunked(
            "SELECT with `IN`",
            "one SELECT with `IN (..)` or `= ANY(..)`, or eager loading in an ORM",
            false,
        ));
    }
    if (begins("UPDATE") || begins("DELETE")) && by_key(&statement) {
        return Some(chunked(
            "`executemany`",
            "`executemany` or one statement with `IN (..)`",
            false,
        ));
    }
    None
}

/// Tells whether rows are chosen by one value that is given each time.
fn by_key(statement: &str) -> bool {
    let Some((_, condition)) = statement.split_once("WHERE") else {
        return false;
    };
    condition.match_indices('=').any(|(at, _)| {
        let (before, behind) = (&condition[..at], &condition[at + 1..]);
        let last = before.split_whitespace().next_back().unwrap_or_default();
        let compares = before.ends_with(['<', '>', '!']);
        let given = |word: &str| word.trim_start().starts_with(['?', '%', ':', '$', '@']);
        !compares && (given(behind) || given(last.trim_start_matches('(')))
    })
}

fn chunked(name: &'static str, python: &'static str, any_target: bool) -> Replacement {
    Replacement {
        name,
        python,
        limit: CHUNK,
        any_target,
        refuses: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::trace::{aws, of_kind, sql};
    use super::*;

    fn name(call: &Call) -> Option<(&'static str, usize)> {
        of(call).map(|replacement| (replacement.name, replacement.limit))
    }

    #[test]
    fn services_are_known_by_any_of_their_names() {
        for operation in [
            "Secrets Manager.GetSecretValue",
            "SecretsManager.GetSecretValue",
        ] {
            assert_eq!(
                name(&aws(operation, "").call),
                Some(("BatchGetSecretValue", 20))
            );
        }
        for operation in ["EventBridge.PutEvents", "events.PutEvents"] {
            assert_eq!(name(&aws(operation, "").call), Some(("PutEvents", 10)));
        }
        assert_eq!(
            name(&aws("DynamoDB.GetItem", "t").call),
            Some(("BatchGetItem", 100))
        );
        assert_eq!(name(&aws("Lambda.Invoke", "f").call), None);
        assert_eq!(name(&aws("DynamoDB.Query", "t").call), None);
    }

    #[test]
    fn statements_are_replaced_when_rows_go_by_key() {
        let named = |statement| name(&sql(statement).call).map(|(name, _)| name);
        assert_eq!(
            named("SELECT * FROM t WHERE id = %s"),
            Some("SELECT with `IN`")
        );
        assert_eq!(
            named("select * from t where id = ?"),
            Some("SELECT with `IN`")
        );
        assert_eq!(
            named("SELECT a FROM t WHERE %(param_1)s::INTEGER = t.id"),
            Some("SELECT with `IN`")
        );
        assert_eq!(named("SELECT * FROM t WHERE day >= ? AND 1 <= day"), None);
        assert_eq!(
            named("INSERT INTO t VALUES (?, ?)"),
            Some("INSERT of many rows")
        );
        assert_eq!(
            named("UPDATE t SET a = 1 WHERE id = :id"),
            Some("`executemany`")
        );
        assert_eq!(named("SELECT * FROM t WHERE day > '2026-01-01'"), None);
        assert_eq!(named("SELECT now()"), None);
        assert_eq!(named("SELECTED"), None);
        assert_eq!(named("INSERT INTO t SELECT * FROM s"), None);
    }

    #[test]
    fn commands_are_replaced() {
        let of =
            |kind, operation| name(&of_kind(kind, "redis", operation).call).map(|found| found.0);
        assert_eq!(of(CallKind::Redis, "GET"), Some("MGET"));
        assert_eq!(of(CallKind::Redis, "SUBSCRIBE"), None);
        assert_eq!(of(CallKind::Mongodb, "find"), Some("find with `$in`"));
        assert_eq!(of(CallKind::Http, "GET"), None);
    }
}
