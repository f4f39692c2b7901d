"""Tries a refusing address again, after waiting for a while."""

import random
import socket
import time


def handler(event, context):
    waited = []
    for attempt in range(3):
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1).close()
            break
        except OSError:
            waited.append(random.uniform(0, 0.01))
            time.sleep(waited[-1])
            print("attempt %d failed, waited %.4f s" % (attempt + 1, waited[-1]))
    return {"attempts": len(waited), "waited": sum(waited)}
