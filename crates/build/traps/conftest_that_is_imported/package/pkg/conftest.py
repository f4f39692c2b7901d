SETTINGS = {"debug": False}
