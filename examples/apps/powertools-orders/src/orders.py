"""What an order is."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field


class Line(BaseModel):
    """One article of an order."""

    sku: str
    quantity: Annotated[int, Field(ge=1)]
    price: Annotated[Decimal, Field(gt=0, decimal_places=2)]


class Order(BaseModel):
    """What a customer sends."""

    id: Annotated[str, Field(pattern=r"^o-\d+$")]
    customer: str
    lines: Annotated[list[Line], Field(min_length=1)]

    @property
    def total(self):
        """What the lines cost together."""
        return sum((line.price * line.quantity for line in self.lines), Decimal(0))
