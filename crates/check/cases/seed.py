"""Fills the stand-in for AWS with what the functions read.

python seed.py URL
"""

import sys
from decimal import Decimal

import boto3

OPTIONS = {
    "endpoint_url": sys.argv[1],
    "region_name": "us-east-1",
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
}


def table(dynamodb, name, key):
    return dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


dynamodb = boto3.resource("dynamodb", **OPTIONS)
table(dynamodb, "lines", "id")
stock = table(dynamodb, "stock", "sku")
stock.put_item(Item={"sku": "a-1", "left": 3})
with table(dynamodb, "articles", "sku").batch_writer() as batch:
    for number in range(60):
        article = {"sku": f"a-{number}", "name": f"article {number}", "price": Decimal("3.5")}
        batch.put_item(Item={**article, "tax": Decimal("0.19"), "description": "text " * 4000})
s3 = boto3.client("s3", **OPTIONS)
s3.create_bucket(Bucket="documents")
for number in (1, 2):
    s3.put_object(Bucket="documents", Key=f"letter-{number}", Body=b"Dear Sir or Madam,")
sqs = boto3.client("sqs", **OPTIONS)
sqs.create_queue(QueueName="lines")
queue = sqs.create_queue(QueueName="work")["QueueUrl"]
sqs.send_message(QueueUrl=queue, MessageBody="work")
