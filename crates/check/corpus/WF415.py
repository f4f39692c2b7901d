# === as small as can be, as slow as can be
import gzip


def handler(event, context):
    return {"statusCode": 200, "body": gzip.compress(event["text"].encode()).hex()}  # WF415
# === a file
import gzip


def handler(event, context):
    with gzip.open("/tmp/out.gz", "wb") as file:  # WF415
        file.write(event["text"].encode())
# === near miss: a level, or reading
import gzip


def handler(event, context):
    with gzip.open("/tmp/in.gz", "rb") as file:
        text = file.read()
    with gzip.open("/tmp/in.gz") as file:
        text += file.read()
    return gzip.compress(text, compresslevel=6).hex(), gzip.decompress(event["data"])
