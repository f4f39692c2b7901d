RESULT = "job"
