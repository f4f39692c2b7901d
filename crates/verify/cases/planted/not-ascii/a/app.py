"""Makes a title."""

import unicodedata


def handler(event, context):
    return {"title": unicodedata.normalize("NFC", event["title"]).title()}
