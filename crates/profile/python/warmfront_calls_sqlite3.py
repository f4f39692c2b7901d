"""sqlite3, whose types are built in and cannot be patched.

Connections and cursors are of subclasses that have the names of what they stand for, and nothing
more: no dictionary, no new attribute. A class of the user's own is given wrapped methods instead.
"""

import os

#: Methods of cursors that run statements.
_STATEMENTS = ("execute", "executemany", "executescript")


class Classes:
    """The classes that record."""

    def __init__(self, calls, module):
        self._calls = calls
        self._sql = calls.load("warmfront_calls_sql")
        self._known = set()
        self.plain_connection, self.plain_cursor = module.Connection, module.Cursor
        self.cursor = self._subclass(module.Cursor)
        self.connection = self._subclass(module.Connection)
        self.watch_cursor(self.cursor)
        self.watch_connection(self.connection)

    def _subclass(self, base):
        names = {"__slots__": (), "__module__": base.__module__, "__doc__": base.__doc__}
        return type(base.__name__, (base,), names)

    def watch_cursor(self, owner):
        """Has a class of cursors record its statements."""
        self._watch_statements(owner)

    def watch_connection(self, owner):
        """Has a class of connections make cursors that record, and record what it does itself."""
        self._inherit(owner, "cursor")
        self._calls.replace(owner, "cursor", self._make_cursor)
        # Some versions have these make a cursor by its method, some do not.
        self._watch_statements(owner)
        for name in ("commit", "rollback"):
            self._inherit(owner, name)
            self._sql.plain(self._calls, owner, name, "sqlite3", name.upper())

    def _watch_statements(self, owner):
        for name in _STATEMENTS:
            self._inherit(owner, name)
            self._sql.execute(self._calls, owner, name, "sqlite3", below="sqlite3")

    def _inherit(self, owner, name):
        if name not in vars(owner):
            setattr(owner, name, getattr(owner, name))

    def _make_cursor(self, original):
        strip, told = self._calls.strip, self.factory_for_cursor

        def cursor(self, *args, **kwargs):
            args, kwargs = told(args, kwargs)
            try:
                return original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                raise

        return cursor

    def factory_for_cursor(self, args, kwargs):
        """Returns the arguments of `cursor` with a class that records."""
        given = args[0] if args else kwargs.get("factory", self.plain_cursor)
        if given is self.plain_cursor:
            return (self.cursor,), {}
        self._watch(given, self.plain_cursor, self.watch_cursor)
        return args, kwargs

    def factory_for_connection(self, args, kwargs):
        """Returns the arguments of `connect` with a class that records."""
        given = args[5] if len(args) > 5 else kwargs.get("factory", self.plain_connection)
        if given is self.plain_connection:
            if len(args) > 5:
                return (*args[:5], self.connection, *args[6:]), kwargs
            return args, {**kwargs, "factory": self.connection}
        self._watch(given, self.plain_connection, self.watch_connection)
        return args, kwargs

    def _watch(self, given, base, watch):
        """Gives a class of the user's own wrapped methods, once."""
        if isinstance(given, type) and issubclass(given, base) and given not in self._known:
            self._known.add(given)
            if given not in (self.connection, self.cursor):
                watch(given)


def patch(calls, module):
    """Connections, and what they are asked."""
    classes = Classes(calls, module)
    strip = calls.strip

    def begin(args, kwargs):
        try:
            database = args[0] if args else kwargs["database"]
            target = os.path.basename(os.fsdecode(database))
            return calls.begin("connect", "sqlite3", "connect", target, {}, 3)
        except Exception as error:
            calls.note("sqlite3.connect", error)
            return None

    def make(original):
        def connect(*args, **kwargs):
            span = begin(args, kwargs)
            given = classes.factory_for_connection(args, kwargs)
            try:
                connection = original(*given[0], **given[1])
            except BaseException as error:
                strip(error)
                if span is not None:
                    calls.stop(span)
                    calls.keep(span, error)
                raise
            if span is not None:
                calls.stop(span)
                calls.keep(span)
            return connection

        return connect

    calls.replace(module, "connect", make, also=("sqlite3",))


PATCHES = {"sqlite3.dbapi2": patch}
