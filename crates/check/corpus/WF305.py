# === asking until it is done
import time

import boto3

athena = boto3.client("athena")


def handler(event, context):
    run = athena.start_query_execution(QueryString=event["sql"])["QueryExecutionId"]
    while True:
        state = athena.get_query_execution(QueryExecutionId=run)["QueryExecution"]["Status"]["State"]  # WF305
        if state in ("SUCCEEDED", "FAILED"):
            return state
        time.sleep(1)
# === a waiter exists
import time

import boto3

ec2 = boto3.client("ec2")


def running(number):
    found = ec2.describe_instances(InstanceIds=[number])  # WF305
    return found["Reservations"][0]["Instances"][0]["State"]["Name"] == "running"


def handler(event, context):
    for _ in range(60):
        if running(event["instance"]):
            return "running"
        time.sleep(5)
# === near miss: a waiter
import boto3

ec2 = boto3.client("ec2")


def handler(event, context):
    ec2.get_waiter("instance_running").wait(InstanceIds=[event["instance"]])
# === near miss: sleeping between attempts of a write
import time

import boto3

table = boto3.resource("dynamodb").Table("orders")


def handler(event, context):
    for attempt in range(3):
        try:
            return table.put_item(Item=event)
        except Exception:
            time.sleep(2**attempt)
