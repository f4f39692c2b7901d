NAME = "handled"
