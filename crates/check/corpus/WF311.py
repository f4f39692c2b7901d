# === one bad message brings all back
import json

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    for record in event["Records"]:  # WF311
        order = json.loads(record["body"])
        table.update_item(Key={"id": order["id"]}, UpdateExpression="SET seen = seen + 1")
# === by a helper
import base64


def keep(record):
    data = base64.b64decode(record["kinesis"]["data"])
    if not data:
        raise ValueError("empty")


def handler(event, context):
    for record in event["Records"]:  # WF311
        keep(record)
# === near miss: failures are named
import json


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            json.loads(record["body"])
        except ValueError:
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
# === near miss: Powertools names them
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

processor = BatchProcessor(event_type=EventType.SQS)


def keep(record):
    return record.body


def handler(event, context):
    return process_partial_response(event=event, record_handler=keep, processor=processor, context=context)
# === near miss: S3 and SNS send one, and know no partial failure
def handler(event, context):
    keys = []
    for record in event["Records"]:
        keys.append(record["s3"]["object"]["key"])
    for record in event["Records"]:
        keys.append(record["Sns"]["Message"])
    return keys
