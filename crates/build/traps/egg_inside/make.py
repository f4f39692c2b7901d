import zipfile

with zipfile.ZipFile("vendor.egg", "w") as egg:
    egg.writestr("packed/__init__.py", "NAME = 'packed'\n")
    egg.writestr("packed/tests/data.txt", "data of packed")
