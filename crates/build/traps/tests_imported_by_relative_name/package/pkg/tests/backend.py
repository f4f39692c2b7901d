NAME = "memory"
