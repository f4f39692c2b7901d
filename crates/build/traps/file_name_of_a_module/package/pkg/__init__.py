import hashlib


def digest():
    if not __file__.endswith(".py"):
        raise RuntimeError("frozen")
    with open(__file__, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


DIGEST = digest()
