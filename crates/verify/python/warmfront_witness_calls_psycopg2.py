"""psycopg2, which is written in C: its classes are replaced by ones derived from them.

They have the names of what they stand for.
"""


def patch(calls, module):
    """All connections come from `connect`."""
    sql, strip = calls.load("calls_sql"), calls.strip
    extensions, made = module.extensions, {}

    def derived(base, methods):
        """Returns a class that records, one for each."""
        if base not in made:
            names = {"__module__": base.__module__, "__qualname__": base.__qualname__}
            names["__doc__"] = base.__doc__
            for name in methods:
                if hasattr(base, name):
                    names[name] = methods[name](getattr(base, name))
            made[base] = type(base.__name__, (base,), names)
        return made[base]

    def passing(name):
        def make(original):
            def method(self, *args, **kwargs):
                return original(self, *args, **kwargs)

            method.__name__ = name
            return method

        return make

    def cursor_for(base):
        if base in made.values():
            return base
        cursor = derived(base, {name: passing(name) for name in ("execute", "executemany")})
        for name in ("execute", "executemany"):
            sql.observe(calls, cursor, name, "psycopg2", sql.statement(calls, name))
        return cursor

    def making_cursors(original):
        def cursor(self, *args, **kwargs):
            given = args[1] if len(args) > 1 else kwargs.get("cursor_factory")
            factory = cursor_for(given or self.cursor_factory or extensions.cursor)
            if len(args) > 1:
                args = (args[0], factory, *args[2:])
            else:
                kwargs["cursor_factory"] = factory
            return original(self, *args, **kwargs)

        return cursor

    def connection_for(base):
        if base in made.values():
            return base
        methods = {"cursor": making_cursors, "commit": passing("commit")}
        connection = derived(base, {**methods, "rollback": passing("rollback")})
        for name in ("commit", "rollback"):
            sql.observe(calls, connection, name, "psycopg2", sql.plain(name))
        return connection

    def factory_for(given):
        is_class = isinstance(given, type) and issubclass(given, extensions.connection)
        return connection_for(given) if is_class else given

    def make(original):
        def connect(dsn=None, connection_factory=None, cursor_factory=None, **kwargs):
            factory = calls.recorder.guarded(
                "psycopg2.connect", factory_for, connection_factory or extensions.connection
            )
            try:
                return original(dsn, factory or connection_factory, cursor_factory, **kwargs)
            except BaseException as error:
                strip(error)
                raise

        return connect

    def named(args, kwargs):
        dsn = args[0] if args else kwargs.get("dsn")
        return {**(extensions.parse_dsn(dsn) if dsn else {}), **kwargs}

    calls.patches.replace(module, "connect", make)
    sql.observe(calls, module, "connect", "psycopg2", sql.connection(named))


PATCHES = {"psycopg2": patch}
