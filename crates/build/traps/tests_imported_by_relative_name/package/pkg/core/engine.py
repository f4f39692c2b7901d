from .. import tests
from ..tests import backend as chosen

NAME = chosen.NAME if tests else None
