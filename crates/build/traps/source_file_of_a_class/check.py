# lost by sources
import inspect
import os

from pkg import model

path = inspect.getsourcefile(model.Model)
assert path == model.__file__ and os.path.samefile(path, inspect.getfile(model.Model))
assert inspect.getsourcelines(model.Model.predict)[1] == 4
assert inspect.getmodule(model.Model) is model
