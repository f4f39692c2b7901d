import os.path


def notice():
    return __loader__.get_data(os.path.join(os.path.dirname(__file__), "docs", "notice.rst"))
