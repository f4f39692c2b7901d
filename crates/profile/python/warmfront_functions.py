"""Counts and times calls of the user's own functions, from Python 3.12 on.

`sys.monitoring` is asked for events of the user's functions alone, one by one, when their module is
loaded: to be told of all code, if only once, would add several hundredths to an init. A function
that is called so often, for so short a time, that looking would change what is seen, is let go, and
none is seen in a zip archive. Exceptions can only be told of all code: from the end of init on.

Wall time is that between begin and end in one thread, without that in which a generator or a
coroutine is suspended. A function that calls itself is timed once, from the outside.
"""

import os
import sys
from _thread import get_ident
from time import monotonic_ns

#: How many calls are enough to let go a function whose calls are shorter than so many nanoseconds.
_LET_GO = ((200, 5_000), (2_000, 20_000))
#: How deep a function may be in itself. Callbacks need some room below the limit of recursion, and
#: where there is none the function would get an error that it would not have got.
_DEEPEST = 64
_external = sys.modules["_frozen_importlib_external"]
_Code = type((lambda: None).__code__)

#: Flag of code that has local variables, unlike that of a module or class.
_IS_FUNCTION = 1
#: Numbers of tools that have no meaning to others.
_TOOLS = (4, 3)

# Places in what is known of a function.
_CODE, _COUNT, _WALL, _DEPTHS, _IS_STOPPED, _TOTAL_COUNT, _TOTAL_WALL = range(7)


