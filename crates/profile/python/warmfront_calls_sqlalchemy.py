"""SQLAlchemy: engines, connections and statements; the driver's own spans are below these.

Its dialect is wrapped, not its events listened to: an event that ends a call is not sent for every
error, and a listener makes every engine take the longer way.
"""


def patch_create(calls, module):
    """Engines, those for asyncio too."""

    def target(args, kwargs):
        url = args[0] if args else kwargs["url"]
        return str(url).partition(":")[0]

    name = "sqlalchemy.create_engine"
    also = "sqlalchemy", "sqlalchemy.engine", "sqlalchemy.ext.asyncio.engine"
    calls.client(module, "create_engine", "sqlalchemy", name, target, also)


def patch_dialect(calls, module):
    """What a dialect asks its driver for."""
    sql = calls.load("warmfront_calls_sql")
    statement = sql.statement

    def before(args, kwargs):
        known = statement(args[2] if len(args) > 2 else kwargs["statement"])
        return known.operation, known.table, {"statement": known.text}

    def after(span, args, kwargs, result):
        rows = getattr(args[1], "rowcount", None)
        if rows.__class__ is int and rows >= 0:
            span.attributes["rows"] = rows
        if calls.survey:
            parameters = args[3] if len(args) > 3 else kwargs.get("parameters")
            sql.asked(calls, span, args[2], parameters, args[1])

    owner = module.DefaultDialect
    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        calls.around(owner, name, "sql", "sqlalchemy", before, after)

    def before_connect(args, kwargs):
        target = sql.database_of(kwargs)
        return "connect", target, {}

    calls.around(owner, "connect", "connect", "sqlalchemy", before_connect)


def patch_psycopg2(calls, module):
    """The one dialect that has a way of its own for many parameters."""
    sql = calls.load("warmfront_calls_sql")
    told = sql.execution(calls, argument=2, names=("statement",))
    calls.around(module.PGDialect_psycopg2, "do_executemany", "sql", "sqlalchemy", told[0])


PATCHES = {
    "sqlalchemy.engine.create": patch_create,
    "sqlalchemy.engine.default": patch_dialect,
    "sqlalchemy.dialects.postgresql.psycopg2": patch_psycopg2,
}
