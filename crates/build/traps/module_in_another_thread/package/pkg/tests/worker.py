NAME = "worker"
