# === a cache that each invocation makes anew
from functools import lru_cache


def handler(event, context):
    @lru_cache(maxsize=None)  # WF409
    def price(sku):
        return len(sku)

    return sum(price(line["sku"]) for line in event["lines"][:1])
# === a cache by something that is new each time
from functools import cache


@cache  # WF409
def request(context):
    return context.aws_request_id


def handler(event, context):
    return request(context)
# === near miss: by a key that comes again
from functools import cache


@cache
def price(sku):
    return len(sku)


def handler(event, context):
    @cache
    def steps(n):
        return 1 if n < 2 else steps(n - 1) + steps(n - 2)

    return price(event["sku"]), steps(event["n"])
