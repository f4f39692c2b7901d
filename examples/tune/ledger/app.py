"""Makes and drops many small objects: memory and collections beside computing."""


class Entry:
    def __init__(self, number):
        self.number = number
        self.links = [self]
        self.labels = {"account": number % 97, "text": f"entry {number}"}


def handler(event, context):
    entries = [Entry(number) for number in range(25_000)]
    balance = {}
    for entry in entries:
        account = entry.labels["account"]
        balance[account] = balance.get(account, 0) + entry.number
    return {"accounts": len(balance)}
