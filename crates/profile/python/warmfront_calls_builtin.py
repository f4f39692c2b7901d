"""Drivers of databases whose types are built in, and so cannot be patched.

Connections and cursors are of subclasses that have the names of what they stand for, and nothing
more: no dictionary, no new attribute. A class of the user's own, or of an extension of the driver,
is given wrapped methods instead, and stays what it is.
"""


class Classes:
    """The classes of one driver that record."""

    def __init__(self, calls, library, connection, cursor, statements):
        self._calls = calls
        self._library = library
        self._statements = statements
        self._sql = calls.load("warmfront_calls_sql")
        self._watched = set()
        self.plain_connection, self.plain_cursor = connection, cursor
        self.cursor, self.connection = self._subclass(cursor), self._subclass(connection)
        self.watch_cursor(self.cursor)
        self.watch_connection(self.connection)

    @staticmethod
    def _subclass(base):
        names = {"__slots__": (), "__module__": base.__module__, "__doc__": base.__doc__}
        return type(base.__name__, (base,), names)

    def watch_cursor(self, owner):
        """Has a class of cursors record its statements."""
        self._watched.add(owner)
        self._watch_statements(owner)
        if self._calls.survey:
            for name in ("fetchone", "fetchmany", "fetchall", "__next__"):
                self._inherit(owner, name)
            self._sql.watch_rows(self._calls, owner)

    def watch_connection(self, owner):
        """Has a class of connections make cursors that record, and record what it does itself."""
        self._watched.add(owner)
        self._inherit(owner, "cursor")
        self._calls.replace(owner, "cursor", self._make_cursor)
        # Some drivers have these too, and make a cursor for them by its method or without.
        if self._calls.survey and owner is self.connection:
            self._run_by_cursor(owner)
        else:
            self._watch_statements(owner)
        for name in ("commit", "rollback"):
            self._inherit(owner, name)
            self._sql.plain(self._calls, owner, name, self._library, name.upper())

    def _watch_statements(self, owner):
        for name in self._statements:
            if hasattr(owner, name):
                self._inherit(owner, name)
                more = {"below": self._library}
                if name == "execute":
                    more["plan"] = self._library
                self._sql.execute(self._calls, owner, name, self._library, **more)

    def _run_by_cursor(self, owner):
        """Has statements of a connection run by a cursor that tells its rows."""
        strip = self._calls.strip

        def make_for(name):
            def make(original):
                def run(self, *args, **kwargs):
                    try:
                        return getattr(self.cursor(), name)(*args, **kwargs)
                    except BaseException as error:
                        strip(error)
                        raise

                return run

            return make

        for name in self._statements:
            if hasattr(owner, name):
                self._inherit(owner, name)
                self._calls.replace(owner, name, make_for(name))

    @staticmethod
    def _inherit(owner, name):
        if name not in vars(owner):
            setattr(owner, name, getattr(owner, name))

    def cursor_for(self, given):
        """Returns the class that records in place of one that was asked for, or that one."""
        if given is self.plain_cursor:
            return self.cursor
        self._watch(given, self.plain_cursor, self.watch_cursor)
        return given

    def connection_for(self, given):
        """The same for connections."""
        if given is self.plain_connection:
            return self.connection
        self._watch(given, self.plain_connection, self.watch_connection)
        return given

    def _watch(self, given, base, watch):
        is_new = isinstance(given, type) and issubclass(given, base) and given not in self._watched
        if is_new:
            watch(given)

    def cursor_arguments(self, connection, args, kwargs):
        """Returns the arguments of a connection's `cursor` with a class that records."""
        raise NotImplementedError

    def _make_cursor(self, original):
        strip, arguments = self._calls.strip, self._cursor_arguments

        def cursor(self, *args, **kwargs):
            args, kwargs = arguments(self, args, kwargs)
            try:
                return original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                raise

        return cursor

    def _cursor_arguments(self, connection, args, kwargs):
        try:
            return self.cursor_arguments(connection, args, kwargs)
        except Exception as error:
            self._calls.note(f"{self._library}.cursor", error)
            return args, kwargs

    def watch_connect(self, module, before, arguments, also=()):
        """Records the calls of `connect`, whose `arguments` are changed so that more is."""
        calls, strip, place = self._calls, self._calls.strip, f"{self._library}.connect"

        def begin(args, kwargs):
            span = None
            try:
                given = arguments(args, kwargs)
                span = calls.begin("connect", self._library, "connect", *before(args, kwargs), 3)
            except Exception as error:
                calls.note(place, error)
                given = args, kwargs
            return span, given

        def end(span, error=None):
            if span is not None:
                calls.stop(span)
                calls.keep(span, error)

        def make(original):
            def connect(*args, **kwargs):
                span, (args, kwargs) = begin(args, kwargs)
                try:
                    connection = original(*args, **kwargs)
                except BaseException as error:
                    strip(error)
                    end(span, error)
                    raise
                end(span)
                return connection

            return connect

        calls.replace(module, "connect", make, also)
