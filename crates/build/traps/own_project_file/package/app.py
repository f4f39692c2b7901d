import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))


def read(name):
    with open(os.path.join(HERE, name)) as file:
        return file.read()


def handler(event, context):
    version = re.search(r'version = "(.*)"', read("pyproject.toml")).group(1)
    return version + " / " + read("requirements.txt").split("==")[0]
