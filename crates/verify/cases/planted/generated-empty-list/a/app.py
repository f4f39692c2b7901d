"""The mean of some numbers."""


def handler(event, context):
    numbers = event["numbers"]
    if not numbers:
        return {"mean": None}
    return {"mean": sum(numbers) / len(numbers)}
