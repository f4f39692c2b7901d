"""Needs memory: two hundred megabytes of readings, summed up."""


def handler(event, context):
    readings = [bytearray(b"\x01" * (1 << 20)) for _ in range(200)]
    return {"total": sum(reading[::4096].count(1) for reading in readings)}
