"""Tokens: checked, and what they claim."""

import jwt

ALGORITHMS = ["RS256", "ES256", "EdDSA"]


class Refused(Exception):
    """A token that opens nothing; the text is for the log."""


def claims(token, keys, audience, issuer):
    """Returns what a valid token claims, with the fingerprint of its key."""
    try:
        identifier = jwt.get_unverified_header(token).get("kid")
        key = keys.get(identifier)
        if key is None:
            raise Refused(f"unknown key {identifier}")
        found = jwt.decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=audience,
            issuer=issuer,
            options={"require": ["exp", "sub", "aud", "iss"]},
        )
    except jwt.PyJWTError as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    return {**found, "key": keys.fingerprint(identifier)}
