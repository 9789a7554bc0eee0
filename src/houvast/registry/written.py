"""What a run writes into MLflow that takes more than a line."""

import tempfile
from pathlib import Path
from typing import Any

from houvast.environment import installed_versions
from houvast.registry.model_file import TRUSTED_TYPES

PINNED = ("scikit-learn", "pandas", "numpy", "skops", "shap")


def log_model(model: Any, example: Any) -> str:
    """Log a model as skops within the active run; gives its URI.

    Parameters
    ----------
    example : DataFrame
        Rows of X, for the signature of its columns only; they are not kept.
    """
    import mlflow.sklearn
    from mlflow.models import infer_signature

    info = mlflow.sklearn.log_model(
        model,
        name="model",
        serialization_format="skops",
        skops_trusted_types=TRUSTED_TYPES,
        signature=infer_signature(example, model.predict_proba(example)),
        pip_requirements=[f"{package}=={number}" for package, number in installed_versions(PINNED).items()],
        pyfunc_predict_fn="predict_proba",
    )
    return info.model_uri


def log_bytes(file: str, content: bytes) -> None:
    """Log a content as an artifact of the active run."""
    import mlflow

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(content)
        mlflow.log_artifact(str(path))
