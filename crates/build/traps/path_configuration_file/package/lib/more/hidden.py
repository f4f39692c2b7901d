NAME = "hidden"
