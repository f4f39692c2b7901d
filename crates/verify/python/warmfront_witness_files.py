"""Files made, changed and removed outside of the package, per phase.

All below the folder for temporary files is compared before and after; links are not followed. A
file elsewhere is told when it was opened to be written, removed or renamed. The content is in the
recording when it is short and text; otherwise its length, and a hash of the first bytes.
"""

import os
import stat

_MOST_FILES = 5000
_LONGEST_TEXT = 64 << 10
_LONGEST_HASHED = 8 << 20
#: Nothing that is written there is left for anybody.
# What Lambda has in its place.
_PLATFORM_PATH = b"/var/task/"
_NOWHERE = ("/dev/", "/proc/", "/sys/")


class Files:
    """Knows what was there when the phase before was over."""

    def __init__(self, recorder, load, options):
        self._recorder = recorder
        self._digest = load("values").digest
        self._root = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108  (what Lambda has)
        self._task_root = os.path.join(options["task_root"], "")
        self._own_path = os.fsencode(self._task_root)
        self._before = None
        self._first = frozenset()
        self._elsewhere = set()
        self._scandir, self._lstat, self._readlink = os.scandir, os.lstat, os.readlink
        self._open, self._read, self._close = os.open, os.read, os.close

    def begin(self, number):
        """Takes what is there at first."""
        if self._before is None:
            self._before = self._survey()
            self._first = self._before.keys()
        self._elsewhere.clear()

    def finish(self, line):
        """Adds to the line of a phase what is different by now."""
        before, after = self._before, self._survey()
        self._before = after
        changed = {path: None for path in before if path not in after}
        for path, known in after.items():
            if before.get(path) != known:
                changed[path] = self._content(path, known)
        for path in self._elsewhere:
            changed[path] = self._elsewhere_now(path)
        line["files"] = {path: changed[path] for path in sorted(changed)}

    def names(self):
        """Returns the names of all that has come since the start."""
        return sorted((self._before or {}).keys() - self._first)

    def written(self, path):
        """Takes note of a file that is written to, wherever it is."""
        path = os.path.abspath(path)
        if path.startswith((*_NOWHERE, os.path.join(self._root, ""))):
            return
        if not path.endswith(".pyc") and ".pyc." not in path and len(self._elsewhere) < _MOST_FILES:
            self._elsewhere.add(path)

    def _elsewhere_now(self, path):
        try:
            return self._content(path, _facts(self._lstat(path)))
        except OSError:
            return {"type": "none"}

    def _survey(self):
        found, folders = {}, [self._root]
        try:
            device = self._lstat(self._root).st_dev
        except OSError:
            return found
        while folders:
            try:
                with self._scandir(folders.pop()) as entries:
                    for entry in entries:
                        if len(found) >= _MOST_FILES:
                            self._recorder.note(f"files beyond {_MOST_FILES} are not looked at")
                            return found
                        status = entry.stat(follow_symlinks=False)
                        if status.st_dev != device:
                            # Mounted there by whoever runs the function: its own code, maybe.
                            continue
                        facts = found[entry.path] = _facts(status)
                        if stat.S_ISDIR(facts[0]):
                            # Its time and size change with what is in it, which is told by itself.
                            found[entry.path] = facts[:1]
                            folders.append(entry.path)
            except OSError:
                continue
        return found

    def _content(self, path, facts):
        mode = facts[0]
        told = {"mode": oct(stat.S_IMODE(mode))}
        if stat.S_ISDIR(mode):
            return {"type": "folder", **told}
        if stat.S_ISLNK(mode):
            return {"type": "link", "target": self._readlink(path)}
        if not stat.S_ISREG(mode):
            return {"type": "special", **told}
        size = facts[1]
        data = self._start_of(path)
        if self._own_path in data and b"\0" not in data:
            # Where the package lies is no part of what the function does.
            named = data.replace(self._own_path, _PLATFORM_PATH)
            size += len(named) - len(data)
            data = named
        told = {"type": "file", **told, "size": size}
        if size <= _LONGEST_TEXT and b"\0" not in data:
            try:
                return {**told, "text": data.decode()}
            except UnicodeDecodeError:
                pass
        told["hash"] = self._digest(data)
        if size > _LONGEST_HASHED:
            told["hashed"] = _LONGEST_HASHED
        return told

    def _start_of(self, path):
        descriptor = self._open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            parts, left = [], _LONGEST_HASHED
            while left > 0:
                part = self._read(descriptor, min(left, 1 << 20))
                if not part:
                    break
                parts.append(part)
                left -= len(part)
            return b"".join(parts)
        finally:
            self._close(descriptor)


def _facts(status):
    return status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino


def install(recorder, load, phases, audit, options):
    """Begins to look."""
    files = Files(recorder, load, options)
    phases.when_beginning.append(files.begin)
    phases.when_over.append(files.finish)
    phases.files = files
    is_write = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

    def opened(path, mode, flags):
        if type(flags) is int and flags & is_write:
            named(path)

    def named(path, *others):
        path = path if type(path) is str else os.fsdecode(path) if type(path) is bytes else None
        if path is not None:
            files.written(path)

    def renamed(source, target, *others):
        named(source)
        named(target)

    audit.on("open", opened)
    for event in ("os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"):
        audit.on(event, named)
    audit.on("os.rename", renamed)
    for event in ("os.link", "os.symlink"):
        audit.on(event, lambda source, target, *others: named(target))
