VERSION = "new"
