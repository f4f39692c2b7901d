"""Takes stacks of threads, and gives them numbers, from the user's code on; each is told once.

What takes long, such as to find lines, is left for the time when lines are written.

A stack is taken in one call of a function that is not written in Python, so that no other thread
has its turn meanwhile, and no frame outlives its end: what is in its variables would be finalised
later than usual, and in another thread.
"""

import sys
from itertools import accumulate, chain, islice, repeat, starmap, takewhile
from operator import attrgetter, itemgetter, truth

#: Frames of a stack that are looked at, from its end.
_DEEPEST = 5000
#: Stacks that are kept apart; what comes later counts for the part of it that is known.
_MOST_NODES = 200_000

_USER, _IMPORTLIB, _OWN = 0, 1, 2

_code_and_instruction = attrgetter("f_code", "f_lasti")


def threads():
    """Returns the identities of all threads."""
    return list(chain.from_iterable(starmap(sys._current_frames, ((),))))


def stack_of(thread):
    """Returns code and instruction of each frame of a thread, the innermost first."""
    innermost = map(itemgetter(thread), starmap(sys._current_frames, ((),)))
    frames = accumulate(chain(innermost, repeat("f_back")), getattr)
    return list(map(_code_and_instruction, takewhile(truth, islice(frames, _DEEPEST))))


class Stacks:
    """All stacks that were seen, as a tree.

    Frames of the agent and of the bootstrap are left out wherever they are, those of the import
    system unless they end the stack.
    """

    def __init__(self, recorder, is_own, importlib_files):
        self._recorder = recorder
        self._is_own = is_own
        self._importlib_files = importlib_files
        self.start_over()

    def start_over(self):
        """Forgets all, in a child process: it was its parent that told."""
        #: Codes by identity, kept so that no other gets it, with their kinds.
        self._codes = {}
        #: Numbers of frames by identity of their codes.
        self._frames = {}
        #: Nodes by the node below, the identity of the code and the instruction.
        self._known = {}
        self._nodes = [Node(None, None, 0, _OWN, -1)]
        #: Numbers of stacks by stack below, frame and line.
        self._stacks = {}

    def take(self, thread):
        """Returns a thread's stack; `None` if the thread is not in user code, or over."""
        try:
            frames = stack_of(thread)
        except KeyError:
            return None
        kind = self._kind
        return frames if any(kind(code) == _USER for code, _ in frames) else None

    def number(self, frames):
        """Returns the number of a stack that was taken."""
        known = self._known
        index = 0
        for code, instruction in reversed(frames):
            key = (index, id(code), instruction)
            following = known.get(key)
            if following is None:
                if len(known) >= _MOST_NODES:
                    break
                following = known[key] = len(self._nodes)
                self._nodes.append(self._node(self._nodes[index], code, instruction))
            index = following
        return self._end(self._nodes[index])

    def _node(self, below, code, instruction):
        kind = self._kind(code)
        base = below.base
        if kind == _USER:
            base = self._stack(base, code, _line_at(code, instruction))
        return Node(below, code, instruction, kind, base)

    def _end(self, node):
        """Returns the number of the stack that ends at a node."""
        path = []
        while node.kind != _USER and node.below is not None:
            if node.kind == _IMPORTLIB:
                path.append(node)
            node = node.below
        number = node.base
        for node in reversed(path):
            number = self._stack(number, node.code, _line_at(node.code, node.instruction))
        return number

    def _stack(self, below, code, line):
        """Returns the number of a frame at a line below a stack."""
        key = (below, id(code), line)
        number = self._stacks.get(key)
        if number is None:
            frame = self._frame(code)
            number = self._stacks[key] = len(self._stacks)
            self._recorder.tell(("stack", number, below, frame, line))
        return number

    def _frame(self, code):
        number = self._frames.get(id(code))
        if number is None:
            number = self._frames[id(code)] = len(self._frames)
            name = getattr(code, "co_qualname", code.co_name)
            text = self._recorder.text
            first_line = code.co_firstlineno
            self._recorder.tell(("frame", number, text(name), text(code.co_filename), first_line))
        return number

    def _kind(self, code):
        entry = self._codes.get(id(code))
        if entry is None:
            file = code.co_filename
            kind = _IMPORTLIB if file in self._importlib_files else _USER
            entry = self._codes[id(code)] = (code, _OWN if self._is_own(file) else kind)
        return entry[1]


class Node:
    """A frame at an instruction, below another one."""

    __slots__ = ("base", "below", "code", "instruction", "kind")

    def __init__(self, below, code, instruction, kind, base):
        self.below = below
        self.code = code
        self.instruction = instruction
        self.kind = kind
        #: Number of the stack that what is called from here is below.
        self.base = base


def _line_at(code, instruction):
    """Returns the line of an instruction, 0 where it has none."""
    if hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            if start <= instruction < end:
                return line or 0
        return code.co_firstlineno
    line, address = code.co_firstlineno, 0
    for n_bytes, n_lines in zip(code.co_lnotab[::2], code.co_lnotab[1::2]):
        address += n_bytes
        if address > instruction:
            break
        line += n_lines if n_lines < 128 else n_lines - 256
    return line
