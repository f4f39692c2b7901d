WHERE = "example"
