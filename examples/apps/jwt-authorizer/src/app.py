"""Authorises requests to an API by the token that they bring."""

import logging
import os
import time

from cachetools import TTLCache
from keys import Keys
from policy import policy
from tokens import Refused, claims

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

KEYS = Keys.load(os.environ.get("KEYS_FILE", "jwks.json"))
AUDIENCE = os.environ.get("AUDIENCE", "https://api.shop.example")
ISSUER = os.environ.get("ISSUER", "https://login.shop.example/")

seen = TTLCache(maxsize=500, ttl=300, timer=time.monotonic)


def bearer(event):
    """Returns the token of the authorization header."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("no token")
    return token


def handler(event, context):
    """Answers API Gateway with a policy; its word for `401` is an error of this very text."""
    try:
        token = bearer(event)
        found = seen.get(token)
        if found is None:
            found = seen[token] = claims(token, KEYS, AUDIENCE, ISSUER)
    except Refused as refused:
        logger.warning("refused: %s", refused)
        raise Exception("Unauthorized") from None
    logger.info("%s with %s", found["sub"], found.get("scope", "no scope"))
    return policy(event["methodArn"], found)
