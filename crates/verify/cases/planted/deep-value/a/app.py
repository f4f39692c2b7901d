"""An order, with its lines nested."""


def handler(event, context):
    lines = [{"sku": sku, "price": {"net": 100 * i, "vat": 20 * i}} for i, sku in event["skus"]]
    return {"order": {"id": event["id"], "parts": [{"lines": lines}]}}
