"""Which call another was made by, across threads, tasks and generators."""

import asyncio
import concurrent.futures
import json
import os
import threading
import unittest
import warnings

from calls_run import CallsTest


class ParentsTest(CallsTest):
    """A call that calls others, as a library's would."""

    def setUp(self):
        super().setUp()

        class Library:
            def outer(self, inner):
                return inner()

            async def outer_async(self, inner):
                return await inner()

            def inner(self):
                return 1

            async def inner_async(self):
                await asyncio.sleep(0)
                return 1

        self.library = Library
        for name in ("outer", "outer_async", "inner", "inner_async"):
            self.agent.calls.client(Library, name, "library", name)

    def tree(self):
        """Returns (operation, operation of the parent, line) of all spans."""
        spans = self.agent.spans()
        names = {span.id: span.operation for span in spans}
        names[None] = None
        return [(span.operation, names[span.parent], span.line) for span in spans]

    def test_calls_nest(self):
        library = self.library()
        user = self.agent.user("def handler(library):\n    library.outer(library.inner)\n")
        user["handler"](library)
        self.assertEqual(self.tree(), [("outer", None, 2), ("inner", "outer", 2)])

    def test_threads_take_the_call_that_they_were_started_in_as_parent(self):
        library = self.library()

        def in_thread():
            thread = threading.Thread(target=library.inner)
            thread.start()
            thread.join()

        user = self.agent.user("def handler(library, inner):\n    library.outer(inner)\n")
        user["handler"](library, in_thread)
        self.assertEqual(self.tree(), [("outer", None, 2), ("inner", "outer", 2)])
        outer, inner = self.agent.spans()
        self.assertNotEqual(outer.thread, inner.thread)

    def test_a_thread_that_outlives_the_call_has_no_parent(self):
        library, go = self.library(), threading.Event()
        threads = []

        def later():
            go.wait()
            library.inner()

        def start():
            threads.append(threading.Thread(target=later))
            threads[0].start()

        library.outer(start)
        go.set()
        threads[0].join()
        self.assertEqual([each[:2] for each in self.tree()], [("outer", None), ("inner", None)])

    def test_pools_take_the_line_and_the_call_of_each_submission(self):
        library = self.library()
        user = self.agent.user(
            """
            def handler(library, pool):
                library.outer(lambda: pool.submit(library.inner).result())
                first = pool.submit(library.inner)
                rest = pool.map(library.outer, [int, int])
                return first.result(), list(rest)
            """
        )
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            self.assertEqual(user["handler"](library, pool), (1, [0, 0]))
        self.assertEqual(
            self.tree(),
            [
                ("outer", None, 3),
                ("inner", "outer", 3),
                ("inner", None, 4),
                ("outer", None, 5),
                ("outer", None, 5),
            ],
        )

    def test_tasks_that_overlap_are_siblings(self):
        library = self.library()
        user = self.agent.user(
            """
            import asyncio

            async def one(library):
                return await library.inner_async()

            async def main(library):
                await asyncio.gather(one(library), library.inner_async())
                await library.outer_async(library.inner_async)

            def handler(library):
                asyncio.run(main(library))
            """
        )
        user["handler"](library)
        self.assertEqual(
            self.tree(),
            [
                ("inner_async", None, 5),
                ("inner_async", None, 8),
                ("outer_async", None, 9),
                ("inner_async", "outer_async", 9),
            ],
        )
        first, second = self.agent.spans()[:2]
        self.assertLess(second.start, first.end)

    def test_tasks_of_a_call_have_it_as_parent(self):
        library = self.library()
        user = self.agent.user(
            """
            import asyncio

            def handler(library):
                async def both():
                    await asyncio.gather(library.inner_async(), library.inner_async())
                asyncio.run(library.outer_async(both))
            """
        )
        user["handler"](library)
        self.assertEqual([each[1] for each in self.tree()], [None, "outer_async", "outer_async"])

    def test_work_that_asyncio_gives_to_threads_keeps_its_line(self):
        library = self.library()
        user = self.agent.user(
            """
            import asyncio

            async def main(library):
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(None, library.inner)
                if hasattr(asyncio, "to_thread"):
                    await asyncio.to_thread(library.inner)

            def handler(library):
                asyncio.run(main(library))
            """
        )
        user["handler"](library)
        expected = [("inner", None, 6), ("inner", None, 8)]
        self.assertEqual(self.tree(), expected if hasattr(asyncio, "to_thread") else expected[:1])

    def test_generators_do_not_cross(self):
        library = self.library()

        def generate():
            for _ in range(2):
                library.inner()
                yield

        one, other = generate(), generate()
        library.outer(lambda: next(one))
        next(other)
        library.outer(lambda: next(other))
        next(one)
        self.assertEqual(
            [each[:2] for each in self.tree()],
            [
                ("outer", None),
                ("inner", "outer"),
                ("inner", None),
                ("outer", None),
                ("inner", "outer"),
                ("inner", None),
            ],
        )

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_forked_children_have_ids_of_their_own_and_keep_the_parent(self):
        library = self.library()

        def in_child():
            read, write = os.pipe()
            pid = os.fork()
            if pid == 0:
                try:
                    library.inner()
                    span = self.agent.spans(library="library")[-1]
                    os.write(write, json.dumps([span.operation, span.id, span.parent]).encode())
                finally:
                    os._exit(0)
            os.waitpid(pid, 0)
            os.close(write)
            with os.fdopen(read) as file:
                return pid, json.loads(file.read())

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pid, child = library.outer(in_child)
        (outer,) = self.agent.spans()
        self.assertEqual(child, ["inner", (pid << 30) + 1, outer.id])
        self.assertLess(child[1], 1 << 53)

    def test_cancelled_calls_end(self):
        class Slow:
            async def call(self):
                await asyncio.sleep(60)

        self.agent.calls.client(Slow, "call", "library", "call")

        async def main():
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(Slow().call(), 0.01)

        asyncio.run(main())
        (span,) = self.agent.spans()
        self.assertEqual(span.error, "CancelledError")


if __name__ == "__main__":
    unittest.main()
