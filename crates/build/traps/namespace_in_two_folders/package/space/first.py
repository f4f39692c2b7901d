WHERE = "here"
