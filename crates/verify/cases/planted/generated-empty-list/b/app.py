"""The mean of some numbers."""


def handler(event, context):
    numbers = event["numbers"]
    if not numbers:
        return {"mean": 0}
    return {"mean": sum(numbers) / len(numbers)}
