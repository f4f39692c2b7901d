"""Redis and MongoDB: commands with their arguments, made even in a replay."""

#: What a driver of MongoDB asks for its own sake.
_OWN = ("hello", "ismaster", "isMaster", "ping", "endSessions", "saslStart", "saslContinue")
_NOISE = ("lsid", "$clusterTime", "$db", "$readPreference", "txnNumber")


def _redis(calls, module):
    guarded, strip = calls.recorder.guarded, calls.strip

    def target(client):
        known = client.connection_pool.connection_kwargs
        return f"{known.get('host', known.get('path'))}:{known.get('port')}/{known.get('db') or 0}"

    def told(client, commands):
        if calls.is_replaying:
            calls.recorder.note("redis: calls were made, since they cannot be replayed")
        return calls.begin("redis", target=target(client), commands=calls.written(commands))

    def of_one(args, kwargs):
        return told(args[0], [list(args[1:])])

    def of_pipeline(args, kwargs):
        stack = args[0].command_stack
        if not len(stack):
            return None
        return told(args[0], [list(getattr(each, "args", each[0])) for each in stack])

    def end(call, error):
        calls.end(call, {} if error is None else calls.failed(error))

    def observe(owner, name, begin):
        def make(original):
            def wrapper(*args, **kwargs):
                call = guarded("redis", begin, args, kwargs)
                try:
                    result = original(*args, **kwargs)
                except BaseException as error:
                    strip(error)
                    guarded("redis", end, call, error)
                    raise
                guarded("redis", end, call, None)
                return result

            async def async_wrapper(*args, **kwargs):
                call = guarded("redis", begin, args, kwargs)
                try:
                    result = await original(*args, **kwargs)
                except BaseException as error:
                    strip(error)
                    guarded("redis", end, call, error)
                    raise
                guarded("redis", end, call, None)
                return result

            return async_wrapper if calls.patches.is_async(original) else wrapper

        calls.patches.replace(owner, name, make)

    observe(module.Redis, "execute_command", of_one)
    observe(module.Pipeline, "execute", of_pipeline)
    observe(module.Pipeline, "immediate_execute_command", of_one)


def _mongo(calls, module):
    guarded, waiting = calls.recorder.guarded, {}

    def begin(event):
        if event.command_name in _OWN:
            return
        if calls.is_replaying:
            calls.recorder.note("pymongo: calls were made, since they cannot be replayed")
        command = {k: v for k, v in dict(event.command).items() if k not in _NOISE}
        name, database = event.command_name, event.database_name
        told = {"operation": name, "database": database, "command": calls.written(command)}
        call = calls.begin("mongodb", **told)
        if call is not None:
            # Nothing of the function's is called until it ends, which may be in another thread.
            calls.close(call)
            waiting[event.request_id, event.connection_id] = call

    def end(event, outcome):
        call = waiting.pop((event.request_id, event.connection_id), None)
        calls.end(call, outcome)

    class Listener(module.CommandListener):
        """Has each command recorded."""

        def started(self, event):
            """A command is about to be sent."""
            guarded("pymongo", begin, event)

        def succeeded(self, event):
            """It was answered."""
            guarded("pymongo", end, event, {})

        def failed(self, event):
            """It was refused, or the connection broke."""
            failure = event.failure or {}
            code = str(failure.get("codeName", "OperationFailure"))
            guarded("pymongo", end, event, {"error": code})

    module.register(Listener())


PATCHES = {
    "redis.client": _redis,
    "redis.asyncio.client": _redis,
    "pymongo.monitoring": _mongo,
}
