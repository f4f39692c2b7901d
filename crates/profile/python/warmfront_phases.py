"""Tells when each phase begins and ends, and when garbage is collected.

What the bootstrap does ahead of the import of the handler's module and of the handler, and behind
them, is replaced by functions that also read clocks. Neither of these two is called from one of
them: what user code sees of the stack above it is the same with and without the agent.

- `import_started`, `import_done`: `_monotonic_ns`, which is read on both sides of the import;
- `flushing`, `received`: `_set_trace_id`, which is called with every event that has come; what was
  seen of init is written between the two, ahead of the first event;
- `called`: behind `_parse_event`;
- `returned`: ahead of `_marshal_result`, or of `_user_frames` when the handler raised;
- `serialised`: behind `_marshal_result`;
- `sent`: when the client's `wait_next_invocation` is looked up.
"""

import sys
from time import monotonic_ns, process_time_ns


class Phases:
    """Marks moments, and tells others when user code is run."""

    def __init__(self, recorder, memory, shown_as):
        self._recorder = recorder
        self._memory = memory
        self._shown_as = shown_as
        self._is_before_init = True
        self._is_in_init = False
        self._is_init_to_be_written = False
        self._is_in_invocation = False
        self._is_in_handler = False
        self._current = None
        #: Called when user code is about to run.
        self.when_active = []
        #: Called when it has run.
        self.when_idle = []
        #: Called with the traceback of an error that the function is about to tell.
        self.when_raised = []
        #: Called with `init` or `handler` when what was seen in it is about to be written.
        self.when_told = []

    def watch(self, bootstrap):
        """Begins to mark moments of a bootstrap, given by its namespace."""
        self._current = bootstrap["Current"]
        for name in (
            "_monotonic_ns",
            "_set_trace_id",
            "_parse_event",
            "_marshal_result",
            "_user_frames",
        ):
            original = bootstrap[name]
            wrapper = getattr(self, "_around" + name)(original)
            bootstrap[name] = self._shown_as(wrapper, original.__code__)
        client = bootstrap["LambdaRuntimeClient"]
        client.wait_next_invocation = Noticed(client.wait_next_invocation, self._finish)

    def _around_monotonic_ns(self, read_clock):
        def wrapper():
            if self._is_before_init:
                self._is_before_init, self._is_in_init = False, True
                self._begins("import_started")
            elif self._is_in_init:
                self._is_in_init, self._is_init_to_be_written = False, True
                now = read_clock()
                self._ends("import_done", self.when_idle)
                if sys.exc_info()[0] is not None:
                    # There will be no event.
                    self._write_init()
                return now
            return read_clock()

        return wrapper

    def _write_init(self):
        self._is_init_to_be_written = False
        self._tell(self.when_told, "init")
        self._recorder.flush()

    def _around_set_trace_id(self, set_trace_id):
        def wrapper(trace_id):
            self._recorder.request_id = self._current.request_id
            self._is_in_invocation = True
            if self._is_init_to_be_written:
                # Writing takes long, compared with what else the agent adds to an init. Here it
                # adds nothing to that, nor to the handler, whose crash would not undo it.
                self._ends("flushing")
                self._write_init()
            self._ends("received")
            set_trace_id(trace_id)

        return wrapper

    def _around_parse_event(self, parse_event):
        def wrapper(*arguments):
            event = parse_event(*arguments)
            self._is_in_handler = True
            self._begins("called")
            return event

        return wrapper

    def _around_marshal_result(self, marshal_result):
        def wrapper(result):
            self._leave_handler()
            written = marshal_result(result)
            self._ends("serialised")
            return written

        return wrapper

    def _around_user_frames(self, user_frames):
        def wrapper(trace):
            self._leave_handler()
            for prepare in self.when_raised:
                prepare(trace)
            return user_frames(trace)

        return wrapper

    def _finish(self):
        """Tells and writes what was seen, after the response is sent."""
        follows_response, self._is_in_invocation = self._is_in_invocation, False
        if not follows_response:
            return
        self._ends("sent")
        self._tell(self.when_told, "handler")
        self._recorder.flush()
        # The time until then is the agent's.
        self._ends("flushed")

    def _leave_handler(self):
        if self._is_in_handler:
            self._is_in_handler = False
            self._ends("returned", self.when_idle)

    def _tell(self, callbacks, *arguments):
        for callback in callbacks:
            try:
                callback(*arguments)
            except Exception as error:
                self._recorder.note_error("at the edge of a phase", error)

    def _begins(self, moment):
        """Marks a moment that user code begins to run at: the clock is read last."""
        recorder = self._recorder
        memory, cpu = self._memory.read(monotonic_ns()), process_time_ns()
        self._tell(self.when_active)
        recorder.add([self._line, moment, monotonic_ns(), cpu, memory, recorder.request_id])

    def _ends(self, moment, callbacks=()):
        """Marks a moment that something ends at: the clock is read first."""
        now, recorder = monotonic_ns(), self._recorder
        self._tell(callbacks)
        cpu, memory = process_time_ns(), self._memory.read(now)
        recorder.add([self._line, moment, now, cpu, memory, recorder.request_id])

    def _line(self, mark):
        _, moment, time, cpu, memory, request_id = mark
        return ("mark", moment, time, cpu, self._memory.resident(memory), request_id)


class Noticed:
    """A method that does something when it is looked up, and is not on the stack when it runs."""

    def __init__(self, function, action):
        self._function = function
        self._action = action

    def __get__(self, instance, owner):
        if instance is None:
            return self._function
        self._action()
        return self._function.__get__(instance, owner)


def watch_garbage_collection(recorder, occasions):
    """Times collections, and returns the module `gc`. What is in `occasions` is called behind each.

    That there is an entry in `gc.callbacks` cannot be hidden.
    """
    is_loaded = "gc" in sys.modules
    import gc

    if not is_loaded:
        # The function is to pay for its own import of it, as little as that is.
        del sys.modules["gc"]
    add = recorder.add
    started = 0

    def collecting(phase, info):
        nonlocal started
        if phase == "start":
            started = monotonic_ns()
        else:
            add(("gc", info["generation"], started, monotonic_ns(), info["collected"]))
            for occasion in occasions:
                occasion()

    gc.callbacks.append(collecting)
    return gc
