"""The mail that confirms an order."""

import os

import boto3
from jinja2 import Environment, FileSystemLoader, select_autoescape


def confirm(order, articles, total):
    """Writes to the customer what was ordered."""
    templates = Environment(
        loader=FileSystemLoader(os.path.dirname(__file__)), autoescape=select_autoescape()
    )
    page = templates.get_template("confirmation.html")
    text = page.render(order=order, articles=articles, total=total)
    ses = boto3.client("sesv2")
    ses.send_email(
        FromEmailAddress=os.environ["MAIL_FROM"],
        Destination={"ToAddresses": [order.mail]},
        Content={
            "Simple": {
                "Subject": {"Data": f"Your order {order.number}"},
                "Body": {"Html": {"Data": text}},
            }
        },
    )
