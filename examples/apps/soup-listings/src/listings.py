"""Listings from HTML as people write it: unclosed, misnested, dated in words of their own."""

import re
from datetime import datetime

import dateparser
from bs4 import BeautifulSoup

PRICE = re.compile(r"(\d+(?:[.,]\d\d)?)\s*(?:€|EUR)")
LANGUAGES = ["de", "en", "fr"]


def posted(text, as_of):
    """Returns the day that `vor 3 Tagen` or `12 mai` means to someone who reads it then."""
    settings = {"RELATIVE_BASE": datetime.fromisoformat(as_of), "PREFER_DATES_FROM": "past"}
    found = dateparser.parse(text, languages=LANGUAGES, settings=settings)
    return None if found is None else found.date().isoformat()


def price(text):
    """Returns a price in euros; what is free or negotiable costs nothing."""
    found = PRICE.search(text)
    return float(found.group(1).replace(",", ".")) if found else 0.0


def listing(element, as_of):
    """Returns one listing."""
    when = element.select_one(".posted, time")
    return {
        "title": " ".join(element.select_one("h2, h3").get_text(" ").split()),
        "price": price(element.select_one(".price").get_text()),
        "posted": posted(when.get_text(strip=True), as_of) if when else None,
        "pictures": [picture["src"] for picture in element.select("img[src]")],
        "tags": sorted({tag.get_text(strip=True).lower() for tag in element.select("a[rel~=tag]")}),
    }


def read(page, as_of):
    """Returns the listings of a page, as a browser would find them."""
    soup = BeautifulSoup(page, "html5lib")
    for unwanted in soup(["script", "style", "template"]):
        unwanted.decompose()
    return [listing(element, as_of) for element in soup.select("article:not(.sold)")]
