"""Policies of IAM, as API Gateway wants them from an authoriser."""

READING = ("GET", "HEAD", "OPTIONS")


def resources(arn, scopes):
    """Returns the methods that the scopes open, on the API and stage that were asked for."""
    api, stage, *_ = arn.split("/")
    if "admin" in scopes:
        return [f"{api}/{stage}/*"]
    opened = [f"{api}/{stage}/{method}/*" for method in READING if "read" in scopes]
    return opened + [f"{api}/{stage}/POST/orders" for scope in scopes if scope == "order"]


def policy(arn, claims):
    """Returns what the caller may do."""
    opened = resources(arn, claims.get("scope", "").split())
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if opened else "Deny",
        "Resource": opened or [arn],
    }
    return {
        "principalId": claims["sub"],
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"tenant": claims.get("tenant", ""), "key": claims["key"]},
    }
