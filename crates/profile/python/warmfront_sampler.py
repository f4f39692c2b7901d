"""Looks at what all threads are doing, many times a second, while user code runs.

It does so from a thread of its own, which `threading` does not know of. The thread's clock stands
still between invocations, so that a handler that is shorter than the time between two samples is
still seen in proportion: a sample tells what CPU and wall time has passed since the last one, even
if that was some invocations ago.

What a user could notice: the thread is in `sys._current_frames()` and in dumps of `faulthandler`,
and the kernel counts it. It is gone whenever the process forks, for Python 3.12 and later warn of
forks with threads; it takes no signals; and it starts no garbage collection, which would run the
user's finalisers in it.
"""

import sys
from _signal import SIG_BLOCK, SIG_SETMASK, pthread_sigmask, valid_signals
from _thread import allocate_lock, get_ident, get_native_id, start_new_thread
from os import getpid, stat
from time import clock_gettime_ns, monotonic_ns, process_time_ns, sleep, thread_time_ns

#: Nanoseconds that a line waits until it is written, should the process be killed.
_FLUSH_EVERY = 250_000_000
#: The same during init, of which nothing else is written: few take so long.
_FLUSH_INIT_AFTER = 2_000_000_000
#: Times the period that lies between two samples of an init. Its stacks are deep, and each is taken
#: from among code that runs once: a sample costs many times what it does in a handler.
_INIT_PERIODS = 4
#: Share of time that the thread may take up, waking up and waiting for its turn included: where
#: stacks are so deep, or the machine so slow to change threads, that it takes more, there are fewer
#: samples. What a sample takes is a mean over so many of the last ones.
_MOST, _MEAN_OF = 1 / 200, 8
#: Lines that the thread writes at once: more might take so long that another thread gets its turn.
_FLUSH_AT_ONCE = 500
#: Most and least seconds that the thread waits for its turn while another computes, and the part
#: of a handler's duration that it is between them. Waiting costs CPU time where no turn is given,
#: which is in long calls of native code.
_MOST_WAIT, _LEAST_WAIT, _WAIT_SHARE = 0.005, 0.00005, 1 / 20
#: Nanoseconds without user code after which the thread waits until it is woken.
_IDLE = 50_000_000
#: Nanoseconds that it waits at least, or a few less, where a handler takes next to no time.
_LEAST_PAUSE = 1_000_000
#: Seconds to wait for the thread to end.
_PATIENCE = 0.5


