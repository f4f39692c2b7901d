"""Gives numbers to sampled stacks, from the user's code on, and tells each of them once."""

#: Frames of a stack that are looked at, from its end.
_DEEPEST = 5000
#: Stacks that are kept apart; what comes later counts for the part of it that is known.
_MOST_NODES = 200_000

_USER, _IMPORTLIB, _OWN = 0, 1, 2


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

    def number(self, frame):
        """Returns the number of the stack that ends with a frame; -1 if it has no user's frame."""
        frames = []
        while frame is not None and len(frames) < _DEEPEST:
            frames.append(frame)
            frame = frame.f_back
        known = self._known
        index = 0
        for frame in reversed(frames):
            code = frame.f_code
            key = (index, id(code), frame.f_lasti)
            following = known.get(key)
            if following is None:
                if len(known) >= _MOST_NODES:
                    break
                following = known[key] = len(self._nodes)
                self._nodes.append(self._node(self._nodes[index], code, frame.f_lineno or 0))
            index = following
        return self._end(self._nodes[index])

    def _node(self, below, code, line):
        kind = self._kind(code)
        base = self._stack(below.base, code, line) if kind == _USER else below.base
        return Node(below, code, line, kind, base)

    def _end(self, node):
        """Returns the number of the stack that ends at a node."""
        path = []
        while node.kind != _USER and node.below is not None:
            if node.kind == _IMPORTLIB:
                path.append(node)
            node = node.below
        number = node.base
        for node in reversed(path):
            number = self._stack(number, node.code, node.line)
        return number

    def _stack(self, below, code, line):
        """Returns the number of a frame at a line below a stack."""
        key = (below, id(code), line)
        number = self._stacks.get(key)
        if number is None:
            frame = self._frame(code)
            number = self._stacks[key] = len(self._stacks)
            self._recorder.add(("stack", number, below, frame, line))
        return number

    def _frame(self, code):
        number = self._frames.get(id(code))
        if number is None:
            number = self._frames[id(code)] = len(self._frames)
            name = getattr(code, "co_qualname", code.co_name)
            text = self._recorder.text
            first_line = code.co_firstlineno
            self._recorder.add(("frame", number, text(name), text(code.co_filename), first_line))
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

    __slots__ = ("base", "below", "code", "kind", "line")

    def __init__(self, below, code, line, kind, base):
        self.below = below
        self.code = code
        self.line = line
        self.kind = kind
        #: Number of the stack that what is called from here is below.
        self.base = base
