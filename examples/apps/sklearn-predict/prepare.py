"""Trains the model, once per build: `python prepare.py FOLDER` writes FOLDER/churn.joblib."""

import sys
from pathlib import Path

import joblib
import numpy as np
import sklearn
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def subscribers(n, random):
    """Makes up last year's subscribers, in the columns of `features.py`, and who of them left."""
    months = random.integers(1, 60, n)
    price = random.choice([5.0, 9.0, 15.0, 25.0], n)
    calls = random.poisson(1.4, n)
    logins = random.gamma(2.0, 2.0, n)
    plan = np.eye(3)[random.integers(0, 3, n)]
    payment = np.eye(3)[random.integers(0, 3, n)]
    score = 0.6 * calls - 0.25 * logins - 0.03 * months + 0.05 * price + 0.7 * payment[:, 2]
    left = random.random(n) < 1 / (1 + np.exp(-score))
    return np.column_stack([months, price, calls, logins, plan, payment]), left


matrix, left = subscribers(1500, np.random.default_rng(7))
pipeline = make_pipeline(
    StandardScaler(), GradientBoostingClassifier(n_estimators=60, max_depth=3, random_state=7)
)
pipeline.fit(matrix, left)
kept = {"pipeline": pipeline, "version": "2026-11", "scikit-learn": sklearn.__version__}
joblib.dump(kept, Path(sys.argv[1]) / "churn.joblib", compress=3)
