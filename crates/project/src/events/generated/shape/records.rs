//! Batches: queues, topics, buckets, streams, brokers.

use serde_json::{Value as Json, json};

use super::{ACCOUNT, ID, REGION, SECONDS, TIME, arn, or};
use crate::events::generated::encoded::base64;

/// What a message says where the code does not tell what it reads.
const MESSAGE: &str = "{\"message\": \"hello\"}";

/// Returns a batch of one message of SQS.
pub(super) fn queue(name: &str) -> Json {
    let name = or(name, "queue");
    json!({ "Records": [{
        "messageId": ID,
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": MESSAGE,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": (SECONDS * 1000).to_string(),
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": (SECONDS * 1000 + 1).to_string()
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": arn("sqs", name),
        "awsRegion": REGION
    }] })
}

/// Returns a message of SNS.
pub(super) fn topic(name: &str) -> Json {
    let topic = arn("sns", or(name, "topic"));
    json!({ "Records": [{
        "EventVersion": "1.0",
        "EventSubscriptionArn": format!("{topic}:21be56ed-a058-49f5-8c98-aedd2564c486"),
        "EventSource": "aws:sns",
        "Sns": {
            "SignatureVersion": "1",
            "Timestamp": "2026-01-15T10:00:00.000Z",
            "Signature": "tcc6faL2yUC6dgZdmrwh1Y4cGa/ebXEkAi6RibDsvpi+tE/1+82j",
            "SigningCertUrl": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService.pem",
            "MessageId": ID,
            "Message": MESSAGE,
            "MessageAttributes": {},
            "Type": "Notification",
            "UnsubscribeUrl": format!("https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={topic}"),
            "TopicArn": topic,
            "Subject": "Notification"
        }
    }] })
}

/// Returns what S3 tells of an object.
pub(super) fn bucket(name: &str, what: &str, key: &str) -> Json {
    let name = or(name, "bucket");
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": "2026-01-15T10:00:00.000Z",
        "eventName": what,
        "userIdentity": { "principalId": "AWS:AIDAINPONIXQXHT3IKHL2" },
        "requestParameters": { "sourceIPAddress": "203.0.113.10" },
        "responseElements": {
            "x-amz-request-id": "D82B88E5F771F645",
            "x-amz-id-2": "vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo="
        },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "828aa6fc-f7b5-4305-8584-487c791949c1",
            "bucket": {
                "name": name,
                "ownerIdentity": { "principalId": "A3I5XTEXAMAI3E" },
                "arn": format!("arn:aws:s3:::{name}")
            },
            "object": {
                "key": key,
                "size": 1024,
                "eTag": "b21b84d653bb07b05b1e6b33684dc11b",
                "sequencer": "0C0F6F405D6ED209E1"
            }
        }
    }] })
}

/// Returns changes to a table of `DynamoDB`: an item that came, one that changed, one that went.
pub(super) fn table_stream(table: &str) -> Json {
    let table = or(table, "table");
    let source = arn(
        "dynamodb",
        &format!("table/{table}/stream/2026-01-01T00:00:00.000"),
    );
    let keys = json!({ "id": { "S": "1001" } });
    let record = |event: &str, old: Option<Json>, new: Option<Json>| {
        let mut change = json!({
            "ApproximateCreationDateTime": SECONDS,
            "Keys": keys,
            "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 26,
            "StreamViewType": "NEW_AND_OLD_IMAGES"
        });
        let images = [("OldImage", old), ("NewImage", new)];
        for (name, image) in images {
            if let Some(image) = image {
                change[name] = image;
            }
        }
        json!({
            "eventID": "c4ca4238a0b923820dcc509a6f75849b",
            "eventVersion": "1.1",
            "dynamodb": change,
            "awsRegion": REGION,
            "eventName": event,
            "eventSourceARN": source,
            "eventSource": "aws:dynamodb"
        })
    };
    let image = |status: &str| json!({ "id": { "S": "1001" }, "status": { "S": status } });
    json!({ "Records": [
        record("INSERT", None, Some(image("new"))),
        record("MODIFY", Some(image("new")), Some(image("open"))),
        record("REMOVE", Some(image("open")), None)
    ] })
}

/// Returns a record of a stream of Kinesis.
pub(super) fn data_stream(stream: &str) -> Json {
    let number = "49545115243490985018280067714973144582180062593244200961";
    json!({ "Records": [{
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "1001",
            "sequenceNumber": number,
            "data": base64(MESSAGE.as_bytes()),
            "approximateArrivalTimestamp": SECONDS
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("shardId-000000000006:{number}"),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": format!("arn:aws:iam::{ACCOUNT}:role/lambda-role"),
        "awsRegion": REGION,
        "eventSourceARN": arn("kinesis", &format!("stream/{}", or(stream, "stream")))
    }] })
}

/// Returns a record of a topic of Kafka.
pub(super) fn kafka(topic: &str) -> Json {
    let topic = or(topic, "topic");
    let partition = format!("{topic}-0");
    json!({
        "eventSource": "aws:kafka",
        "eventSourceArn": arn("kafka", "cluster/example/751d2973-a626-431c-9d4e-d7975eb44dd7-2"),
        "bootstrapServers": "b-1.example.kafka.us-east-1.amazonaws.com:9092",
        "records": { partition: [{
            "topic": topic,
            "partition": 0,
            "offset": 15,
            "timestamp": SECONDS * 1000,
            "timestampType": "CREATE_TIME",
            "key": base64(b"1001"),
            "value": base64(MESSAGE.as_bytes()),
            "headers": []
        }] }
    })
}

/// Returns a message of a broker of Amazon MQ.
pub(super) fn broker(queue: &str, is_rabbit: bool) -> Json {
    let queue = or(queue, "queue");
    let source = arn(
        "mq",
        "broker:example:b-9bcfa592-423a-4942-879d-eb284b418fc8",
    );
    let data = base64(MESSAGE.as_bytes());
    if is_rabbit {
        return json!({
            "eventSource": "aws:rmq",
            "eventSourceArn": source,
            "rmqMessagesByQueue": { format!("{queue}::/"): [{
                "basicProperties": { "contentType": "application/json", "deliveryMode": 1 },
                "redelivered": false,
                "data": data
            }] }
        });
    }
    json!({
        "eventSource": "aws:mq",
        "eventSourceArn": source,
        "messages": [{
            "messageID": "ID:b-9bcfa592-423a-4942-879d-eb284b418fc8-1.mq.us-east-1.amazonaws.com-37557-1234520418293-4:1:1:1:1",
            "messageType": "jms/text-message",
            "data": data,
            "destination": { "physicalName": queue },
            "redelivered": false,
            "timestamp": SECONDS * 1000,
            "time": TIME
        }]
    })
}
