"""MySQL: PyMySQL, and MySQL's own connector with both of its implementations."""


def patch_pymysql_connection(calls, module):
    """Connections of PyMySQL."""
    http, sql = calls.load("warmfront_calls_http"), calls.load("warmfront_calls_sql")

    def before(args, kwargs):
        connection = args[0]
        parameters = {"host": connection.host, "port": connection.port, "db": connection.db}
        limit = http.seconds(connection.connect_timeout)
        return "connect", sql.database_of(_text(parameters)), {"timeout": limit}

    calls.around(module.Connection, "connect", "connect", "pymysql", before)
    for name in ("commit", "rollback"):
        sql.plain(calls, module.Connection, name, "pymysql", name.upper())


def patch_pymysql_cursor(calls, module):
    """Statements of PyMySQL; `executemany` calls `execute` where it cannot do better."""
    http, sql = calls.load("warmfront_calls_http"), calls.load("warmfront_calls_sql")

    def limit(cursor):
        return http.seconds(cursor.connection._read_timeout)

    sql.execute(calls, module.Cursor, "execute", "pymysql", limit=limit, plan="pymysql")
    sql.execute(calls, module.Cursor, "executemany", "pymysql", limit=limit)
    for owner in (module.Cursor, module.SSCursor):
        sql.watch_rows(calls, owner)


def patch_connector(calls, module):
    """Connections of the connector."""
    sql = calls.load("warmfront_calls_sql")

    def before(args, kwargs):
        return "connect", sql.database_of(kwargs), {}

    def after(span, args, kwargs, result):
        connection = args[0]
        parameters = {"host": connection._host, "port": connection._port}
        span.target = sql.database_of({**parameters, "database": connection._database})

    owner = module.MySQLConnectionAbstract
    calls.around(owner, "connect", "connect", "mysql.connector", before, after)


def _connection(name):
    def patch(calls, module):
        sql = calls.load("warmfront_calls_sql")
        for method in ("commit", "rollback"):
            owner = getattr(module, name)
            sql.plain(calls, owner, method, "mysql.connector", method.upper())

    return patch


def patch_cursors(calls, module):
    """Statements of the connector, of whichever kind of cursor."""
    sql = calls.load("warmfront_calls_sql")
    for owner in list(vars(module).values()):
        if isinstance(owner, type) and owner.__module__ == module.__name__:
            for name in ("execute", "executemany"):
                if name in vars(owner):
                    sql.execute(calls, owner, name, "mysql.connector")
            sql.watch_rows(calls, owner)


def _text(parameters):
    return {
        name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        for name, value in parameters.items()
    }


PATCHES = {
    "pymysql.connections": patch_pymysql_connection,
    "pymysql.cursors": patch_pymysql_cursor,
    "mysql.connector.abstracts": patch_connector,
    "mysql.connector.connection": _connection("MySQLConnection"),
    "mysql.connector.connection_cext": _connection("CMySQLConnection"),
    "mysql.connector.cursor": patch_cursors,
    "mysql.connector.cursor_cext": patch_cursors,
}
