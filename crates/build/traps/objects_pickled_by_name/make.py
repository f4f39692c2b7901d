import pickle
import sys

sys.path.insert(0, ".")
from pkg.tests.model import Point

with open("pkg/model.pickle", "wb") as file:
    pickle.dump(Point(3), file, 2)
