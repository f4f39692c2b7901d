NAME = "docs"
