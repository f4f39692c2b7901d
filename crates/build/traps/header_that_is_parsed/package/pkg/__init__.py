import os
import re


def functions():
    with open(os.path.join(os.path.dirname(__file__), "api.h")) as file:
        return re.findall(r"int (\w+)\(", file.read())