class Functions:
    """Watches calls, and tells of them when it is asked to."""

    def __init__(self, recorder, task_root, shown_as):
        self._recorder = recorder
        self._shown_as = shown_as
        self._is_users = UserFiles(task_root).__getitem__
        #: By identity of the code, which is kept.
        self._known = {}
        #: Functions that were called since they were last told.
        self._called = {}
        #: What each thread is in: functions, and when they began.
        self._threads = {}
        self._tool = None
        self._is_told_of_exceptions = False
        self._may_be_told_of_exceptions = True
        recorder.when_forked(self._start_over)

    def watch(self):
        """Begins to watch, if there is a number left for one more tool."""
        monitoring = sys.monitoring
        self._tool = next((tool for tool in _TOOLS if monitoring.get_tool(tool) is None), None)
        if self._tool is None:
            self._recorder.note("functions were not counted: other tools watch them")
            return
        monitoring.use_tool_id(self._tool, "warmfront")
        events = monitoring.events
        begins, ends, unwinds = self._callbacks()
        for event, callback in (
            (events.PY_START, begins(1)),
            (events.PY_RESUME, begins(0)),
            (events.PY_RETURN, ends),
            (events.PY_YIELD, ends),
            (events.PY_UNWIND, unwinds),
        ):
            monitoring.register_callback(self._tool, event, callback)
        self._watch_loading()

    def _watch_loading(self):
        """Has functions watched as soon as their code is there."""
        read, compile_source = _external._compile_bytecode, _external.SourceLoader.source_to_code

        def _compile_bytecode(*arguments, **named):
            code = read(*arguments, **named)
            learn(code)
            return code

        def source_to_code(*arguments, **named):
            code = compile_source(*arguments, **named)
            learn(code)
            return code

        learn, shown_as = self._learn_module, self._shown_as
        _external._compile_bytecode = shown_as(_compile_bytecode, read.__code__)
        loader = _external.SourceLoader
        loader.source_to_code = shown_as(source_to_code, compile_source.__code__)

    def end(self):
        """Watches no more."""
        if self._tool is None:
            return
        monitoring = sys.monitoring
        monitoring.set_events(self._tool, 0)
        monitoring.free_tool_id(self._tool)
        self._tool = None

    def tell(self, phase):
        """Keeps a line for each function that was called since it was last told."""
        called, self._called = self._called, {}
        for function in called.values():
            code = function[_CODE]
            text = self._recorder.text
            count, wall = function[_COUNT], function[_WALL]
            function[_COUNT] = function[_WALL] = 0
            self._recorder.add(
                (
                    "function",
                    phase,
                    text(code.co_qualname),
                    text(code.co_filename),
                    code.co_firstlineno,
                    count,
                    wall,
                    int(function[_IS_STOPPED]),
                )
            )

        if phase == "init":
            self._begin_with_exceptions()

    def _begin_with_exceptions(self):
        """Has exceptions told; what is open by now may have raised untold."""
        self._threads.clear()
        for function in self._known.values():
            function[_DEPTHS].clear()
        if self._tool is not None and self._may_be_told_of_exceptions:
            self._is_told_of_exceptions = True
            sys.monitoring.set_events(self._tool, sys.monitoring.events.PY_UNWIND)

    def _callbacks(self):
        """Returns what is called when a function begins or goes on, and when it ends or waits."""
        known, threads, disable = self._known, self._threads, sys.monitoring.DISABLE
        let_go, give_up_unwinding = self._let_go, self._give_up_unwinding

        def begins(count):
            def callback(code, _):
                function = known.get(id(code))
                if function is None or function[_IS_STOPPED]:
                    return disable
                self._called[id(code)] = function
                function[_COUNT] += count
                function[_TOTAL_COUNT] += count
                thread = get_ident()
                depths = function[_DEPTHS]
                stack = threads.get(thread)
                if stack is None:
                    stack = threads[thread] = []
                if depths.get(thread) and not self._is_told_of_exceptions:
                    self._forget_raised(function, thread, stack)
                depth = depths[thread] = depths.get(thread, 0) + 1
                if depth > _DEEPEST:
                    give_up_unwinding(function)
                stack.append((function, monotonic_ns() if depth == 1 else 0))
                return None

            return callback

        def ends(code, *_):
            now = monotonic_ns()
            function = known.get(id(code))
            if function is None:
                return disable
            thread = get_ident()
            stack = threads.get(thread, ())
            # Those above it have ended at a time that was not told.
            while stack and function[_DEPTHS].get(thread):
                ended, began = stack.pop()
                depths = ended[_DEPTHS]
                depths[thread] -= 1
                if not depths[thread]:
                    del depths[thread]
                    if ended is function:
                        ended[_WALL] += now - began
                        ended[_TOTAL_WALL] += now - began
                if ended is function:
                    break
            if function[_IS_STOPPED] and not function[_DEPTHS]:
                return disable
            let_go(function)
            return None

        def unwinds(code, *_):
            if id(code) in known:
                ends(code)

        return begins, ends, unwinds

    def _learn_module(self, code):
        """Watches all functions of a module, if it is the user's."""
        if self._tool is None or type(code) is not _Code or not self._is_users(code.co_filename):
            return
        inner = [code]
        try:
            while inner:
                code = inner.pop()
                self._learn(code)
                inner += [each for each in code.co_consts if type(each) is _Code]
        except Exception as error:
            self._recorder.note_error("functions of a module", error)

    def _learn(self, code):
        name = code.co_name
        if not code.co_flags & _IS_FUNCTION or (name[0] == "<" and name != "<lambda>"):
            return
        self._known[id(code)] = [code, 0, 0, {}, False, 0, 0]
        events = sys.monitoring.events
        sys.monitoring.set_local_events(
            self._tool,
            code,
            events.PY_START | events.PY_RESUME | events.PY_RETURN | events.PY_YIELD,
        )

    @staticmethod
    def _forget_raised(function, thread, stack):
        """Takes calls of a function for ended that are not under way, as they raised untold."""
        frame, depth = sys._getframe(2).f_back, 0
        while frame is not None:
            depth += frame.f_code is function[_CODE]
            frame = frame.f_back
        while stack and function[_DEPTHS].get(thread, 0) > depth:
            depths = stack.pop()[0][_DEPTHS]
            depths[thread] -= 1
            if not depths[thread]:
                del depths[thread]

    @staticmethod
    def _let_go(function):
        """Watches a function no more if it is too short and too frequent."""
        count = function[_TOTAL_COUNT]
        for enough, short in _LET_GO:
            if count >= enough and function[_TOTAL_WALL] < count * short:
                function[_IS_STOPPED] = True

    def _give_up_unwinding(self, function):
        """Lets go a function that recurses, and is not told of exceptions any more."""
        monitoring = sys.monitoring
        function[_IS_STOPPED] = True
        monitoring.set_local_events(self._tool, function[_CODE], 0)
        if self._may_be_told_of_exceptions:
            self._may_be_told_of_exceptions = False
            monitoring.set_events(self._tool, 0)
            self._recorder.note("calls that raised were not timed, as functions recurse deeply")

    def _start_over(self):
        """Forgets, in a child process, what its parent will tell."""
        self._called.clear()
        self._threads.clear()
        for function in self._known.values():
            function[_COUNT] = function[_WALL] = 0
            function[_DEPTHS].clear()


class UserFiles(dict):
    """Whether a file is the user's own, not of a package that was installed beside it: by file."""

    def __init__(self, task_root):
        super().__init__()
        self._root = os.path.join(os.path.abspath(task_root), "")
        self._packages = _top_level_names(task_root)

    def __missing__(self, file):
        answer = self[file] = self._find(file)
        return answer

    def _find(self, file):
        if not file.startswith(self._root):
            return False
        parts = file[len(self._root) :].split(os.sep)
        if "site-packages" in parts or "dist-packages" in parts:
            return False
        return os.path.splitext(parts[0])[0].lower() not in self._packages


def _top_level_names(folder):
    """Returns names of folders and modules that distributions in a folder have put there.

    Where a distribution says nothing of them, it is taken to be one of its own name.
    """
    names = set()
    try:
        entries = os.listdir(folder)
    except OSError:
        return names
    lower = {os.path.splitext(entry)[0].lower() for entry in entries}
    for entry in entries:
        stem, ending = os.path.splitext(entry)
        if ending not in (".dist-info", ".egg-info"):
            continue
        name = stem.split("-")[0].lower()
        names.add(name)
        if name not in lower:
            try:
                with open(os.path.join(folder, entry, "top_level.txt"), "rb") as file:
                    names.update(file.read().decode("utf-8", "replace").lower().split())
            except OSError:
                pass
    return names
