"""Orders in DynamoDB: one item each, found by number or by customer."""

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import ClientError

QUICK = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})


class Store:
    """The table."""

    def __init__(self, table):
        self.table = boto3.resource("dynamodb", config=QUICK).Table(table)

    def put(self, order):
        """Writes an order; tells whether it is new."""
        item = {
            "id": order.id,
            "customer": order.customer,
            "total": order.total,
            "lines": [line.model_dump() for line in order.lines],
        }
        try:
            self.table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def get(self, number):
        """Returns an order as it is shown, or none."""
        item = self.table.get_item(Key={"id": number}).get("Item")
        return None if item is None else shown(item)

    def of_customer(self, customer):
        """Returns a customer's orders, by number."""
        found = self.table.query(
            IndexName="customer", KeyConditionExpression=Key("customer").eq(customer)
        )
        return sorted((shown(item) for item in found["Items"]), key=lambda order: order["id"])


def shown(item):
    """Returns an item in types that JSON has."""
    return {
        "id": item["id"],
        "customer": item["customer"],
        "total": str(item["total"]),
        "lines": [
            {"sku": line["sku"], "quantity": int(line["quantity"]), "price": str(line["price"])}
            for line in item["lines"]
        ],
    }
