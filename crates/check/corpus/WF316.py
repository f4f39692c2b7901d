# === asking again and again
import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    found = sqs.receive_message(QueueUrl="q", MaxNumberOfMessages=10)  # WF316
    return len(found.get("Messages", []))
# === one message at a time, without waiting
import boto3

queue = boto3.resource("sqs").Queue("https://sqs.example.com/1/q")


def handler(event, context):
    for message in queue.receive_messages(WaitTimeSeconds=0):  # WF316
        message.delete()
# === near miss: it waits, or someone else says
import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    sqs.receive_message(QueueUrl="q", WaitTimeSeconds=20)
    sqs.receive_message(QueueUrl="q", **event["options"])
