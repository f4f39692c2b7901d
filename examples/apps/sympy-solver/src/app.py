"""Does the algebra of an exercise site: simplifies, derives, integrates and solves."""

import json
import logging

from algebra import TASKS, Unreadable, read
from sympy import latex

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body, ensure_ascii=False),
    }


def handler(event, context):
    """Answers `POST /TASK` with `expression` and `variable` in the body."""
    task = event["pathParameters"]["task"]
    if task not in TASKS:
        return answer(404, {"error": f"there is no task {task!r}"})
    body = json.loads(event.get("body") or "{}")
    try:
        expression, variable = read(body["expression"], body.get("variable", "x"))
        results = TASKS[task](expression, variable)
    except Unreadable as unreadable:
        logger.info("unreadable: %s", unreadable)
        return answer(422, {"error": str(unreadable)})
    logger.info("%s of %s", task, expression)
    return answer(
        200,
        {
            "expression": latex(expression),
            "results": [{"text": str(each), "latex": latex(each)} for each in results],
        },
    )
