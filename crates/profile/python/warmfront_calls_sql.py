"""What is known of an SQL statement from its text, and spans of statements for all drivers."""

import re

_SPACE = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/|\()*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]+")
_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
_TABLE = re.compile(
    r"\b(?:FROM|INTO|UPDATE|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+(?:ONLY\s+)?"
    r"((?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\.(?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*)",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"[eE]?'(?:[^'\\]|\\.|'')*'|(?<![\w$:%@.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b")
_QUOTES = str.maketrans("", "", '"`[]')

#: Statements are kept up to this many characters; what is behind is seldom told apart by it.
_LONGEST = 4_000
#: Texts that are remembered.
_MOST = 500

_known = {}


class Statement:
    """A statement: its first word, the first table that it names, and itself without values."""

    __slots__ = ("operation", "table", "text")

    def __init__(self, text):
        self.operation = _operation(text)
        found = _TABLE.search(text)
        self.table = found.group(1).translate(_QUOTES) if found else ""
        self.text = " ".join(_LITERAL.sub("?", text[:_LONGEST]).split())


def statement(text):
    """Returns what is known of a statement; the same text is looked at once."""
    known = _known.get(text)
    if known is None:
        if len(_known) >= _MOST:
            _known.clear()
        known = _known[text] = Statement(text)
    return known


def _operation(text):
    start = _SPACE.match(text).end()
    word = _WORD.match(text, start)
    if word is None:
        return ""
    word = word.group().upper()
    if word == "WITH":
        changes = _CHANGES.search(text)
        return changes.group(1).upper() if changes else "SELECT"
    return word


def text_of(query, cursor=None):
    """Returns a statement as text: drivers also take bytes, and objects that know how."""
    if isinstance(query, str):
        return query
    if isinstance(query, (bytes, bytearray)):
        return query.decode("utf-8", "replace")
    if hasattr(query, "as_string"):
        return query.as_string(cursor)
    return ""


def execute(calls, owner, name, library, **more):
    """Records the calls of a cursor's method whose first argument is a statement."""
    calls.around(owner, name, "sql", library, *execution(calls, **more))


def execution(
    calls, argument=1, names=("query", "operation", "sql"), below=None, limit=None, plan=None
):
    """Returns what `around` needs for a cursor's method.

    Nothing is recorded `below` a library; `limit(cursor)` returns the time limit; `plan` is the
    name of a function that asks for plans.
    """

    def query_of(args, kwargs):
        if len(args) > argument:
            query = args[argument]
        else:
            query = next((kwargs[name] for name in names if name in kwargs), "")
        return text_of(query, args[0])

    def before(args, kwargs):
        if below is not None:
            current = calls.current()
            if current is not None and current.library == below and current.kind == "sql":
                return None
        known = statement(query_of(args, kwargs))
        attributes = {"statement": known.text}
        if limit is not None:
            attributes["timeout"] = limit(args[0])
        return known.operation, known.table, attributes

    def after(span, args, kwargs, result):
        cursor = result if hasattr(result, "rowcount") else args[0]
        rows = getattr(cursor, "rowcount", None)
        if rows.__class__ is int and rows >= 0:
            span.attributes["rows"] = rows
        if calls.survey:
            asked(calls, span, query_of(args, kwargs), _parameters(args, argument), cursor, plan)

    return before, after


def _parameters(args, argument):
    return args[argument + 1] if len(args) > argument + 1 else None


def asked(calls, span, text, parameters, cursor, plan=None):
    """Adds what a survey tells."""
    if plan is not None and cursor is not None:
        planning = calls.load("warmfront_calls_plan")
        ask = getattr(planning, plan)
        planning.plans_of(calls).add(span, text, parameters, cursor, ask)
    rows = calls.load("warmfront_calls_sql_values").rows_of(calls)
    rows.asked(span, text, parameters, cursor)


def watch_rows(calls, owner):
    """Has a survey know the rows that a class of cursors gives out."""
    if calls.survey:
        calls.load("warmfront_calls_sql_values").rows_of(calls).watch(owner)


def plain(calls, owner, name, library, operation):
    """Records the calls of a method that stands for a statement, such as `commit`."""

    def before(args, kwargs):
        return operation, "", {"statement": operation}

    calls.around(owner, name, "sql", library, before)


def database_of(parameters):
    """Returns host, port and database from parameters for connecting, as far as they tell."""
    host = parameters.get("host") or ""
    port = parameters.get("port")
    for name in ("dbname", "database", "db"):
        if parameters.get(name):
            database = f"/{parameters[name]}"
            break
    else:
        database = ""
    return f"{host}{f':{port}' if port else ''}{database}"
