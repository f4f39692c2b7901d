import importlib.resources


def certificate():
    if hasattr(importlib.resources, "as_file"):
        place = importlib.resources.files(__package__).joinpath("testing").joinpath("ca.pem")
        opened = importlib.resources.as_file(place)
    else:
        opened = importlib.resources.path("pkg.testing", "ca.pem")
    with opened as path, open(path) as file:
        return file.read()
