"""Writes a small report."""


def handler(event, context):
    with open("/tmp/report.csv", "w") as file:
        for name, count in sorted(event.items(), reverse=True):
            file.write("{},{}\n".format(name, count))
    return {"rows": len(event)}
