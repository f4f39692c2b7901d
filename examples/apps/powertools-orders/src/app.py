"""Takes orders into DynamoDB, with Powertools for logs, metrics, routing and idempotency."""

import os

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.parser import ValidationError, parse
from orders import Order
from store import Store

logger = Logger()
tracer = Tracer()
metrics = Metrics()
app = APIGatewayHttpResolver()
store = Store(os.environ["ORDERS_TABLE"])


@app.exception_handler(ValidationError)
def invalid(error: ValidationError):
    """Answers with 422 what is no order."""
    metrics.add_metric("Invalid", MetricUnit.Count, 1)
    problems = [".".join(map(str, each["loc"])) for each in error.errors()]
    logger.warning("invalid", extra={"problems": problems})
    return Response(422, content_types.APPLICATION_JSON, {"problems": problems})


@app.post("/orders")
@tracer.capture_method
def place():
    """Places an order, unless it was placed before."""
    order = parse(event=app.current_event.json_body, model=Order)
    is_new = store.put(order)
    metrics.add_metric("Placed" if is_new else "Repeated", MetricUnit.Count, 1)
    logger.info("placed", extra={"order": order.id, "new": is_new})
    return {"id": order.id, "total": str(order.total)}, 201 if is_new else 200


@app.get("/orders/<number>")
@tracer.capture_method
def one(number: str):
    """Returns an order."""
    found = store.get(number)
    if found is None:
        raise NotFoundError(f"there is no order {number}")
    return found


@app.get("/customers/<customer>/orders")
def of_customer(customer: str):
    """Returns what a customer ordered."""
    return {"orders": store.of_customer(customer)}


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event, context):
    """Answers an HTTP request."""
    return app.resolve(event, context)
