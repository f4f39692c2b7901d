NAME = "test"