class Sampler:
    """Takes samples while user code runs, and has lines written that wait for too long."""

    def __init__(self, recorder, threads, stacks, gc, every_us):
        self._recorder = recorder
        self._threads = threads
        self._stacks = stacks
        self._gc = gc
        self._is_sampling = every_us is not None
        self._period = every_us * 1000 if self._is_sampling else _FLUSH_EVERY
        self._handler_period = self._period
        if self._is_sampling:
            self._period *= _INIT_PERIODS
        self._clocks = Clocks()
        self._main = get_ident()
        #: When user code began to run; 0 while none does.
        self._active_since = 0
        self._idle_since = 0
        #: For how long it ran before.
        self._active_before = 0
        #: CPU time of the main thread that is not the user's, and when that began to grow.
        self._skipped_cpu = 0
        self._idle_cpu = 0
        #: Active time and CPU time of each thread at its last sample.
        self._last = {}
        self._last_tick = 0
        self._last_flush = 0
        #: CPU time of the thread at the end of its last look, and what a look takes it on average.
        self._looked_cpu = 0
        self._look_cost = 0
        self._is_after_init = False
        #: How long the handler ran.
        self._duration = 0
        self._haste = Haste()
        self._thread = None
        self.is_to_start = False

    # The edges of phases, told by the main thread.

    def resume(self):
        """Goes on: user code is about to run."""
        self.start_if_due()
        cpu = thread_time_ns()
        self._skipped_cpu += cpu - self._idle_cpu
        if not self._last:
            self._last[self._main] = (0, cpu - self._skipped_cpu)
        self._active_since = monotonic_ns()
        if self._thread is not None and self._thread.is_parked:
            self._thread.wake_up()

    def pause(self):
        """Stands still: user code has run."""
        before, self._active_before = self._active_before, self._active_time()
        self._active_since = 0
        self._idle_since = monotonic_ns()
        self._idle_cpu = thread_time_ns()
        if self._is_after_init:
            self._duration = self._active_before - before
            self._haste.adapt(self._duration / 1e9)
        else:
            # What the end of init took is not to be counted for the first handler.
            self._is_after_init, self._period = True, self._handler_period
            self._last = {
                thread: (self._active_before, self._cpu(thread) or 0) for thread in self._last
            }

    def _active_time(self):
        since = self._active_since
        return self._active_before + (monotonic_ns() - since if since else 0)

    # The thread.

    def begin(self):
        """Starts the thread; without samples it is not needed before the handler runs.

        Much in an interpreter takes longer once there is a second thread, such as to allocate.
        """
        if self._is_sampling or self._is_after_init:
            self.start()
        else:
            self.start_later()

    def start(self):
        """Starts the thread."""
        self.is_to_start = False
        self._last_flush = monotonic_ns()
        thread = self._thread = SampleThread(self._run)
        # A thread inherits what is blocked: no signal that the program waits for comes here.
        mask = pthread_sigmask(SIG_BLOCK, valid_signals())
        try:
            thread.start()
        finally:
            pthread_sigmask(SIG_SETMASK, mask)

    def stop(self):
        """Ends the thread, and returns when the kernel does not count it any more."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()

    def start_later(self):
        """Starts the thread at the next occasion.

        Python 3.13 counts the threads, to warn of a fork, after all that is done behind the fork.
        """
        self.is_to_start = True

    def start_if_due(self):
        """Is such an occasion."""
        if self.is_to_start and (self._is_sampling or self._is_after_init):
            self.start()

    def start_over(self):
        """Goes on in a child process, of which this thread is the only one."""
        self._main = get_ident()
        self._clocks = Clocks()
        self._stacks.start_over()
        self._active_before = 0
        self._active_since = monotonic_ns() if self._active_since else 0
        self._skipped_cpu = 0
        self._idle_cpu = 0
        self._last_tick = 0
        self._last = {self._main: (0, thread_time_ns())}
        self.start()

    def _run(self, thread):
        due = self._period
        while not thread.is_stopping:
            remaining = due - self._active_time()
            if self._active_since and remaining <= 0:
                due = self._look()
            elif self._active_since:
                self._wait(thread, remaining)
            elif monotonic_ns() - self._idle_since < _IDLE:
                # It comes too late, if not too soon. Any moment of the next handler will do.
                self._wait(thread, max(remaining, self._any_moment()))
            else:
                self._wait(thread, None)
                due = max(due, self._active_time() + self._any_moment() - self._haste.nanos())

    def _look(self):
        """Takes a sample, writes what waits for too long, and returns when to look again."""
        began = monotonic_ns()
        if self._is_sampling:
            self._without_collections(self._sample)
        patience = _FLUSH_EVERY if self._is_after_init else _FLUSH_INIT_AFTER
        if began - self._last_flush > patience:
            self._last_flush = began
            self._recorder.flush(self._without_collections, _FLUSH_AT_ONCE)
        cpu = thread_time_ns()
        cost, self._looked_cpu = cpu - self._looked_cpu, cpu
        self._look_cost += (cost - self._look_cost) // _MEAN_OF
        return self._active_time() + max(self._period, int(self._look_cost / _MOST))

    def _wait(self, thread, nanos):
        if self._is_sampling:
            self._haste.begin()
        thread.wait(None if nanos is None else nanos / 1e9, self.is_active)
        self._haste.end()

    def _any_moment(self):
        """Returns a number of nanoseconds below the duration of a handler."""
        return monotonic_ns() % min(self._period, max(self._duration, _LEAST_PAUSE))

    def is_active(self):
        """Returns whether user code runs."""
        return self._active_since != 0

    def _without_collections(self, function):
        """Calls a function that is over before another thread could see what is switched off."""
        gc = self._gc
        if not gc.isenabled():
            return function()
        gc.disable()
        try:
            return function()
        finally:
            gc.enable()

    def _sample(self):
        now, active = monotonic_ns(), self._active_time()
        last, last_tick = self._last, self._last_tick
        own = get_ident()
        seen = {}
        threads = self._threads()
        self._haste.is_wanted = len(threads) <= 2
        for thread in threads:
            if thread == own:
                continue
            cpu = self._cpu(thread)
            active_before, cpu_before = last.get(thread, (last_tick, 0))
            if cpu is None:
                cpu = cpu_before
            stack = self._stacks.take(thread)
            if stack is None:
                # At the edge of a phase; it is counted for the next sample.
                seen[thread] = (active_before, cpu_before)
                continue
            seen[thread] = (active, cpu)
            spent = max(0, cpu - cpu_before)
            self._recorder.add([self._line, now, thread, stack, spent, active - active_before])
        self._last, self._last_tick = seen, active

    def _line(self, sample):
        _, now, thread, stack, spent, wall = sample
        return ("sample", now, thread, self._stacks.number(stack), spent, wall)

    def _cpu(self, thread):
        """Returns the CPU time that a thread has spent on user code, `None` if it is unknown."""
        if thread != self._main:
            return self._clocks.read(thread)
        total = self._clocks.read_main() if self._active_since else self._idle_cpu
        return total - self._skipped_cpu


class Haste:
    """Shortens the time that the thread waits for its turn, as far as that changes nothing else.

    A thread that computes gives another its turn after the switch interval, 5 ms: a handler that
    takes less would never be seen; of one that takes more, what it does first would not. The
    interval is left alone while the user has threads, whose turns it is for, and for good once the
    user has set it.
    """

    def __init__(self):
        self._usual = 0
        self._short = 0
        self._is_over = False
        self._wait = _MOST_WAIT
        self.is_wanted = True

    def adapt(self, seconds):
        """Takes how long the handler ran."""
        self._wait = min(_MOST_WAIT, max(_LEAST_WAIT, seconds * _WAIT_SHARE))

    def nanos(self):
        """Returns how long the thread is to wait for its turn."""
        return int(self._wait * 1e9)

    def begin(self):
        """Shortens the interval, just ahead of a wait."""
        if not self._short and self.is_wanted and not self._is_over:
            self._usual = sys.getswitchinterval()
            if self._wait < self._usual:
                sys.setswitchinterval(self._wait)
                self._short = sys.getswitchinterval()

    def end(self):
        """Takes that back, just behind the wait: this thread must not lose its turn so soon."""
        if self._short:
            if sys.getswitchinterval() == self._short:
                sys.setswitchinterval(self._usual)
            else:
                self._is_over = True
            self._short = 0


class SampleThread:
    """A thread that waits by a lock, so that it can be woken."""

    def __init__(self, run):
        self._run = run
        self._wake = allocate_lock()
        self._wake.acquire()
        self._done = allocate_lock()
        self._native = 0
        self.is_parked = False
        self.is_stopping = False

    def start(self):
        """Starts it."""
        self._done.acquire()
        start_new_thread(self._main, ())

    def wait(self, seconds, is_active):
        """Waits for some time; or, without one, until it is woken, unless that was just now."""
        if seconds is not None:
            self._wake.acquire(True, seconds)
            return
        self.is_parked = True
        if not is_active() and not self.is_stopping:
            self._wake.acquire()
        self.is_parked = False

    def wake_up(self):
        """Ends a wait, or else the next one."""
        if self._wake.locked():
            self._wake.release()

    def stop(self):
        """Ends it, and returns when the kernel does not count it any more."""
        self.is_stopping = True
        self.wake_up()
        if not self._done.acquire(True, _PATIENCE) or not self._native:
            return
        task = f"/proc/self/task/{self._native}"
        for _ in range(100):
            try:
                stat(task)
            except OSError:
                return
            sleep(0.0001)

    def _main(self):
        try:
            self._native = get_native_id()
            self._run(self)
        finally:
            self._done.release()


class Clocks:
    """CPU clocks of threads.

    `time.pthread_getcpuclockid` is not used: it may crash for a thread that has just ended. The
    kernel's own numbers of threads can be out of date, but do no harm.
    """

    def __init__(self):
        self._process = getpid()
        self._known = {}

    def read_main(self):
        """Returns the CPU time of the process's first thread."""
        try:
            return clock_gettime_ns(_clock(self._process))
        except OSError:
            return process_time_ns()

    def read(self, thread):
        """Returns the CPU time of another thread; `None` if it is one that Python did not start."""
        for _ in range(2):
            clock = self._known.get(thread)
            if clock is None:
                known = sys.modules["threading"]._active.get(thread)
                number = getattr(known, "native_id", None)
                if number is None:
                    return None
                clock = self._known[thread] = _clock(number)
            try:
                return clock_gettime_ns(clock)
            except OSError:
                # It has ended, and another one has its identity.
                del self._known[thread]
        return None


def _clock(number):
    """Returns the clock of a thread by its number, as Linux defines it."""
    return (~number << 3) | 6
