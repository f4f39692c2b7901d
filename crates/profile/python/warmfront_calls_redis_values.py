"""What was asked of Redis and what it answered, for a survey."""

_READS = set(
    """
    GET MGET EXISTS TTL PTTL TYPE STRLEN GETRANGE KEYS SCAN HGET HMGET HGETALL HKEYS HVALS HLEN
    HEXISTS HSCAN LRANGE LINDEX LLEN SMEMBERS SISMEMBER SMISMEMBER SCARD SSCAN SINTER SUNION
    SDIFF ZRANGE ZRANGEBYSCORE ZREVRANGE ZSCORE ZMSCORE ZRANK ZREVRANK ZCARD ZCOUNT ZSCAN
    XRANGE XREVRANGE XLEN GEOPOS GEODIST GEOSEARCH BITCOUNT GETBIT PFCOUNT DUMP PING INFO
    DBSIZE TIME ECHO RANDOMKEY JSON.GET JSON.MGET
    """.split()  # noqa: SIM905
)


def describe(calls, span, commands, result):
    """Adds it for a command, or for those of a pipeline."""
    values = calls.load("warmfront_calls_values")
    names = [_name(command) for command in commands]
    values.describe(span, [list(command[1:]) for command in commands], ",".join(names))
    span.attributes["reads"] = bool(names) and _READS.issuperset(names)
    values.answer(span, result)


def _name(command):
    name = command[0]
    return (name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)).upper()
