"""Has large orders looked at before they are placed."""

import os

import requests

LARGE = 2000


def looks_wrong(order, total):
    """Asks the service that knows about fraud, if there is enough to lose."""
    if total < LARGE or order.payment.method != "invoice":
        return False
    answer = requests.post(
        os.environ["FRAUD_URL"],
        json={"customer": order.customer, "total": str(total), "city": order.address.city},
        timeout=5,
    )
    return answer.json()["risk"] > 0.8
