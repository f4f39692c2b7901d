# === everything is patched
import boto3
from aws_xray_sdk.core import patch_all

patch_all()  # WF204

s3 = boto3.client("s3")


def handler(event, context):
    return s3.head_object(Bucket="b", Key=event["key"])["ETag"]
# === under the module's name
import aws_xray_sdk.core as xray
import requests

xray.patch_all()  # WF204
web = requests.Session()


def handler(event, context):
    return web.get("https://example.com", timeout=2).status_code
# === near miss: Powertools is told what to patch
import boto3
from aws_lambda_powertools import Tracer

tracer = Tracer(service="shop", patch_modules=("botocore",))
s3 = boto3.client("s3")


@tracer.capture_lambda_handler
def handler(event, context):
    return s3.head_object(Bucket="b", Key=event["key"])["ETag"]
# === near miss: only what is used
import boto3
from aws_xray_sdk.core import patch

patch(("botocore",))
s3 = boto3.client("s3")


def handler(event, context):
    return s3.head_object(Bucket="b", Key=event["key"])["ETag"]
# === near miss: gevent's
from gevent import monkey

monkey.patch_all()


def handler(event, context):
    return None
