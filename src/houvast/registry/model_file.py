"""A model's file and its digest: what is loaded is what was registered, and nothing foreign gets in."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from houvast.errors import GateError

TRUSTED_TYPES = [
    "houvast.boosted.BoostedTransform",
    "houvast.doubt.Doubts",
    "houvast.hazard.HazardModel",
    "houvast.transforms.DriverTransform",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
]
"""All that a model file may hold beside what skops trusts by itself."""


def load_model(path: Path, *, expected_sha256: str, name: str) -> Any:
    """The fitted model in a file.

    Parameters
    ----------
    name : str
        How an error calls the version.

    Raises
    ------
    GateError
        The file is not the one that was registered, or holds a type that is not trusted.
    """
    import skops.io

    found = file_digest(path)
    if found != expected_sha256:
        raise GateError(
            f"the model file of {name} has sha256 {found[:12]}…, and {expected_sha256[:12]}… was registered. "
            "Do not use it; train again."
        )
    unknown = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
    if unknown:
        raise GateError(
            f"the model file of {name} holds types that are not trusted: {', '.join(sorted(unknown))}. "
            "Do not use it; train again."
        )
    return skops.io.load(path, trusted=TRUSTED_TYPES)


def file_digest(path: Path) -> str:
    """sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def model_digest(model: Any) -> str:
    """sha256 of all that a model has learned and was set to: equal for equal models, whatever file holds them.

    Every attribute counts, of every estimator inside, to the last bit.

    Raises
    ------
    TypeError
        An attribute is neither a number, text, array, collection nor estimator: it could not be compared.
    """
    return hashlib.sha256(json.dumps(_plain(model), sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON that differs where the value does; floats as hex, since JSON has no NaN."""
    if isinstance(value, np.ndarray):
        return ["array", str(value.dtype), list(value.shape), [_plain(one) for one in value.ravel().tolist()]]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, Mapping):
        return {"mapping": [[_plain(key), _plain(one)] for key, one in value.items()]}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return _plain_estimator(value)


def _plain_estimator(value: Any) -> Any:
    kind = type(value)
    if isinstance(value, HistGradientBoostingClassifier):  # its trees are no estimators; their nodes are all it knows
        nodes = [tree.nodes.tolist() for stage in value._predictors for tree in stage]
        return {kind.__qualname__: [_plain(value.get_params()), _plain(nodes), _plain(value._baseline_prediction)]}
    if hasattr(value, "get_params") or hasattr(value, "__dataclass_fields__"):
        return {kind.__qualname__: {name: _plain(one) for name, one in vars(value).items()}}
    raise TypeError(f"a model's digest cannot tell two {kind.__module__}.{kind.__qualname__} apart")
