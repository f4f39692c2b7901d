"""psycopg 3, plain and for asyncio; pipelines and copies are not looked at."""

import sys


def _cursor(name):
    def patch(calls, module):
        owner = getattr(module, name)
        sql = calls.load("warmfront_calls_sql")
        plan = "psycopg" if name == "Cursor" else None
        for method in ("execute", "executemany"):
            if method in vars(owner):
                sql.execute(calls, owner, method, "psycopg", plan=plan)
                plan = None
        sql.watch_rows(calls, owner)

    return patch


def _connection(name):
    def patch(calls, module):
        owner = getattr(module, name)
        sql = calls.load("warmfront_calls_sql")

        def before(args, kwargs):
            text = args[1] if len(args) > 1 else kwargs.get("conninfo", "")
            attributes = {}
            limit = kwargs.get("connect_timeout")
            if limit is not None:
                attributes["timeout"] = float(limit)
            # Parameters can also be in the text; where it is, is told when it is there.
            return "connect", "" if text else sql.database_of(kwargs), attributes

        def after(span, args, kwargs, result):
            info = result.info
            span.target = sql.database_of(
                {"host": info.host, "port": info.port, "dbname": info.dbname}
            )

        original = vars(owner)["connect"].__func__
        calls.around(owner, "connect", "connect", "psycopg", before, after)
        package = sys.modules.get("psycopg")
        if getattr(getattr(package, "connect", None), "__func__", None) is original:
            package.connect = owner.connect
        for method in ("commit", "rollback"):
            if method in vars(owner):
                sql.plain(calls, owner, method, "psycopg", method.upper())

    return patch


PATCHES = {
    "psycopg.connection": _connection("Connection"),
    "psycopg.connection_async": _connection("AsyncConnection"),
    "psycopg.cursor": _cursor("Cursor"),
    "psycopg.cursor_async": _cursor("AsyncCursor"),
    "psycopg.server_cursor": _cursor("ServerCursor"),
}
