"""Stands in for the market's site and the bank: `python services.py 8090`."""

import http.server
import json
import sys
import urllib.parse

RATES = {"CHF": 0.94, "GBP": 0.86, "USD": 1.08}

ARTICLE = """<article class="{kind}"><h2>{title} <small>no. {number}</h2>
<p class=price>{price}<p>A description of it, <b>with <i>markup</b> as it comes.</i>
<span class=posted>{posted}</span><img src="/pictures/{number}.jpg"><img alt="no picture">
<a rel="tag nofollow" href=/tags/{tag}>{tag}</a>
<script>track({number})</script>
"""
TITLES = ["Lamp", "Chair &amp; table", "Fahrrad", "Vélo d&#39;enfant", "Books, 3 boxes", "Radio"]
PRICES = ["12,50 €", "40 EUR", "VB", "7.00&nbsp;€", "gratuit"]
POSTED = ["vor 3 Tagen", "yesterday", "12 mai 2026", "2 weeks ago", "1. Oktober 2026", "hier"]
TAGS = ["Home", "garden", "Rad", "books"]


def page(name):
    """Returns a page of listings, or none."""
    sizes = {"home": 12, "bikes": 60, "empty": 0}
    if name not in sizes:
        return None
    articles = (
        ARTICLE.format(
            kind="sold" if number % 7 == 6 else "offer",
            title=TITLES[number % 6],
            number=number,
            price=PRICES[number % 5],
            posted=POSTED[number % 6],
            tag=TAGS[number % 4],
        )
        for number in range(sizes[name])
    )
    return f"<title>{name}</title><div id=main>{''.join(articles)}</div>"


def answer(path, query):
    """Returns status, content type and body."""
    if path.startswith("/pages/"):
        found = page(path.removeprefix("/pages/"))
        return (
            (404, "text/plain", "") if found is None else (200, "text/html; charset=utf-8", found)
        )
    if path == "/rates" and query.get("to") in RATES:
        return 200, "application/json", json.dumps({"rate": RATES[query["to"]]})
    return 404, "text/plain", ""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        status, kind, text = answer(url.path, dict(urllib.parse.parse_qsl(url.query)))
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
