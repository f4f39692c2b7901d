import os
import pkgutil
import sys
import zipimport

EGG = os.path.join(os.path.dirname(__file__), "vendor.egg")


def packed():
    zipimport.zipimporter(EGG)
    sys.path.append(EGG)
    import packed

    return packed.NAME, pkgutil.get_data("packed", "tests/data.txt").decode()
