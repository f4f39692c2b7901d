"""Makes a password of letters."""

import random
import string


def handler(event, context):
    password = "".join(random.choice(string.ascii_letters) for _ in range(12))
    print("password has", len(password), "characters")
    return {"user": event["id"], "password": password}
