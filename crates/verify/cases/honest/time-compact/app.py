"""Names a file by the time."""

import time


def handler(event, context):
    name = "/tmp/report-{}.txt".format(time.strftime("%Y%m%dT%H%M%SZ"))
    with open(name, "w") as file:
        file.write(event["id"])
    return {"written": name}
