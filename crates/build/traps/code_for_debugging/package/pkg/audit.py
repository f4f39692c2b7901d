if __debug__:
    LOG = []

    def record(what):
        LOG.append(what)
        return LOG
else:

    def record(what):
        return []
