with open("pkg/city.py", encoding="utf-8") as file:
    text = file.read()
with open("pkg/city.py", "w", encoding="latin-1") as file:
    file.write(text)
