"""Statements given to databases, and connections to these.

They are told with their parameters, and made even in a replay. Rows are not told: what the function
makes of them is seen elsewhere. sqlite3 has no service: its files are told as files.
"""

_CONNECTED = ("host", "port", "user", "db", "dbname", "database")


def observe(calls, owner, name, library, told):
    """Records the calls of a function; `told(args, kwargs)` returns what is told of one."""
    guarded, strip, place = calls.recorder.guarded, calls.strip, f"{library}.{name}"

    def begin(args, kwargs):
        if calls.is_replaying:
            calls.recorder.note(f"{library}: calls were made, since they cannot be replayed")
        return calls.begin("sql", library=library, **told(args, kwargs))

    def end(call, error):
        calls.end(call, {} if error is None else calls.failed(error))

    def make(original):
        def wrapper(*args, **kwargs):
            call = guarded(place, begin, args, kwargs)
            try:
                result = original(*args, **kwargs)
            except BaseException as error:
                strip(error)
                guarded(place, end, call, error)
                raise
            if call is not None:
                guarded(place, end, call, None)
            return result

        async def async_wrapper(*args, **kwargs):
            call = guarded(place, begin, args, kwargs)
            try:
                result = await original(*args, **kwargs)
            except BaseException as error:
                strip(error)
                guarded(place, end, call, error)
                raise
            if call is not None:
                guarded(place, end, call, None)
            return result

        return async_wrapper if calls.patches.is_async(original) else wrapper

    calls.patches.replace(owner, name, make)


def statement(calls, operation):
    """Returns what tells of a method whose first argument is a statement."""

    def told(args, kwargs):
        given = {**dict(zip(("query", "parameters"), args[1:3])), **kwargs}
        text = given.pop("query", None)
        if isinstance(text, (bytes, bytearray)):
            text = bytes(text).decode("utf-8", "replace")
        elif hasattr(text, "as_string"):
            text = text.as_string(None)
        return {
            "operation": operation,
            "statement": text if isinstance(text, str) else type(text).__name__,
            "parameters": calls.written(given),
        }

    return told


def plain(operation):
    """Returns what tells of a method without arguments."""
    return lambda args, kwargs: {"operation": operation}


def connection(named=None):
    """Returns what tells of a function that connects; `named` finds the parameters elsewhere."""

    def told(args, kwargs):
        given = kwargs if named is None else named(args, kwargs)
        known = {name: given[name] for name in _CONNECTED if given.get(name) is not None}
        return {"operation": "connect", "target": {name: str(known[name]) for name in known}}

    return told


def _methods(name, library, statements, others=(), connects=None):
    """Returns what patches the methods of a class of a module."""

    def patch(calls, module):
        owner = getattr(module, name)
        for method in statements:
            if method in vars(owner):
                observe(calls, owner, method, library, statement(calls, method))
        for method in others:
            if method in vars(owner):
                observe(calls, owner, method, library, plain(method))
        if connects is not None and "connect" in vars(owner):
            observe(calls, owner, "connect", library, connects)

    return patch


def _all_classes(library):
    """Returns what patches the methods of all classes that a module defines."""

    def patch(calls, module):
        for name, owner in list(vars(module).items()):
            if isinstance(owner, type) and owner.__module__ == module.__name__:
                _methods(name, library, _EXECUTE)(calls, module)

    return patch


def _several(*patches):
    def patch(calls, module):
        for each in patches:
            each(calls, module)

    return patch


_EXECUTE = ("execute", "executemany")
_ENDS = ("commit", "rollback")
_PSYCOPG = connection(lambda args, kwargs: {"dbname": args[1] if len(args) > 1 else "", **kwargs})
_FETCH = ("execute", "executemany", "fetch", "fetchrow", "fetchval")


def _psycopg(name):
    patch = _methods(name, "psycopg", (), _ENDS, _PSYCOPG)

    def and_package(calls, module):
        import sys

        before = vars(getattr(module, name))["connect"].__func__
        patch(calls, module)
        package = sys.modules.get("psycopg")
        if getattr(getattr(package, "connect", None), "__func__", None) is before:
            package.connect = getattr(module, name).connect

    return and_package


def _of_object(args, kwargs):
    return {name: vars(args[0]).get(name) for name in _CONNECTED}


PATCHES = {
    "pymysql.cursors": _methods("Cursor", "pymysql", _EXECUTE),
    "pymysql.connections": _methods("Connection", "pymysql", (), _ENDS, connection(_of_object)),
    "mysql.connector.abstracts": _methods(
        "MySQLConnectionAbstract", "mysql.connector", (), (), connection()
    ),
    "mysql.connector.connection": _methods("MySQLConnection", "mysql.connector", (), _ENDS),
    "mysql.connector.connection_cext": _methods("CMySQLConnection", "mysql.connector", (), _ENDS),
    "mysql.connector.cursor": _all_classes("mysql.connector"),
    "mysql.connector.cursor_cext": _all_classes("mysql.connector"),
    "psycopg.connection": _psycopg("Connection"),
    "psycopg.connection_async": _psycopg("AsyncConnection"),
    "psycopg.cursor": _methods("Cursor", "psycopg", _EXECUTE),
    "psycopg.cursor_async": _methods("AsyncCursor", "psycopg", _EXECUTE),
    "psycopg.server_cursor": _several(
        _methods("ServerCursor", "psycopg", _EXECUTE),
        _methods("AsyncServerCursor", "psycopg", _EXECUTE),
    ),
    "asyncpg.connection": _methods("Connection", "asyncpg", _FETCH),
}
