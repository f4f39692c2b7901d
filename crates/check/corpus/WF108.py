# === a secret for each invocation
import json

import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    found = secrets.get_secret_value(SecretId="shop/payment")  # WF108
    key = json.loads(found["SecretString"])["key"]
    return {"charged": bool(key)}
# === a parameter, by a helper
import boto3

ssm = boto3.client("ssm")


def setting(name):
    return ssm.get_parameter(Name=f"/shop/{name}", WithDecryption=True)["Parameter"]["Value"]  # WF108


def handler(event, context):
    return setting("free-shipping-from")
# === several parameters at once, in a class
import os

import boto3


class Settings:
    def __init__(self):
        self.ssm = boto3.client("ssm")

    def read(self):
        found = self.ssm.get_parameters_by_path(Path=os.environ["PREFIX"])  # WF108
        return {each["Name"]: each["Value"] for each in found["Parameters"]}


settings = Settings()


def handler(event, context):
    return settings.read()["/shop/open"]
# === near miss: at init
import boto3

KEY = boto3.client("secretsmanager").get_secret_value(SecretId="shop/payment")["SecretString"]


def handler(event, context):
    return {"charged": bool(KEY)}
# === near miss: Powertools keeps it for a while
from aws_lambda_powertools.utilities import parameters


def handler(event, context):
    return parameters.get_parameter("/shop/open", max_age=300), parameters.get_secret("shop/payment")
# === near miss: a secret of the event's tenant
import boto3

secrets = boto3.client("secretsmanager")


def handler(event, context):
    return secrets.get_secret_value(SecretId=f"tenants/{event['tenant']}")["SecretString"]
# === near miss: kept with its time
import time

import boto3

ssm = boto3.client("ssm")
_kept = {"value": None, "until": 0.0}


def limit():
    if time.monotonic() > _kept["until"]:
        _kept["value"] = ssm.get_parameter(Name="/shop/limit")["Parameter"]["Value"]
        _kept["until"] = time.monotonic() + 300
    return _kept["value"]


def handler(event, context):
    return limit()
