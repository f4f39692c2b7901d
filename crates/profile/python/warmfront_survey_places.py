"""Tells the user's own code from installed packages and from the agent."""

import os

_INSTALLED = ("site-packages", "dist-packages", "node_modules", ".venv")


class Places:
    """Where code is."""

    def __init__(self, task_root, bootstrap):
        self._roots = tuple(
            {os.path.join(folder, "") for folder in (task_root, os.path.realpath(task_root))}
        )
        main = bootstrap["main"].__code__.co_filename
        self._own = ("<frozen importlib", os.path.join(os.path.dirname(main), "warmfront_"), main)
        self._packages = _installed_in(task_root)
        self._known = {}

    def is_ours(self, file, module):
        """Tells whether code is the agent's, the bootstrap's, or the import system's."""
        return file.startswith(self._own) or (
            type(module) is str and module.startswith("warmfront_")
        )

    def is_user(self, file):
        """Tells whether a file is the user's own."""
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = self._look(file)
        return known

    def _look(self, file):
        for root in self._roots:
            if file.startswith(root):
                parts = file[len(root) :].split(os.sep)
                top = parts[0][:-3] if parts[0].endswith(".py") else parts[0]
                return top not in self._packages and not any(
                    part in parts[:-1] for part in _INSTALLED
                )
        return False


def _installed_in(folder):
    """Returns the top names that packages installed into a folder brought along."""
    tops = set()
    try:
        entries = os.listdir(folder)
    except OSError:
        return tops
    for entry in entries:
        if entry.endswith((".dist-info", ".egg-info")):
            for name in ("RECORD", "top_level.txt", "installed-files.txt"):
                try:
                    with open(os.path.join(folder, entry, name), encoding="utf-8") as file:
                        lines = file.read().splitlines()
                except (OSError, UnicodeError):
                    continue
                for line in lines:
                    top = line.split(",")[0].split("/")[0]
                    tops.add(top[:-3] if top.endswith(".py") else top)
    tops -= {"", "..", "."}
    return tops
