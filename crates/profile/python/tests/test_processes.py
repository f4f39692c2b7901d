"""What child processes record."""

import unittest

from agent_run import ACCEPTED, FOLDER, AgentTest, event, of_kind, texts


class ProcessesTest(AgentTest, unittest.TestCase):
    def processes(self, source, value=1):
        """Returns the lines of each process, children last."""
        self.write("app.py", source)
        outcome, lines = self.run_watched([event(value), ACCEPTED])
        self.outcome = outcome
        processes = {}
        for line in lines:
            if line[0] == "batch":
                current = processes.setdefault(line[1], [])
            else:
                current.append(line)
        ids = list(processes)
        ids.sort(key=lambda pid: of_kind(processes[pid], "process")[0][2] in processes)
        return {pid: processes[pid] for pid in ids}

    def test_children_tell_of_themselves(self):
        source = (
            "import multiprocessing\n"
            "def work(connection):\n"
            "    import colorsys\n"
            "    connection.send(colorsys.__name__)\n"
            "def handler(event, context):\n"
            "    import fractions\n"
            "    context = multiprocessing.get_context('fork')\n"
            "    one, other = context.Pipe()\n"
            "    child = context.Process(target=work, args=(other,))\n"
            "    child.start()\n"
            "    child.join()\n"
            "    return one.recv()\n"
        )
        processes = self.processes(source)
        self.assertEqual(self.outcome.results, ["colorsys"])
        (parent, lines), (child, below) = processes.items()
        self.assertEqual([line[1:3] for line in of_kind(below, "process")], [[child, parent]])
        self.assertEqual(below[0][0], "process")
        known = texts(below)
        self.assertEqual(sorted(known), list(range(len(known))))
        imports = of_kind(below, "import")
        self.assertEqual([known[line[4]] for line in imports], ["colorsys"])
        self.assertEqual([line[1:3] for line in imports], [[0, -1]])
        self.assertEqual(below[-1], ["end"])
        names = [texts(lines)[line[4]] for line in of_kind(lines, "import")]
        self.assertIn("fractions", names)
        self.assertNotIn("colorsys", names)
        self.assertEqual(len(names), len(set(names)))

    def test_a_fork_in_an_import_records_each_import_once(self):
        source = "import forks\ndef handler(event, context):\n    return forks.status\n"
        self.write(
            "forks.py",
            "import os\n"
            "pid = os.fork()\n"
            "import colorsys\n"
            "if not pid:\n"
            "    import fractions\n"
            "    os._exit(3)\n"
            "status = os.waitpid(pid, 0)[1] >> 8\n",
        )
        processes = self.processes(source)
        self.assertEqual(self.outcome.results, [3])
        lines, below = processes.values()
        known = texts(below)
        names = [known[line[4]] for line in of_kind(below, "import") if line[2] == -1]
        self.assertEqual(names, ["colorsys", "fractions"])
        known = texts(lines)
        names = [known[line[4]] for line in of_kind(lines, "import")][:3]
        self.assertEqual(names, ["colorsys", "forks", "app"])

    def test_good_ends_are_told(self):
        source = (FOLDER / "tests" / "functions" / "ends.py").read_text(encoding="utf-8")
        for value, is_good in (("exit", True), ("thread", True), ("_exit", False), ("kill", False)):
            with self.subTest(value):
                (lines,) = self.processes(source, value).values()
                self.assertEqual(lines[-1] == ["end"], is_good)
                self.assertEqual(len(of_kind(lines, "end")), int(is_good))


if __name__ == "__main__":
    unittest.main()
