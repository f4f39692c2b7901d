"""Makes a title."""

import unicodedata


def handler(event, context):
    return {
        "title": unicodedata.normalize("NFKD", event["title"])
        .encode("ascii", "ignore")
        .decode()
        .title()
    }
