NAME = "fake"
