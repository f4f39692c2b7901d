# === a metric by a call
import boto3

cloudwatch = boto3.client("cloudwatch")


def handler(event, context):
    cloudwatch.put_metric_data(  # WF319
        Namespace="shop", MetricData=[{"MetricName": "orders", "Value": 1}]
    )
# === in a helper
import boto3

metrics = boto3.client("cloudwatch")


def count(name, value=1):
    metrics.put_metric_data(Namespace="shop", MetricData=[{"MetricName": name, "Value": value}])  # WF319


def handler(event, context):
    count("orders")
# === near miss: metrics by the log
import json

from aws_lambda_powertools import Metrics

metrics = Metrics(namespace="shop")


@metrics.log_metrics
def handler(event, context):
    metrics.add_metric(name="orders", unit="Count", value=1)
    print(json.dumps({"_aws": {}, "orders": 1}))
