"""Public keys of whoever issues tokens, from the file beside the code."""

import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from jwt import PyJWKSet


class Keys:
    """Keys by their identifiers."""

    def __init__(self, keys):
        self.keys = keys

    @classmethod
    def load(cls, name):
        """Reads a set of keys."""
        text = Path(__file__).with_name(name).read_text(encoding="utf-8")
        return cls({key.key_id: key for key in PyJWKSet.from_dict(json.loads(text)).keys})

    def get(self, identifier):
        """Returns a key, or none."""
        return self.keys.get(identifier)

    def fingerprint(self, identifier):
        """Returns the start of a key's SHA-256."""
        spki = self.keys[identifier].key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        digest = hashes.Hash(hashes.SHA256())
        digest.update(spki)
        return digest.finalize().hex()[:16]
