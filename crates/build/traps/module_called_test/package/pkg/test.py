def probe():
    return "probed"
