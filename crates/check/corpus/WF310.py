# === what was refused is lost
import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    dynamodb.batch_write_item(RequestItems={"orders": event["requests"]})  # WF310
# === of three services
import boto3

sqs = boto3.client("sqs")
kinesis = boto3.client("kinesis")
events = boto3.client("events")


def handler(event, context):
    sqs.send_message_batch(QueueUrl="q", Entries=event["entries"])  # WF310
    kinesis.put_records(StreamName="s", Records=event["records"])  # WF310
    answer = events.put_events(Entries=event["events"])  # WF310
    return answer["ResponseMetadata"]["RequestId"]
# === near miss: looked at
import boto3

dynamodb = boto3.client("dynamodb")
sqs = boto3.client("sqs")


def send(entries):
    return sqs.send_message_batch(QueueUrl="q", Entries=entries)


def handler(event, context):
    left = {"orders": event["requests"]}
    while left:
        left = dynamodb.batch_write_item(RequestItems=left)["UnprocessedItems"]
    answer = send(event["entries"])
    if answer.get("Failed"):
        raise RuntimeError(answer["Failed"])
# === near miss: handed on
import boto3
from checks import check

events = boto3.client("events")


def handler(event, context):
    check(events.put_events(Entries=event["events"]))
# --- checks.py
def check(answer):
    if answer["FailedEntryCount"]:
        raise RuntimeError("refused")
