"""Computes alone: a key derived for one request, in pure Python."""


def handler(event, context):
    state = event.get("seed", 7)
    for step in range(event.get("rounds", 250_000)):
        state = (state * 1_103_515_245 + step) & 0x7FFFFFFF
    return {"key": state}
