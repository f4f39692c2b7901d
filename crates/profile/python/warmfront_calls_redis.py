"""redis-py: commands, pipelines and connections, plain and for asyncio."""


def _target(pool):
    known = pool.connection_kwargs
    if known.get("path"):
        return known["path"]
    return f"{known.get('host', 'localhost')}:{known.get('port', 6379)}/{known.get('db') or 0}"


def _patch_client(library):
    def patch(calls, module):
        http = calls.load("warmfront_calls_http")

        def told(client, operation):
            pool = client.connection_pool
            limit = http.seconds(pool.connection_kwargs.get("socket_timeout"))
            return operation, _target(pool), {"timeout": limit}

        def before(args, kwargs):
            command = args[1]
            if isinstance(command, bytes):
                command = command.decode("ascii", "replace")
            return told(args[0], str(command).upper())

        def before_pipeline(args, kwargs):
            if not len(args[0]):
                # Nothing is sent for none.
                return None
            operation, target, attributes = told(args[0], "PIPELINE")
            if calls.survey:
                # They are gone afterwards.
                stack = args[0].command_stack
                attributes["commands"] = [tuple(getattr(each, "args", each[0])) for each in stack]
            return operation, target, attributes

        def after_pipeline(span, args, kwargs, result):
            span.attributes["rows"] = len(result)
            if calls.survey:
                commands = span.attributes.pop("commands")
                values = calls.load("warmfront_calls_redis_values")
                values.describe(calls, span, commands, result)

        def failed_pipeline(span, error):
            span.attributes.pop("commands", None)

        def after(span, args, kwargs, result):
            if calls.survey:
                values = calls.load("warmfront_calls_redis_values")
                values.describe(calls, span, [args[1:]], result)

        calls.client(module.Redis, "__init__", library, f"{library}.Redis")
        calls.around(module.Redis, "execute_command", "redis", library, before, after)
        pipeline = module.Pipeline
        told_of_pipeline = before_pipeline, after_pipeline, failed_pipeline
        calls.around(pipeline, "execute", "redis", library, *told_of_pipeline)
        calls.around(pipeline, "immediate_execute_command", "redis", library, before, after)

    return patch


def _patch_cluster(library):
    def patch(calls, module):
        def before(args, kwargs):
            return str(args[1]).upper(), "cluster", {}

        calls.client(module.RedisCluster, "__init__", library, f"{library}.RedisCluster")
        calls.around(module.RedisCluster, "execute_command", "redis", library, before)

    return patch


def _patch_connection(library):
    def patch(calls, module):
        def before(args, kwargs):
            connection = args[0]
            host = getattr(connection, "host", None)
            target = f"{host}:{connection.port}" if host else getattr(connection, "path", "")
            return "connect", target, {}

        def after(span, args, kwargs, result):
            if span.parent is not None and span.parent.kind == "redis":
                attributes = span.parent.attributes
                attributes["connection"] = "new"
                attributes["connect"] = span.end - span.start

        def connected(args, kwargs):
            # It is also asked for when there is a connection.
            sock = getattr(args[0], "_sock", None) or getattr(args[0], "_writer", None)
            return None if sock is not None else before(args, kwargs)

        owner = getattr(module, "AbstractConnection", module.Connection)
        calls.around(owner, "connect", "connect", library, connected, after)
        calls.client(module.ConnectionPool, "__init__", library, f"{library}.ConnectionPool")

    return patch


PATCHES = {
    "redis.client": _patch_client("redis"),
    "redis.cluster": _patch_cluster("redis"),
    "redis.connection": _patch_connection("redis"),
    "redis.asyncio.client": _patch_client("redis.asyncio"),
    "redis.asyncio.cluster": _patch_cluster("redis.asyncio"),
    "redis.asyncio.connection": _patch_connection("redis.asyncio"),
}
