"""Leaves a temporary file and a temporary folder."""

import os
import tempfile


def handler(event, context):
    folder = tempfile.mkdtemp()
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".txt", delete=False) as file:
        file.write(event["id"])
    return {"file": file.name, "n": len(os.listdir(folder))}
