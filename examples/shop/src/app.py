"""The shop's API: baskets, orders, and the report that the sales team looks at in the morning."""

import json

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.logging import correlation_paths
from pydantic import ValidationError

from fraud import looks_wrong
from mail import confirm
from models import Order
from reports import monthly
from store import find_articles, find_basket, find_order, orders_of, place

logger = Logger()
app = APIGatewayHttpResolver()


@app.get("/baskets/<number>")
def show_basket(number: str):
    """Returns a basket with what its articles are called and cost today."""
    basket = find_basket(number)
    if basket is None:
        raise NotFoundError(f"there is no basket {number}")
    articles = find_articles(basket["lines"])
    lines = []
    for line in basket["lines"]:
        article = articles[line["sku"]]
        logger.debug("line of basket", extra={"line": line, "article": article})
        lines.append(
            {
                "sku": line["sku"],
                "name": article["name"],
                "quantity": int(line["quantity"]),
                "price": str(article["price"] * line["quantity"]),
            }
        )
    return {"basket": number, "lines": lines}


@app.post("/orders")
def place_order():
    """Places an order, and writes to the customer."""
    coupon = json.loads(app.current_event.body).get("coupon")
    try:
        order = Order(**json.loads(app.current_event.body))
    except ValidationError as error:
        problems = [".".join(map(str, each["loc"])) for each in error.errors()]
        logger.warning("refused", extra={"problems": problems})
        body = json.dumps({"problems": problems}, indent=2)
        return Response(422, content_types.APPLICATION_JSON, body)
    articles = find_articles([line.model_dump() for line in order.lines])
    total = sum(articles[line.sku]["price"] * line.quantity for line in order.lines)
    if looks_wrong(order, total):
        return {"order": order.number, "state": "held"}, 202
    place(order, total, coupon)
    confirm(order, articles, total)
    logger.info("placed", extra={"order": order.number, "total": str(total)})
    return {"order": order.number, "total": str(total), "state": "placed"}, 201


@app.get("/orders/<number>")
def show_order(number: str):
    """Returns an order."""
    order = find_order(number)
    if order is None:
        raise NotFoundError(f"there is no order {number}")
    return order


@app.get("/customers/<customer>/orders")
def show_orders(customer: str):
    """Returns what a customer ordered, with the total of all."""
    orders = orders_of(customer)
    logger.debug("orders of customer", extra={"customer": customer, "orders": orders})
    return {"customer": customer, "orders": orders}


@app.get("/reports/sales")
def show_report():
    """Returns the figures of a month."""
    month = app.current_event.get_query_string_value("month", "2026-10")
    return monthly(month)


@logger.inject_lambda_context(
    correlation_id_path=correlation_paths.API_GATEWAY_HTTP, log_event=True
)
def handler(event, context):
    """Answers an HTTP request."""
    answer = app.resolve(event, context)
    logger.debug("answer", extra={"answer": answer})
    return answer
