with open("pkg/words.py", "w", encoding="utf-16") as file:
    file.write("eins zwei\n")
