with open("pkg/marked.py") as file:
    text = file.read()
with open("pkg/marked.py", "w", encoding="utf-8-sig") as file:
    file.write(text)
