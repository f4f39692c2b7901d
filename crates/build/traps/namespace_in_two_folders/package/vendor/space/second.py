WHERE = "there"
