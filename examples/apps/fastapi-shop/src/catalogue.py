"""Articles, and how to find them."""

from decimal import Decimal
from enum import Enum
from typing import Annotated, Optional

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

router = APIRouter(prefix="/articles", tags=["articles"])


class Category(str, Enum):
    """What an article is."""

    COFFEE = "coffee"
    EQUIPMENT = "equipment"


class Article(BaseModel):
    """An article as customers see it."""

    sku: str = Field(pattern=r"^[a-z0-9-]+$", max_length=40)
    name: str
    category: Category
    price: Decimal = Field(gt=0, decimal_places=2)
    stock: int = Field(ge=0)


ARTICLES = {
    article.sku: article
    for article in (
        Article(sku="beans-250", name="Beans", category="coffee", price="7.90", stock=140),
        Article(sku="beans-1000", name="Beans, large", category="coffee", price="27.50", stock=36),
        Article(sku="grinder", name="Grinder", category="equipment", price="89.00", stock=3),
        Article(sku="filter-100", name="Filters", category="equipment", price="3.20", stock=900),
    )
}


@router.get("")
def find(
    category: Optional[Category] = None,
    most: Annotated[Optional[Decimal], Query(alias="max_price", gt=0)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[Article]:
    """Finds articles, the cheapest first."""
    found = [
        article
        for article in ARTICLES.values()
        if (category is None or article.category is category)
        and (most is None or article.price <= most)
    ]
    return sorted(found, key=lambda article: article.price)[:limit]


@router.get("/{sku}")
def one(sku: str) -> Article:
    """Returns one article."""
    if sku not in ARTICLES:
        raise HTTPException(404, f"there is no article {sku}")
    return ARTICLES[sku]
