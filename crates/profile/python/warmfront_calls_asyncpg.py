"""asyncpg; copies and cursors are not looked at."""

_FETCHES = ("fetch", "fetchval", "fetchrow", "fetchmany", "executemany")


def _after(calls):
    def after(span, args, kwargs, result):
        if isinstance(result, list):
            span.attributes["rows"] = len(result)
        if calls.survey:
            statement = getattr(args[0], "_query", None)
            text, parameters = (args[1], args[2:]) if statement is None else (statement, args[1:])
            calls.load("warmfront_calls_sql").asked(calls, span, text, parameters, None)
            rows = result if isinstance(result, list) else [result]
            rows = [row for row in rows if type(row).__name__ == "Record"]
            told = calls.load("warmfront_calls_sql_values").rows_of(calls)
            told.answered(span, [], [dict(row) for row in rows])

    return after


def patch_connection(calls, module):
    """Connections, and what they are asked."""
    sql = calls.load("warmfront_calls_sql")
    before = sql.execution(calls, names=("query",), below="asyncpg")[0]
    for name in ("execute", *_FETCHES):
        if name in vars(module.Connection):
            calls.around(module.Connection, name, "sql", "asyncpg", before, _after(calls))

    def before_prepare(args, kwargs):
        _, table, attributes = before(args, kwargs)
        return "PREPARE", table, attributes

    calls.around(module.Connection, "prepare", "sql", "asyncpg", before_prepare)

    def before_connect(args, kwargs):
        dsn = args[0] if args else kwargs.get("dsn")
        target = dsn.rpartition("@")[2].partition("?")[0] if dsn else sql.database_of(kwargs)
        # The limit is of the library's own making where none is given.
        return "connect", target, {"timeout": kwargs.get("timeout", 60)}

    calls.around(module, "connect", "connect", "asyncpg", before_connect, also=("asyncpg",))


def patch_statement(calls, module):
    """Statements that were prepared, which is also how SQLAlchemy has them."""
    sql = calls.load("warmfront_calls_sql")

    def before(args, kwargs):
        known = sql.statement(args[0]._query)
        return known.operation, known.table, {"statement": known.text}

    owner = module.PreparedStatement
    for name in _FETCHES:
        if name in vars(owner):
            calls.around(owner, name, "sql", "asyncpg", before, _after(calls))


PATCHES = {"asyncpg.connection": patch_connection, "asyncpg.prepared_stmt": patch_statement}
