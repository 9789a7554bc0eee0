"""A model's file and its digest: what is loaded is what was registered, and nothing foreign gets in."""

import hashlib
import io
import json
import re
import zipfile
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

MOST_BYTES, MOST_UNFOLDING = 500_000_000, 100
"""A model of the largest demo has under a megabyte; what unfolds to more than this, or so many times over, is none."""

_MEMBER = re.compile(r"schema\.json|[A-Za-z0-9_-]+\.np[yz]")


def load_model(path: Path, *, expected_sha256: str, name: str) -> Any:
    """The fitted model in a file.

    Parameters
    ----------
    name : str
        How an error calls the version.

    Raises
    ------
    GateError
        The file is not the one that was registered, is no archive as skops writes it, or holds a type that is not
        trusted.
    """
    import skops.io

    content = path.read_bytes()
    check_digest(content, expected_sha256=expected_sha256, name=f"the model file of {name}")
    _check_archive(content, name)
    try:
        unknown = set(skops.io.get_untrusted_types(data=content)) - set(TRUSTED_TYPES)
    except Exception as error:
        raise GateError(f"the model file of {name} cannot be read. Do not use it; train again.") from error
    if unknown:
        raise GateError(
            f"the model file of {name} holds types that are not trusted: {', '.join(sorted(unknown))}. "
            "Do not use it; train again."
        )
    try:
        return skops.io.loads(content, trusted=TRUSTED_TYPES)
    except Exception as error:
        raise GateError(f"the model file of {name} cannot be read. Do not use it; train again.") from error


def check_digest(content: bytes, *, expected_sha256: str, name: str) -> None:
    """Nothing, if a content is the one that was registered.

    Raises
    ------
    GateError
        It is another.
    """
    found = digest(content)
    if found != expected_sha256:
        raise GateError(
            f"{name} has sha256 {found[:12]}…, and {expected_sha256[:12]}… was registered. Do not use it; train again."
        )


def _check_archive(content: bytes, name: str) -> None:
    """Refuse what is no archive as skops writes it: a schema and arrays, each once, in no folder, not too large."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise GateError(f"the model file of {name} is no skops archive. Do not use it; train again.") from error
    names = [member.filename for member in members]
    strange = len(set(names)) != len(names) or "schema.json" not in names
    strange |= any(not _MEMBER.fullmatch(name) for name in names)
    size = sum(member.file_size for member in members)
    if strange or size > MOST_BYTES or size > MOST_UNFOLDING * len(content):
        raise GateError(
            f"the model file of {name} holds {len(names)} parts of {size} bytes in all that skops does not write so. "
            "Do not use it; train again."
        )


def digest(content: bytes) -> str:
    """sha256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str:
    """sha256 of a file's bytes."""
    return digest(path.read_bytes())


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
