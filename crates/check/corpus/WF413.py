# === blanks for a machine
import json


def handler(event, context):
    return {"statusCode": 200, "body": json.dumps({"id": event["id"]}, indent=4)}  # WF413
# === to another service
import json

import boto3

sqs = boto3.client("sqs")


def handler(event, context):
    sqs.send_message(QueueUrl="q", MessageBody=json.dumps(event["order"], indent=2))  # WF413
    return None
# === near miss: for people, or without
import json


def handler(event, context):
    with open("/tmp/report.json", "w") as file:
        json.dump(event, file, indent=2)
    page = f"<pre>{json.dumps(event['order'], indent=2)}</pre>"
    return {"statusCode": 200, "body": json.dumps({"page": page}, indent=None)}
