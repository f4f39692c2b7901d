"""Fits the model, once per build: `python prepare.py FOLDER` writes FOLDER/wine.joblib."""

import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from sklearn.linear_model import ElasticNet

random = np.random.default_rng(5)
n = 1200
table = pd.DataFrame(
    {
        "acidity": random.normal(7.0, 1.2, n),
        "sugar": random.gamma(2.0, 2.0, n),
        "chlorides": random.gamma(3.0, 0.02, n),
        "sulphates": random.normal(0.6, 0.15, n),
        "alcohol": random.normal(10.5, 1.1, n),
    }
)
grade = 2 + 0.4 * table["alcohol"] + table["sulphates"] - 6 * table["chlorides"]
model = ElasticNet(alpha=0.01, l1_ratio=0.5).fit(table, grade + random.normal(0, 0.5, n))
joblib.dump(model, Path(sys.argv[1]) / "wine.joblib")
