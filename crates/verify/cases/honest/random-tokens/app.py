"""Makes secrets of several alphabets."""

import base64
import os
import secrets


def handler(event, context):
    return {
        "hex": secrets.token_hex(16),
        "url": secrets.token_urlsafe(24),
        "base64": base64.b64encode(os.urandom(18)).decode(),
    }
