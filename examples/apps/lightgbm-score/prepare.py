"""Trains the model, once per build: `python prepare.py FOLDER` writes FOLDER/loans.txt."""

import sys
from pathlib import Path

import lightgbm
import numpy as np

random = np.random.default_rng(11)
n = 2000
income = random.gamma(4.0, 900.0, n)
amount = random.gamma(2.0, 5000.0, n)
months = random.integers(6, 84, n)
age = random.integers(18, 80, n)
late = random.poisson(0.6, n)
matrix = np.column_stack([income, amount, months, age, late])
burden = amount / (income * months)
repaid = random.random(n) < 1 / (1 + np.exp(4 * burden + 0.9 * late - 2.5))
parameters = {
    "objective": "binary",
    "verbose": -1,
    "num_threads": 1,
    "seed": 11,
    "deterministic": True,
}
booster = lightgbm.train(parameters, lightgbm.Dataset(matrix, label=repaid), num_boost_round=60)
booster.save_model(str(Path(sys.argv[1]) / "loans.txt"))
