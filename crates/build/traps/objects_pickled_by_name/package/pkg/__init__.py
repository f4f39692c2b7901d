import os
import pickle


def load():
    with open(os.path.join(os.path.dirname(__file__), "model.pickle"), "rb") as file:
        return pickle.load(file)
