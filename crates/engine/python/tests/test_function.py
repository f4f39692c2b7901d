"""What a function sees around it, and what the engine hears of its init."""

import importlib.util
import os
import sys
import unittest

from fake_api import ACCEPTED, SOURCES, ClientTest, event, response

ONCE = [event(1), ACCEPTED]
SNAP_START = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}


class FunctionTest(ClientTest, unittest.TestCase):
    def evaluate(self, expression, imports="os, sys", **options):
        """Returns what `expression` is inside a handler's module while that is imported."""
        self.write(
            "app.py",
            f"import {imports}\nRESULT = {expression}\n"
            "def handler(event, context):\n    return RESULT\n",
        )
        return self.run_ours(ONCE, **options).results[0]

    # The search path.

    def test_search_path_has_layers_behind_the_task_root_and_packages_at_the_end(self):
        layer, packages = self.folder / "layer", self.folder / "packages"
        layer.mkdir()
        packages.mkdir()
        env = {
            "WARMFRONT_PATH_FIRST": os.pathsep.join([str(self.task), str(layer), "/opt/none"]),
            "WARMFRONT_PATH_LAST": str(packages),
        }
        path = self.evaluate("sys.path", env=env)
        self.assertEqual(path[:3], [str(self.task), str(layer), "/opt/none"])
        self.assertEqual(path[-1], str(packages))

    def test_task_root_wins_over_packages(self):
        packages = self.folder / "packages"
        packages.mkdir()
        (packages / "twice.py").write_text("WHERE = 'packages'\n")
        (packages / "only.py").write_text("WHERE = 'packages'\n")
        self.write("twice.py", "WHERE = 'task'\n")
        env = {"WARMFRONT_PATH_LAST": str(packages)}
        found = self.evaluate("[twice.WHERE, only.WHERE]", "twice, only", env=env)
        self.assertEqual(found, ["task", "packages"])

    def test_site_files_of_packages_count(self):
        packages, editable = self.folder / "packages", self.folder / "editable"
        packages.mkdir()
        editable.mkdir()
        (editable / "mine.py").write_text("WHERE = 'editable'\n")
        (packages / "mine.pth").write_text(f"{editable}\n")
        env = {"WARMFRONT_PATH_LAST": str(packages)}
        self.assertEqual(self.evaluate("mine.WHERE", "mine", env=env), "editable")

    def test_modules_named_like_the_standard_library_shadow_nothing_of_ours(self):
        self.write("traceback.py", "1 / 0\n")
        self.write("warmfront_json.py", "WHERE = 'task'\n")
        self.assertEqual(self.evaluate("warmfront_json.WHERE", "warmfront_json"), "task")

    def test_safe_path_is_no_obstacle(self):
        path = self.evaluate("sys.path", env={"PYTHONSAFEPATH": "1"})
        self.assertEqual(path[0], str(self.task))

    # No trace of ours.

    def test_nothing_of_ours_is_left(self):
        env = {"WARMFRONT_PATH_FIRST": str(self.task), "WARMFRONT_ANYTHING": "x"}
        seen = self.evaluate(
            "[[n for n in os.environ if 'WARMFRONT' in n],"
            " [p for p in sys.path if 'warmfront-bootstrap' in p],"
            " [p for p in sys.path_importer_cache if 'warmfront-bootstrap' in p],"
            " [m for m in sys.modules if 'warmfront' in m],"
            " sys.argv]",
            env=env,
        )
        self.assertEqual(seen, [[], [], [], [], ["/var/runtime/bootstrap.py"]])

    def test_runtime_folder_is_on_the_path_of_child_processes(self):
        python_path = "[os.environ.get('PYTHONPATH'), sys.argv]"
        env = {"LAMBDA_RUNTIME_DIR": "/runtime"}
        self.assertEqual(self.evaluate(python_path), [None, ["/var/runtime/bootstrap.py"]])
        self.assertEqual(
            self.evaluate(python_path, env=env), ["/runtime", ["/runtime/bootstrap.py"]]
        )
        env["PYTHONPATH"] = "/mine"
        self.assertEqual(self.evaluate(python_path, env=env)[0], "/mine")

    def test_child_processes_do_not_inherit_our_variables(self):
        self.write(
            "app.py",
            "import subprocess, sys\n"
            "def handler(event, context):\n"
            "    code = 'import os; print([n for n in os.environ if \"WARMFRONT\" in n])'\n"
            "    return subprocess.check_output([sys.executable, '-c', code]).decode()\n",
        )
        outcome = self.run_ours(ONCE, env={"WARMFRONT_ANYTHING": "x"})
        self.assertEqual(outcome.results, ["[]\n"])

    def test_processes_can_be_spawned(self):
        self.write(
            "app.py",
            "import multiprocessing\n"
            "def work(pipe):\n"
            "    pipe.send('worked')\n"
            "def handler(event, context):\n"
            "    context = multiprocessing.get_context('spawn')\n"
            "    here, there = context.Pipe()\n"
            "    child = context.Process(target=work, args=(there,))\n"
            "    child.start()\n"
            "    there.close()\n"
            "    said = here.recv()\n"
            "    child.join()\n"
            "    return [said, child.exitcode]\n",
        )
        self.assertEqual(self.run_ours(ONCE).results, [["worked", 0]])

    def test_bytecode_is_written_unless_it_is_forbidden(self):
        for value, is_written in (("1", False), ("0", True), (None, True)):
            with self.subTest(value=value):
                name = f"used_{value}"
                self.write(f"{name}.py", "x = 1\n")
                self.write("app.py", f"import {name}\ndef handler(event, context): return 1\n")
                env = {"WARMFRONT_NO_BYTECODE": value, "PYTHONDONTWRITEBYTECODE": None}
                self.run_ours(ONCE, env=env)
                found = list(self.task.glob(f"__pycache__/{name}.*"))
                self.assertEqual(bool(found), is_written)

    def test_program_can_be_imported_without_running(self):
        modules, path = dict(sys.modules), list(sys.path)
        try:
            source = SOURCES / "bootstrap.py"
            spec = importlib.util.spec_from_file_location("engine_bootstrap", source)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            self.assertEqual(module.to_json({"a": (1, None)}), '{"a": [1, null]}')
        finally:
            sys.modules.clear()
            sys.modules.update(modules)
            sys.path[:] = path

    # What the engine hears.

    def test_first_request_tells_the_phases_of_init(self):
        self.write("app.py", "def handler(event, context): return 1\n")
        outcome = self.run_ours([event(1), ACCEPTED])
        told = [request.headers.get("warmfront-init") for request in outcome.requests]
        self.assertEqual(told[1:], [None, None])
        started, import_started, import_done = map(int, told[0].split(","))
        self.assertLess(0, started)
        self.assertLess(started, import_started)
        self.assertLess(import_started, import_done)

    def test_failed_init_tells_its_phases_too(self):
        self.write("app.py", "1 / 0\n")
        outcome = self.run_ours([ACCEPTED])
        self.assertEqual(len(outcome.requests[0].headers["warmfront-init"].split(",")), 3)
        self.assertEqual(outcome.status, 1)

    @unittest.skipIf(sys.version_info < (3, 9), "the runtime for this version has no SnapStart")
    def test_snapshot_tells_the_phases_of_init_once(self):
        self.write("app.py", "def handler(event, context): return 1\n")
        outcome = self.run_ours([response("200 OK"), event(1), ACCEPTED], env=SNAP_START)
        self.assertEqual(outcome.requests[0].path, "/2018-06-01/runtime/restore/next")
        told = ["warmfront-init" in request.headers for request in outcome.requests]
        self.assertEqual(told, [True, False, False, False])

    # Errors.

    def test_stack_traces_begin_with_the_handler(self):
        self.write("app.py", "def handler(event, context):\n    return 1 / event\n")
        outcome = self.run_ours([event(0), ACCEPTED])
        self.assertEqual(outcome.requests[1].path[-6:], "/error")
        self.assertEqual(
            outcome.results[0],
            {
                "errorMessage": "division by zero",
                "errorType": "ZeroDivisionError",
                "requestId": "request-1",
                "stackTrace": [
                    f'  File "{self.task}/app.py", line 2, in handler\n    return 1 / event\n'
                ],
            },
        )
        self.assertIn(
            "[ERROR] ZeroDivisionError: division by zero\rTraceback (most recent call last):\r"
            f'\u00a0\u00a0File "{self.task}/app.py", line 2, in handler\r'
            "\u00a0\u00a0\u00a0\u00a0return 1 / event\n",
            outcome.stdout,
        )

    def test_init_error_that_is_not_latin_is_told_as_utf_8(self):
        self.write("app.py", "raise ValueError('\u2192 \u00e9')\n")
        outcome = self.run_ours([ACCEPTED])
        self.assertEqual(outcome.results[0]["errorMessage"], "\u2192 \u00e9")
        self.assertEqual(
            outcome.requests[0].headers["lambda-runtime-function-error-type"], "ValueError"
        )

    # Hooks for others.

    @unittest.skipIf(sys.version_info < (3, 9), "the runtime for this version has no SnapStart")
    def test_own_copy_of_the_snapshot_module_wins(self):
        self.write("snapshot_restore_py.py", "WHERE = 'task'\n")
        where = self.evaluate("snapshot_restore_py.WHERE", "snapshot_restore_py")
        self.assertEqual(where, "task")

    def test_error_trackers_can_wrap_the_runtime(self):
        self.write(
            "app.py",
            "import sys\n"
            "seen = []\n"
            "main = sys.modules['__main__']\n"
            "old_handle = main.handle_event_request\n"
            "def handle(client, handler, *args, **kwargs):\n"
            "    def wrapped(event, context):\n"
            "        seen.append('handler')\n"
            "        return handler(event, context)\n"
            "    return old_handle(client, wrapped, *args, **kwargs)\n"
            "main.handle_event_request = handle\n"
            "old_post = main.LambdaRuntimeClient.post_invocation_result\n"
            "def post(*args, **kwargs):\n"
            "    seen.append('post')\n"
            "    return old_post(*args, **kwargs)\n"
            "main.LambdaRuntimeClient.post_invocation_result = post\n"
            "def handler(event, context):\n"
            "    return seen\n",
        )
        outcome = self.run_ours([*ONCE, *ONCE])
        self.assertEqual(outcome.results, [["handler"], ["handler", "post", "handler"]])


if __name__ == "__main__":
    unittest.main()
