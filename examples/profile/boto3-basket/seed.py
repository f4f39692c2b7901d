"""Fills a stand-in for AWS: `python seed.py http://127.0.0.1:5000`."""

import sys
from decimal import Decimal

import boto3

where = {
    "endpoint_url": sys.argv[1],
    "region_name": "us-east-1",
    "aws_access_key_id": "testing",
    "aws_secret_access_key": "testing",
}
database = boto3.resource("dynamodb", **where)


def create(name):
    return database.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "sku", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "sku", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


with create("articles").batch_writer() as batch:
    for number in range(40):
        batch.put_item(
            Item={
                "sku": f"A{number:03}",
                "name": f"Article {number}",
                "price": Decimal(number) + Decimal("0.90"),
                "stock": 5 + number,
                "description": "What the page of the article says about it. " * 20,
                "pictures": [f"https://pictures.example/A{number:03}/{n}.jpg" for n in range(6)],
            }
        )
with create("stock").batch_writer() as batch:
    for number in range(40):
        batch.put_item(Item={"sku": f"A{number:03}", "left": 5 + number})
boto3.client("ssm", **where).put_parameter(
    Name="/shop/free-shipping-from", Value="49.00", Type="String"
)
