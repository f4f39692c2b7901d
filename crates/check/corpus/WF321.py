# === who am I
import boto3

sts = boto3.client("sts")


def handler(event, context):
    account = sts.get_caller_identity()["Account"]  # WF321
    return f"arn:aws:sns:eu-west-1:{account}:orders"
# === in a helper, with a client of its own
import boto3


def topic(name):
    account = boto3.client("sts").get_caller_identity().get("Account")  # WF321
    return f"arn:aws:sns:eu-west-1:{account}:{name}"


def handler(event, context):
    return topic("orders")
# === near miss: once
import boto3

ACCOUNT = boto3.client("sts").get_caller_identity()["Account"]


def handler(event, context):
    return ACCOUNT, context.invoked_function_arn.split(":")[4]
# === a session that the caller chooses
import boto3


def account(session):
    return session.client("sts").get_caller_identity()["Account"]


def handler(event, context):
    return [account(boto3.Session(profile_name=name)) for name in event["profiles"]]
