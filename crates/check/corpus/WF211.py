# === only clients
import boto3  # WF211

sqs = boto3.client("sqs")


def handler(event, context):
    sqs.send_message(QueueUrl="orders", MessageBody=event["body"])
# === near miss: a resource
import boto3

table = boto3.resource("dynamodb").Table("orders")
sqs = boto3.client("sqs")


def handler(event, context):
    table.put_item(Item=event)
    sqs.send_message(QueueUrl="orders", MessageBody=event["body"])
# === near miss: transfers are boto3's
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.upload_file("/tmp/a", "b", event["key"])
