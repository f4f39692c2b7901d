"""The connection to the Runtime API survives handlers, and nothing is lost or copied twice."""

import json
import signal
import unittest

from fake_api import ACCEPTED, ClientTest, event, response

ECHO = "def handler(event, context):\n    return event\n"


class ConnectionTest(ClientTest, unittest.TestCase):
    def test_requests_share_one_connection_and_are_one_write_each(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours([event(1), ACCEPTED, event("x" * 10_000), ACCEPTED])
        self.assertEqual([r.connection for r in outcome.requests], [0] * 5)
        self.assertEqual([r.n_reads for r in outcome.requests[:3]], [1] * 3)
        self.assertEqual(outcome.results, [1, "x" * 10_000])

    def test_six_megabytes_go_both_ways(self):
        self.write("app.py", ECHO)
        payload = {"text": "é" * 3_000_000}
        body = json.dumps(payload, ensure_ascii=False).encode()
        outcome = self.run_ours([event(body), ACCEPTED])
        self.assertEqual(outcome.results, [payload])

    def test_response_may_come_in_any_pieces(self):
        self.write("app.py", ECHO)
        whole = event({"a": [1, 2, 3]})
        outcome = self.run_ours([[whole[i : i + 1] for i in range(len(whole))], ACCEPTED])
        self.assertEqual(outcome.results, [{"a": [1, 2, 3]}])

    def test_chunked_event_is_joined(self):
        self.write("app.py", ECHO)
        head, _, _ = event(b"").partition(b"Content-Length")
        chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
        first = b'4;x=y\r\n{"a"\r\n5\r\n: 12}\r\n0\r\n\r\n'
        second = b"1\r\n7\r\n0\r\nTrailer: x\r\n\r\n"
        outcome = self.run_ours([chunked + first, ACCEPTED, chunked + second, ACCEPTED])
        self.assertEqual(outcome.results, [{"a": 12}, 7])

    def test_event_without_length_ends_with_the_connection(self):
        self.write("app.py", ECHO)
        head, _, _ = event(b"").partition(b"Content-Length")
        outcome = self.run_ours([[head + b"\r\n[1,", b" 2]", None], ACCEPTED])
        self.assertEqual(outcome.results, [[1, 2]])
        self.assertEqual([r.connection for r in outcome.requests], [0, 1, 1])

    def test_connection_close_is_obeyed(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours(
            [event(1, "Connection: close"), ACCEPTED, event(2, "connection: Close"), ACCEPTED]
        )
        self.assertEqual(outcome.results, [1, 2])
        self.assertEqual([r.connection for r in outcome.requests], [0, 1, 1, 2, 2])

    def test_path_suffix_of_the_address_is_kept(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours([event(1), ACCEPTED], path="/.rt")
        self.assertEqual(
            [r.path for r in outcome.requests[:2]],
            [
                "/.rt/2018-06-01/runtime/invocation/next",
                "/.rt/2018-06-01/runtime/invocation/request-1/response",
            ],
        )

    def test_handler_may_close_every_descriptor(self):
        self.write(
            "app.py",
            "import os\n"
            "def handler(event, context):\n    os.closerange(3, 256)\n    return event\n",
        )
        outcome = self.run_ours([event(1), ACCEPTED, event(2), ACCEPTED])
        self.assertEqual(outcome.results, [1, 2])

    def test_descriptor_that_now_means_another_file_is_left_alone(self):
        self.write(
            "app.py",
            "import os, tempfile\n"
            "kept = []\n"
            "def handler(event, context):\n"
            "    os.closerange(3, 256)\n"
            "    for _ in range(20):\n"
            "        kept.append(tempfile.TemporaryFile())\n"
            "    return sum(os.fstat(f.fileno()).st_size for f in kept)\n",
        )
        outcome = self.run_ours([event(1), ACCEPTED, event(2), ACCEPTED])
        self.assertEqual(outcome.results[0], 0)
        self.assertEqual(len(outcome.results), 2)

    def test_broken_connection_is_replaced_once(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours([None, event(1), None, ACCEPTED])
        self.assertEqual(outcome.results, [1, 1])
        self.assertEqual([r.connection for r in outcome.requests], [0, 1, 1, 2, 2])

    def test_connection_that_breaks_twice_ends_the_process(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours([None, None])
        self.assertEqual(outcome.status, 1)
        self.assertEqual(len(outcome.requests), 2)
        self.assertIn("Failed to get next invocation. No Response from endpoint", outcome.stdout)

    def test_response_cut_short_ends_the_process(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours([[event(b'{"a": 1}')[:-3], None]])
        self.assertEqual(outcome.status, 1)
        self.assertIn("cut short", outcome.stderr)

    def test_signal_during_the_wait_runs_its_handler_and_the_wait_goes_on(self):
        self.write(
            "app.py",
            "import signal\n"
            "seen = []\n"
            "signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))\n"
            "def handler(event, context):\n"
            "    return len(seen)\n",
        )

        def interrupt(process):
            process.send_signal(signal.SIGUSR1)

        outcome = self.run_ours([event(1), ACCEPTED, [interrupt, event(2)], ACCEPTED])
        self.assertEqual(outcome.results, [0, 1])

    def test_rejected_result_ends_the_process(self):
        self.write("app.py", ECHO)
        outcome = self.run_ours([event(1), response("413 Request Entity Too Large", b"{}")])
        self.assertEqual(outcome.status, 1)
        self.assertIn(
            "LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413. {}",
            outcome.stdout,
        )
        self.assertIn("RuntimeError: Failed to post invocation response", outcome.stderr)


if __name__ == "__main__":
    unittest.main()
