# === the same file for each invocation
import boto3

s3 = boto3.client("s3")


def handler(event, context):
    s3.download_file("models", "model.onnx", "/tmp/model.onnx")  # WF322
    return open("/tmp/model.onnx", "rb").read(4).hex()
# === an object that is a constant, by a helper
import json
import os

import boto3

s3 = boto3.client("s3")


def rules():
    found = s3.get_object(Bucket=os.environ["BUCKET"], Key="rules.json")  # WF322
    return json.load(found["Body"])


def handler(event, context):
    return rules()[event["kind"]]
# === near miss: the event's, or once
import os

import boto3

s3 = boto3.client("s3")


def model():
    if not os.path.exists("/tmp/model.onnx"):
        s3.download_file("models", "model.onnx", "/tmp/model.onnx")
    return "/tmp/model.onnx"


def handler(event, context):
    s3.download_file(event["bucket"], event["key"], "/tmp/input")
    return model(), s3.get_object(Bucket="b", Key=event["key"])["ETag"]
