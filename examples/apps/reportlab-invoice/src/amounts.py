"""What an invoice says, computed from an order."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
VAT = {"AT": Decimal("0.20"), "DE": Decimal("0.19"), "FR": Decimal("0.20")}


class Invalid(Exception):
    """An order that no invoice can be written for."""


def checked(order):
    """Returns the invoice of an order."""
    if not order.get("lines"):
        raise Invalid("it has no lines")
    country = order["customer"]["country"]
    if country not in VAT:
        raise Invalid(f"what is the value added tax of {country}?")
    lines = [
        {**line, "amount": (Decimal(line["each"]) * line["quantity"]).quantize(CENT)}
        for line in order["lines"]
    ]
    net = sum(line["amount"] for line in lines)
    tax = (net * VAT[country]).quantize(CENT, rounding=ROUND_HALF_UP)
    issued = date.fromisoformat(order["shipped_on"])
    return {
        "number": order["number"],
        "customer": order["customer"],
        "lines": lines,
        "issued": issued,
        "due": issued + timedelta(days=14),
        "rate": VAT[country],
        "net": net,
        "tax": tax,
        "total": net + tax,
    }
