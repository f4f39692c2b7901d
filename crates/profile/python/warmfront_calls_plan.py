"""Asks a database how it finds the rows of a statement, once for each, for a survey.

It is asked on the function's own connection, right after the statement, and only where that is
known to leave everything as it is: never while another thread lives that could use the connection,
never without a savepoint when a transaction is open, never for cursors whose rows are still to be
sent. Drivers for asyncio and MySQL's own connector are not asked.
"""

import re
import sys

_HARMFUL = re.compile(r"\b(?:SQL_CALC_FOUND_ROWS|INTO|FOR\s+UPDATE|LOCK\s+IN)\b", re.IGNORECASE)
_LONGEST = 100_000


class Plans:
    """Asks, and remembers what was asked."""

    def __init__(self, calls):
        self._calls = calls
        self._asked = set()

    def add(self, span, text, parameters, cursor, ask):
        """Adds the plan of a statement that was just run; `ask(cursor, text, parameters)`."""
        key = span.library, span.attributes["statement"]
        if (
            span.operation != "SELECT"
            or key in self._asked
            or len(self._asked) >= 1000
            or ";" in text.strip().rstrip(";")
            or _HARMFUL.search(text)
            or not is_alone()
        ):
            return
        self._asked.add(key)
        self._calls.is_muted = True
        try:
            plan = ask(cursor, text.strip().rstrip(";"), parameters)
        except Exception as error:
            self._calls.note(f"{span.library}: a plan could not be had", error)
        else:
            if plan:
                span.attributes["plan"] = plan[:_LONGEST]
        finally:
            self._calls.is_muted = False


def is_alone():
    """Tells whether no other thread could use the connection meanwhile."""
    return len(sys.modules["threading"]._active) == 1


def plans_of(calls):
    """Returns the one for a process."""
    if "plans" not in calls.shared:
        calls.shared["plans"] = Plans(calls)
    return calls.shared["plans"]


def sqlite3(cursor, text, parameters):
    """Asks SQLite, with a cursor that has nothing of the user's."""
    connection, module = cursor.connection, sys.modules["sqlite3"]
    if connection.text_factory is not str:
        return None
    asking = module.Cursor(connection)
    asking.row_factory = None
    try:
        given = () if parameters is None else (parameters,)
        module.Cursor.execute(asking, f"EXPLAIN QUERY PLAN {text}", *given)
        return "\n".join(str(row[3]) for row in module.Cursor.fetchall(asking))
    finally:
        asking.close()


def psycopg(cursor, text, parameters):
    """Asks PostgreSQL below the driver, so that its own state stays as it is."""
    module, connection = sys.modules["psycopg"], cursor.connection
    if type(cursor).__name__.endswith("ServerCursor") or not hasattr(module, "ClientCursor"):
        return None
    pgconn, status = connection.pgconn, connection.info.transaction_status.name
    if pgconn.pipeline_status or status not in ("IDLE", "INTRANS"):
        return None
    if parameters is not None:
        text = module.ClientCursor(connection).mogrify(text, parameters)
    with connection.lock:
        return _explain(lambda query: _rows_of_psycopg(pgconn, query), text, status == "INTRANS")


def _rows_of_psycopg(pgconn, query):
    result = pgconn.exec_(query.encode())
    if result.error_message:
        raise ValueError(result.error_message.decode("utf-8", "replace").strip())
    return result.get_value(0, 0).decode() if result.ntuples else None


def psycopg2(cursor, text, parameters):
    """Asks PostgreSQL, with a cursor that has nothing of the user's."""
    extensions, connection = sys.modules["psycopg2.extensions"], cursor.connection
    status = connection.get_transaction_status()
    states = extensions.TRANSACTION_STATUS_IDLE, extensions.TRANSACTION_STATUS_INTRANS
    if cursor.name is not None or connection.async_ or status not in states:
        return None
    if parameters is not None:
        text = cursor.mogrify(text, parameters).decode("utf-8")
    # As the driver's own methods are hidden by a subclass that records.
    asking = extensions.cursor(connection)

    def ask(query):
        extensions.cursor.execute(asking, query)
        return None if asking.description is None else asking.fetchone()[0]

    try:
        return _explain(ask, text, status == extensions.TRANSACTION_STATUS_INTRANS)
    finally:
        asking.close()


def _explain(ask, text, is_in_transaction):
    """Asks PostgreSQL; an open transaction goes on whatever becomes of it."""
    if is_in_transaction:
        ask("SAVEPOINT warmfront")
    try:
        plan = ask(f"EXPLAIN (FORMAT JSON) {text}")
    except Exception:
        if is_in_transaction:
            ask("ROLLBACK TO SAVEPOINT warmfront")
        raise
    finally:
        if is_in_transaction:
            ask("RELEASE SAVEPOINT warmfront")
    return plan if plan is None or isinstance(plan, str) else sys.modules["json"].dumps(plan)


def pymysql(cursor, text, parameters):
    """Asks MySQL or MariaDB; the connection's last result stays the function's."""
    cursors, connection = sys.modules["pymysql.cursors"], cursor.connection
    result = connection._result
    if isinstance(cursor, cursors.SSCursor) or result is None or result.has_next:
        return None
    asking = cursors.Cursor(connection)
    try:
        asking.execute(f"EXPLAIN FORMAT=JSON {cursor.mogrify(text, parameters)}")
        row = asking.fetchone()
        return str(row[0]) if row else None
    finally:
        connection._result = result
