SORTE = "espresso"
