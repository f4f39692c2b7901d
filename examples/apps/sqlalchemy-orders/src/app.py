"""Keeps the orders of a market stall in SQLite, whose tables Alembic brings up to date at init."""

import json
import logging

from database import Session, upgrade
from queries import Refusal, best_customers, history, place

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

upgrade()


def routed(session, event):
    """Returns what an HTTP request asks for."""
    if event["routeKey"] == "POST /orders":
        return place(session, json.loads(event["body"]))
    if event["routeKey"] == "GET /customers/{id}/orders":
        return history(session, int(event["pathParameters"]["id"]))
    least = float((event.get("queryStringParameters") or {}).get("least", 0))
    return best_customers(session, least)


def handler(event, context):
    """Answers an HTTP request, in one transaction."""
    with Session() as session:
        try:
            answer, status = routed(session, event), 200
            session.commit()
        except Refusal as refusal:
            session.rollback()
            answer, status = {"error": str(refusal)}, refusal.status
    logger.info("%s: %d", event["routeKey"], status)
    return {"statusCode": status, "body": json.dumps(answer, default=str)}
