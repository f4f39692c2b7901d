"""Ways to end."""

import atexit
import os
import signal
import sys
import threading
import time

atexit.register(lambda: sys.stdout.write("at exit\n"))


def handler(event, context):
    if event == "exit":
        sys.exit(7)
    if event == "_exit":
        os._exit(8)
    if event == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if event == "abort":
        os.abort()
    if event == "interrupt":
        raise KeyboardInterrupt
    if event == "base":
        raise BaseException("x")
    if event == "thread":
        threading.Thread(target=time.sleep, args=(0.05,)).start()
        sys.exit(1)
    if event == "daemon":
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        sys.exit("text")
    return event
