"""sqlite3; what a statement yields is computed as it is fetched, which is not recorded."""

import os


def patch(calls, module):
    """Connections, and what they are asked."""
    builtin = calls.load("warmfront_calls_builtin")

    class Classes(builtin.Classes):
        """The classes that record."""

        def cursor_arguments(self, connection, args, kwargs):
            """Returns the arguments of `cursor(factory)`."""
            given = args[0] if args else kwargs.get("factory", self.plain_cursor)
            if args:
                return (self.cursor_for(given), *args[1:]), kwargs
            return args, {**kwargs, "factory": self.cursor_for(given)}

    def arguments(args, kwargs):
        """Returns the arguments of `connect(..., factory)`, the sixth."""
        if len(args) > 5:
            return (*args[:5], classes.connection_for(args[5]), *args[6:]), kwargs
        given = kwargs.get("factory", classes.plain_connection)
        return args, {**kwargs, "factory": classes.connection_for(given)}

    def before(args, kwargs):
        database = args[0] if args else kwargs["database"]
        return os.path.basename(os.fsdecode(database)), {}

    statements = "execute", "executemany", "executescript"
    classes = Classes(calls, "sqlite3", module.Connection, module.Cursor, statements)
    classes.watch_connect(module, before, arguments, ("sqlite3",))


PATCHES = {"sqlite3.dbapi2": patch}
