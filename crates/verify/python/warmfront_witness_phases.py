"""Tells when init and each invocation begin and end.

What the bootstrap does ahead of the import of the handler's module and of the handler, and behind
them, is replaced by functions that also tell. None of them is on the stack while user code runs.

- init is between the two readings of `_monotonic_ns` around the import;
- an invocation begins behind `_parse_event`, so that nothing of ours comes into its time, and ends
  ahead of `_marshal_result`, or of `_user_frames` when the handler raised;
- what it left is looked at when the client's `wait_next_invocation` is looked up: after the
  response is sent.
"""

from time import perf_counter_ns


class Phases:
    """Tells others about phases, and writes a line at each end of one."""

    def __init__(self, recorder, load):
        self._recorder = recorder
        self._shown_as = load("imports").shown_as
        self._prune = load("patches").prune
        self._n_clock_readings = 0
        self._began = 0
        self._took_ns = 0
        self._is_open = False
        self._is_in_handler = False
        #: Called when a phase is about to begin, with a running number; 0 is init.
        self.when_beginning = []
        #: Called when a phase is over, with the line that tells about it, a mapping to be added to.
        self.when_over = []
        self.number = -1

    def watch(self, bootstrap):
        """Begins to watch a bootstrap, given by its namespace."""
        for name in ("_monotonic_ns", "_set_trace_id", "_parse_event", "_marshal_result"):
            self._replace(bootstrap, name)
        self._replace(bootstrap, "_user_frames")
        client = bootstrap["LambdaRuntimeClient"]
        client.wait_next_invocation = Noticed(client.wait_next_invocation, self._finish)

    def _replace(self, bootstrap, name):
        original = bootstrap[name]
        wrapper = getattr(self, "_around" + name)(original)
        bootstrap[name] = self._shown_as(wrapper, original.__code__)

    def _around_monotonic_ns(self, read_clock):
        def wrapper():
            self._n_clock_readings += 1
            if self._n_clock_readings == 1:
                self._recorder.guarded("start of init", self._begin)
                self._began = perf_counter_ns()
                return read_clock()
            now = read_clock()
            if self._n_clock_readings == 2:
                self._took_ns += perf_counter_ns() - self._began
                self._finish()
            return now

        return wrapper

    def _around_set_trace_id(self, set_trace_id):
        def wrapper(trace_id):
            set_trace_id(trace_id)
            self._recorder.guarded("start of an invocation", self._begin)

        return wrapper

    def _around_parse_event(self, parse_event):
        def wrapper(*arguments):
            event = parse_event(*arguments)
            self._is_in_handler = True
            self._began = perf_counter_ns()
            return event

        return wrapper

    def _around_marshal_result(self, marshal_result):
        def wrapper(result):
            self._leave_handler()
            return marshal_result(result)

        return wrapper

    def _around_user_frames(self, user_frames):
        def wrapper(trace):
            self._leave_handler()
            self._prune(trace)
            return user_frames(trace)

        return wrapper

    def _leave_handler(self):
        if self._is_in_handler:
            self._is_in_handler = False
            self._took_ns += perf_counter_ns() - self._began

    def _begin(self):
        self.number += 1
        self._is_open = True
        self._took_ns = 0
        self._recorder.write({"kind": "phase", "number": self.number})
        for callback in self.when_beginning:
            callback(self.number)
        # What happened in between is counted with the phase that comes.

    def _finish(self):
        if self._is_open:
            self._is_open = False
            line = {"kind": "left", "number": self.number}
            for callback in self.when_over:
                self._recorder.guarded("end of a phase", callback, line)
            recorder = self._recorder
            line["own_ns"], line["whole_ns"] = recorder.own_ns, self._took_ns
            recorder.own_ns = 0
            recorder.guarded("end of a phase", recorder.write, line)


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
