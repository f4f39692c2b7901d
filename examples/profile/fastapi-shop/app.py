"""A shop's HTTP API: articles, quotes and orders."""

import os
import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated

import requests
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum
from pydantic import BaseModel, Field, field_validator
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """What the environment says."""

    currency: str = "EUR"
    days_to_ship: int = 2
    origin: str = "https://shop.example"
    exchange_rates: str | None = None


class Category(str, Enum):
    """Kinds of articles."""

    coffee = "coffee"
    machine = "machine"
    supply = "supply"


class Article(BaseModel):
    """What the shop sells."""

    sku: str
    name: str
    category: Category
    price: Decimal = Field(gt=0)
    stock: int = Field(ge=0)


class Line(BaseModel):
    """So many of one article."""

    sku: str
    quantity: int = Field(gt=0, le=500)


class Order(BaseModel):
    """What a customer orders."""

    customer: str = Field(min_length=3, max_length=80)
    lines: list[Line] = Field(min_length=1, max_length=50)
    wanted_by: date | None = None

    @field_validator("lines")
    @classmethod
    def no_article_twice(cls, lines):
        if len({line.sku for line in lines}) < len(lines):
            raise ValueError("an article stands there twice")
        return lines


class Receipt(BaseModel):
    """What the customer gets to know."""

    number: uuid.UUID
    total: Decimal
    currency: str
    ships_on: date


CATALOGUE = {
    article.sku: article
    for article in [
        Article(sku="B250", name="Beans, 250 g", category="coffee", price="7.90", stock=410),
        Article(sku="B1000", name="Beans, 1 kg", category="coffee", price="27.50", stock=96),
        Article(sku="GR1", name="Grinder", category="machine", price="89.00", stock=12),
        Article(sku="ES2", name="Espresso machine", category="machine", price="649.00", stock=3),
        Article(sku="F100", name="Filters, 100", category="supply", price="3.20", stock=2200),
    ]
}

settings = Settings()
app = FastAPI(title="Shop")
app.add_middleware(CORSMiddleware, allow_origins=[settings.origin], allow_methods=["*"])


def rate(currency: str = settings.currency) -> Decimal:
    """What one unit of the shop's currency is worth in another."""
    if currency == settings.currency:
        return Decimal(1)
    if settings.exchange_rates is None:
        raise HTTPException(400, f"no rate for {currency}")
    answer = requests.get(f"{settings.exchange_rates}/{currency}", timeout=3)
    answer.raise_for_status()
    return Decimal(answer.json()["rate"])


@app.get("/articles")
async def articles(
    category: Category | None = None, most: Annotated[int, Query(gt=0, le=100)] = 20
) -> list[Article]:
    """Lists articles, of one category if asked."""
    found = [each for each in CATALOGUE.values() if category in (None, each.category)]
    return found[:most]


@app.post("/orders", status_code=201)
async def order(order: Order, rate: Annotated[Decimal, Depends(rate)]) -> Receipt:
    """Takes an order."""
    total = Decimal(0)
    for line in order.lines:
        article = CATALOGUE.get(line.sku)
        if article is None:
            raise HTTPException(404, f"there is no article {line.sku}")
        if article.stock < line.quantity:
            raise HTTPException(409, f"{article.name}: {article.stock} are left")
        total += article.price * line.quantity
    ships = datetime.now(timezone.utc).date() + timedelta(days=settings.days_to_ship)
    return Receipt(
        number=uuid.uuid4(),
        total=(total * rate).quantize(Decimal("0.01")),
        currency=settings.currency,
        ships_on=max(ships, order.wanted_by or ships),
    )


handler = Mangum(app, lifespan="off")
