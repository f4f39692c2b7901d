"""What customers send."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, EmailStr, Field, field_validator


class Line(BaseModel):
    """One article of an order."""

    sku: Annotated[str, Field(pattern=r"^A\d{3}$")]
    quantity: Annotated[int, Field(ge=1, le=99)]


class Address(BaseModel):
    """Where to deliver."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    street: str
    postcode: Annotated[str, Field(pattern=r"^\d{4,5}$")]
    city: str
    country: Literal["AT", "CH", "DE"] = "DE"


class Payment(BaseModel):
    """How to pay."""

    method: Literal["card", "invoice", "transfer"]
    limit: Decimal | None = None


class Order(BaseModel):
    """An order."""

    number: Annotated[str, Field(pattern=r"^o-\d+$")]
    customer: str
    mail: EmailStr
    address: Address
    payment: Payment
    lines: Annotated[list[Line], Field(min_length=1, max_length=50)]
    coupon: str | None = None

    @field_validator("lines")
    @classmethod
    def each_article_once(cls, lines):
        """Refuses an article that stands in two lines."""
        if len({line.sku for line in lines}) < len(lines):
            raise ValueError("an article stands in two lines")
        return lines
