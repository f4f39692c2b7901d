"""Orders: checked, valued, confirmed."""

import logging
from decimal import ROUND_HALF_UP, Decimal

from catalogue import ARTICLES
from fastapi import APIRouter, status
from pydantic import BaseModel, EmailStr, Field, model_validator

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/orders", tags=["orders"])

CENT = Decimal("0.01")
VAT = {"AT": Decimal("0.20"), "DE": Decimal("0.19"), "FR": Decimal("0.20")}


class OutOfStock(Exception):
    """More is ordered than is left."""

    def __init__(self, sku, left):
        super().__init__(f"{left} of {sku} are left")
        self.left = left


class Line(BaseModel):
    """One article of an order."""

    sku: str
    quantity: int = Field(default=1, ge=1, le=500)


class Order(BaseModel):
    """What a customer sends."""

    email: EmailStr
    country: str = Field(min_length=2, max_length=2)
    lines: list[Line] = Field(min_length=1)

    @model_validator(mode="after")
    def known(self):
        """Refuses articles and countries that there are not."""
        unknown = [line.sku for line in self.lines if line.sku not in ARTICLES]
        if unknown:
            raise ValueError(f"unknown: {', '.join(unknown)}")
        if self.country not in VAT:
            raise ValueError(f"no delivery to {self.country}")
        return self


class Confirmation(BaseModel):
    """What the customer gets back."""

    email: EmailStr
    net: Decimal
    tax: Decimal
    total: Decimal


@router.post("", status_code=status.HTTP_201_CREATED)
def place(order: Order) -> Confirmation:
    """Places an order."""
    net = Decimal(0)
    for line in order.lines:
        article = ARTICLES[line.sku]
        if line.quantity > article.stock:
            raise OutOfStock(line.sku, article.stock)
        net += article.price * line.quantity
    tax = (net * VAT[order.country]).quantize(CENT, rounding=ROUND_HALF_UP)
    logger.info("order over %s from %s", net + tax, order.country)
    return Confirmation(email=order.email, net=net, tax=tax, total=net + tax)
