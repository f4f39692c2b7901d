"""psycopg2."""


def patch(calls, module):
    """Connections, and what they are asked."""
    builtin = calls.load("warmfront_calls_builtin")
    sql = calls.load("warmfront_calls_sql")

    class Classes(builtin.Classes):
        """The classes that record."""

        def cursor_arguments(self, connection, args, kwargs):
            """Returns the arguments of `cursor(name, cursor_factory, ...)`."""
            given = args[1] if len(args) > 1 else kwargs.get("cursor_factory")
            made = self.cursor_for(given or connection.cursor_factory or self.plain_cursor)
            if len(args) > 1:
                return (args[0], made, *args[2:]), kwargs
            return args, {**kwargs, "cursor_factory": made}

    def arguments(args, kwargs):
        """Returns the arguments of `connect(dsn, connection_factory, ...)`."""
        given = args[1] if len(args) > 1 else kwargs.get("connection_factory")
        made = classes.connection_for(given or classes.plain_connection)
        if len(args) > 1:
            return (args[0], made, *args[2:]), kwargs
        return args, {**kwargs, "connection_factory": made}

    def before(args, kwargs):
        dsn = args[0] if args else kwargs.get("dsn")
        parsed = module.extensions.parse_dsn(dsn) if dsn else {}
        limit = kwargs.get("connect_timeout", parsed.get("connect_timeout"))
        attributes = {} if limit is None else {"timeout": float(limit)}
        return sql.database_of({**parsed, **kwargs}), attributes

    extensions = module.extensions
    statements = "execute", "executemany"
    classes = Classes(calls, "psycopg2", extensions.connection, extensions.cursor, statements)
    classes.watch_connect(module, before, arguments)


PATCHES = {"psycopg2": patch}
