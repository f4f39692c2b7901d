"""Fills a stand-in for AWS: `python seed.py http://127.0.0.1:5000`."""

import sys
from decimal import Decimal

import boto3

database = boto3.resource(
    "dynamodb",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="testing",
    aws_secret_access_key="testing",
)
table = database.create_table(
    TableName="orders",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "customer", "AttributeType": "S"},
    ],
    GlobalSecondaryIndexes=[
        {
            "IndexName": "customer",
            "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    BillingMode="PAY_PER_REQUEST",
)
for number in range(1, 31):
    lines = [{"sku": f"A{number:03}", "quantity": 1 + number % 3, "price": Decimal("7.90")}]
    table.put_item(
        Item={
            "id": f"o-{number}",
            "customer": f"c-{number % 5}",
            "total": lines[0]["price"] * lines[0]["quantity"],
            "lines": lines,
        }
    )
