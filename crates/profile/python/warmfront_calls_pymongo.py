"""pymongo, through its own way to be told of commands."""


def patch_monitoring(calls, module):
    """Commands of all clients that are made from now on."""
    waiting = {}

    def begin(event):
        name = event.command_name
        collection = event.command.get(name)
        if name == "getMore":
            collection = event.command.get("collection")
        target = event.database_name
        if isinstance(collection, str):
            target = f"{target}.{collection}"
        span = calls.begin("mongodb", "pymongo", name, target, {}, 3)
        calls.leave(span)
        if calls.survey:
            values = calls.load("warmfront_calls_pymongo_values")
            values.asked(calls, span, event.command)
        waiting[event.request_id, event.connection_id] = span

    def end(event, error):
        span = waiting.pop((event.request_id, event.connection_id), None)
        if span is None:
            return
        calls.stop(span)
        if error is None:
            cursor = event.reply.get("cursor")
            if cursor:
                batch = cursor.get("firstBatch") or cursor.get("nextBatch") or ()
                span.attributes["rows"] = len(batch)
            if calls.survey:
                values = calls.load("warmfront_calls_pymongo_values")
                values.answered(calls, span, event.reply)
        calls.keep(span, error)

    class Listener(module.CommandListener):
        """Has each command recorded."""

        def started(self, event):
            """A command is about to be sent."""
            try:
                begin(event)
            except Exception as error:
                calls.note("pymongo.started", error)

        def succeeded(self, event):
            """It was answered."""
            self._ended(event, None)

        def failed(self, event):
            """It was refused, or the connection broke."""
            failure = event.failure or {}
            self._ended(event, str(failure.get("codeName", "OperationFailure")))

        def _ended(self, event, error):
            try:
                end(event, error)
            except Exception as another:
                calls.note("pymongo.succeeded", another)

    module.register(Listener())


def _client(name):
    def patch(calls, module):
        owner = getattr(module, name)
        if "__init__" in vars(owner):
            calls.client(owner, "__init__", "pymongo", f"pymongo.{name}")

    return patch


PATCHES = {
    "pymongo.monitoring": patch_monitoring,
    "pymongo.mongo_client": lambda calls, module: (
        # From 4.9 on it is defined elsewhere.
        _client("MongoClient")(calls, module)
        if module.MongoClient.__module__ == "pymongo.mongo_client"
        else None
    ),
    "pymongo.synchronous.mongo_client": _client("MongoClient"),
    "pymongo.asynchronous.mongo_client": _client("AsyncMongoClient"),
}
