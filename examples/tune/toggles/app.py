"""Is done in a millisecond or two: flags looked up and returned."""

FLAGS = {f"flag-{number}": {"on": number % 3 == 0, "share": number} for number in range(6_000)}


def handler(event, context):
    user = event.get("user", 4711)
    chosen = [name for name, flag in FLAGS.items() if flag["on"] or (user + flag["share"]) % 7 == 0]
    return {"flags": sorted(chosen)}
