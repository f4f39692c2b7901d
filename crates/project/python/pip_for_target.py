"""Runs pip with the markers of another machine.

pip chooses wheels for the platform that it is told, but evaluates markers on the interpreter that
it runs on, and would leave out what only the target needs. Its own table of markers is replaced
by the one in the first argument; the others are pip's.
"""

import json
import runpy
import sys


def main() -> None:
    table = json.loads(sys.argv.pop(1))
    from pip._vendor.packaging import markers

    markers.default_environment = lambda: dict(table)
    sys.argv[0] = "pip"
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
