import os

HERE = os.path.dirname(os.path.abspath(__file__))


def page(name):
    with open(f"{HERE}/docs/{name}.html") as file:
        return file.read().strip()


def old(name):
    with open("{}/docs/{}.html".format(HERE, name)) as file:
        return file.read().strip()


def older(name):
    with open("%s/docs/%s.html" % (HERE, name)) as file:
        return file.read().strip()
