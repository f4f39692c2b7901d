import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "vendor"))

from library.tests.common import NAME


def handler(event, context):
    return NAME
