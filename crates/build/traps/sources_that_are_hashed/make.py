import base64
import hashlib

with open("pkg/sums", "w") as sums:
    for name in ("pkg/__init__.py", "pkg/part.py"):
        with open(name, "rb") as file:
            digest = hashlib.sha256(file.read()).digest()
        sums.write(name + " " + base64.b64encode(digest).decode() + "\n")
