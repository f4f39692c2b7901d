try:
    print "of Python 2"
except Exception, error:
    raise
