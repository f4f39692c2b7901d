"""The trained model, read from the file beside the code."""

from dataclasses import dataclass
from pathlib import Path

import joblib
import sklearn
from sklearn.pipeline import Pipeline


@dataclass(frozen=True)
class Model:
    """A pipeline, and where it comes from."""

    pipeline: Pipeline
    version: str

    @classmethod
    def load(cls, name):
        """Reads the file that `prepare.py` wrote."""
        kept = joblib.load(Path(__file__).with_name(name))
        if kept["scikit-learn"] != sklearn.__version__:
            raise RuntimeError(f"trained with scikit-learn {kept['scikit-learn']}")
        return cls(kept["pipeline"], kept["version"])

    def risks(self, matrix):
        """Returns each row's risk of leaving."""
        return [float(risk) for risk in self.pipeline.predict_proba(matrix)[:, 1]]
