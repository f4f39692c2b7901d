# === waiting for another function
import json

import boto3

functions = boto3.client("lambda")


def handler(event, context):
    answer = functions.invoke(FunctionName="price", Payload=json.dumps(event))  # WF312
    return json.load(answer["Payload"])
# === said so
import boto3

functions = boto3.client("lambda")


def ask(payload):
    return functions.invoke(  # WF312
        FunctionName="price", InvocationType="RequestResponse", Payload=payload
    )


def handler(event, context):
    return ask(event["payload"])["StatusCode"]
# === near miss: not waited for, and another invoke
import boto3

functions = boto3.client("lambda")


class Command:
    def invoke(self):
        return 1


def handler(event, context):
    functions.invoke(FunctionName="mail", InvocationType="Event", Payload=b"{}")
    functions.invoke(FunctionName="mail", InvocationType=event["how"], Payload=b"{}")
    return Command().invoke()
