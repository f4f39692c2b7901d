"""Runs calls of a user's module under the agent, against a server of its own."""

import inspect
import sys
import traceback
import unittest

from calls_support import Agent, Server


class CallsTest(unittest.TestCase):
    """Starts an agent for each test, and a server for all."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.agent = Agent()
        self.addCleanup(self.agent.close)

    def run_user(self, source, *arguments):
        """Runs `handler` of a user's module, with the address of the server as `HOST`, `PORT`."""
        user = self.agent.user(f"HOST, PORT = '127.0.0.1', {self.server.port}\n" + dedent(source))
        return user["handler"](*arguments)


#: Before Python 3.11 the frame of the outermost wrapper cannot be taken out while it is there.
KEPT = [] if sys.version_info >= (3, 11) else ["wrapper"]


def frames_of(kind, function):
    """Returns the functions in the traceback of what a function raises."""
    try:
        function()
    except kind as error:
        if hasattr(error, "close"):
            error.close()
        return [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    raise AssertionError("nothing was raised")


def dedent(source):
    return inspect.cleandoc(source) + "\n"
