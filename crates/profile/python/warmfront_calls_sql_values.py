"""What was asked of a database, and the rows as they are fetched, for a survey."""

import re
from weakref import WeakKeyDictionary

_READS = {"SELECT", "SHOW", "VALUES", "TABLE", "DESCRIBE", "DESC", "EXPLAIN"}
_LOCKS = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE)\b|\bINTO\s+OUTFILE\b", re.IGNORECASE)
_EVERYTHING = re.compile(r"\bSELECT\s+(?:DISTINCT\s+|ALL\s+)?(?:[\w\"`]+\.)?\*", re.IGNORECASE)
_STRING = re.compile(r"'((?:[^']|'')*)'")

_FETCHES = ("fetchone", "fetchmany", "fetchall", "__next__")

#: Rows of a statement that are looked at.
_MOST_ROWS = 10_000


class Rows:
    """Tells rows to the statements that they come from, as the function fetches them."""

    def __init__(self, calls):
        self._calls = calls
        self._values = calls.load("warmfront_calls_values")
        #: Spans of a cursor's last statement: the driver's, and those around it.
        self._spans = WeakKeyDictionary()
        self._fetching = set()

    def asked(self, span, text, parameters, cursor=None):
        """Adds what was asked, and has rows of the cursor told from now on."""
        sql = self._calls.load("warmfront_calls_sql")
        values, attributes = self._values, span.attributes
        literals = _STRING.findall(text)
        values.describe(
            span, {"statement": text, "parameters": parameters}, sql.statement(text).text
        )
        given = parameters if isinstance(parameters, dict) else {}
        attributes["parameters"] = sorted(map(str, given))
        attributes["inputs"] = values.leaves([parameters, literals])
        attributes["reads"] = span.operation in _READS and not _LOCKS.search(text)
        attributes["projected"] = span.operation == "SELECT" and not _EVERYTHING.search(text)
        if cursor is not None:
            self._attach(span, cursor)

    def _attach(self, span, cursor):
        spans = self._spans.get(cursor)
        if spans and spans[-1].parent is span:
            spans.append(span)
            if "plan" in spans[0].attributes:
                span.attributes["plan"] = spans[0].attributes["plan"]
        else:
            self._spans[cursor] = [span]

    def fetched(self, cursor, rows):
        """Adds rows that a cursor has given out."""
        spans = self._spans.get(cursor)
        if not spans or not rows:
            return
        names = [column[0] for column in cursor.description or ()]
        for span in spans:
            self.answered(span, names, rows)
            if getattr(cursor, "rowcount", -1) in (-1, None):
                span.attributes["rows"] = span.attributes.get("rows", 0) + len(rows)

    def answered(self, span, names, rows):
        """Adds rows; it makes no difference how many at a time."""
        values, attributes = self._values, span.attributes
        items = [_item(names, row) for row in rows[:_MOST_ROWS]]
        values.add_sizes(attributes.setdefault("fields", {}), items)
        answer = attributes.get("answer", "")
        for item in items:
            answer = values.digest(answer + values.digest_of(item))
        attributes["answer"] = answer
        known = dict.fromkeys(attributes.get("outputs", ()))
        attributes["outputs"] = values.leaves(items, known)

    def watch(self, owner):
        """Has a class of cursors tell what it gives out."""
        for name in _FETCHES:
            if name in vars(owner):
                self._calls.replace(owner, name, self._make)

    def _make(self, original):
        strip, told, fetching = self._calls.strip, self._told, self._fetching

        def fetch(self, *args, **kwargs):
            is_outer = id(self) not in fetching
            fetching.add(id(self))
            try:
                result = original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                if is_outer:
                    fetching.discard(id(self))
                raise
            if is_outer:
                told(self, result)
            return result

        async def fetch_async(self, *args, **kwargs):
            is_outer = id(self) not in fetching
            fetching.add(id(self))
            try:
                result = await original(self, *args, **kwargs)
            except BaseException as error:
                strip(error)
                if is_outer:
                    fetching.discard(id(self))
                raise
            if is_outer:
                told(self, result)
            return result

        return fetch_async if self._calls.is_async(original) else fetch

    def _told(self, cursor, result):
        self._fetching.discard(id(cursor))
        try:
            if result is not None:
                self.fetched(cursor, result if isinstance(result, list) else [result])
        except Exception as error:
            self._calls.note("rows", error)


def _item(names, row):
    """Returns a row by names of columns; nothing for what is of the user's own making."""
    if isinstance(row, dict):
        return row
    if isinstance(row, (tuple, list)) or type(row).__module__ in ("sqlite3", "asyncpg"):
        return dict(zip(names, tuple(row)))
    return {}


def rows_of(calls):
    """Returns the one for a process."""
    if "rows" not in calls.shared:
        calls.shared["rows"] = Rows(calls)
    return calls.shared["rows"]
