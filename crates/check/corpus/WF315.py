# === the control plane, for each event
import boto3

dynamodb = boto3.client("dynamodb")
s3 = boto3.client("s3")


def handler(event, context):
    count = dynamodb.describe_table(TableName="orders")["Table"]["ItemCount"]  # WF315
    names = [each["Name"] for each in s3.list_buckets()["Buckets"]]  # WF315
    return count, names
# === the address of a queue, by a helper
import boto3

sqs = boto3.client("sqs")


def url(name):
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]  # WF315


def handler(event, context):
    sqs.send_message(QueueUrl=url("orders"), MessageBody=event["body"])
# === near miss: once, or what this function is for
from functools import cache

import boto3

sqs = boto3.client("sqs")
ec2 = boto3.client("ec2")
URL = sqs.get_queue_url(QueueName="orders")["QueueUrl"]


@cache
def url(name):
    return sqs.get_queue_url(QueueName=name)["QueueUrl"]


def handler(event, context):
    sqs.send_message(QueueUrl=URL, MessageBody=event["body"])
    sqs.send_message(QueueUrl=url("mail"), MessageBody=event["body"])
    return ec2.describe_instances(InstanceIds=[event["instance"]])
