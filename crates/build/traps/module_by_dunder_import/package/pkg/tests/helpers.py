NAME = "help"
