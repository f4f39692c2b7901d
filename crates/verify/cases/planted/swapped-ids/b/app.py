"""Makes two identifiers."""

import uuid


def handler(event, context):
    order, invoice = str(uuid.uuid4()), str(uuid.uuid4())
    print("order", order, "invoice", invoice)
    return {"order": invoice, "invoice": order}
