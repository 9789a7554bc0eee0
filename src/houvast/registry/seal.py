"""The signature of a version: over what was noted of it, the hashes of its files, its name and its run."""

import json
from typing import Any

from houvast.errors import GateError
from houvast.signing import is_signed, sign

PURPOSE = "model version"
SIGNATURE = "signature"
ARTIFACTS = "artifacts"
"""Among the facts: file name to sha256 of the artifacts that are read again."""


def seal(facts: dict[str, Any], *, key: bytes, name: str, run_id: str) -> dict[str, Any]:
    """The facts with their signature.

    Parameters
    ----------
    name, run_id : str
        Of the registered model and of the run: a version of another config or the record of another run does not pass.
    """
    return {**facts, SIGNATURE: sign(key, PURPOSE, _content(facts, name, run_id))}


def is_sealed(facts: dict[str, Any], *, key: bytes, name: str, run_id: str) -> bool:
    """Whether the facts carry the signature of this installation."""
    return is_signed(key, PURPOSE, _content(facts, name, run_id), facts.get(SIGNATURE))


def check_seal(facts: dict[str, Any], *, key: bytes, name: str, run_id: str, number: int) -> None:
    """Nothing, if the facts carry the signature of this installation.

    Raises
    ------
    GateError
        They carry none, or another.
    """
    if is_sealed(facts, key=key, name=name, run_id=run_id):
        return
    if not facts.get(SIGNATURE):
        raise GateError(
            f"`{name}` version {number} carries no signature: it was registered before versions were signed, or by "
            "something else. It is not loaded. Train again: houvast train CONFIG."
        )
    raise GateError(
        f"the signature of `{name}` version {number} does not hold: its record was altered, or another installation "
        "signed it. It is not loaded. If this workspace should have the key of that installation, give it in "
        "HOUVAST_KEY or HOUVAST_KEY_FILE; else train again: houvast train CONFIG."
    )


def _content(facts: dict[str, Any], name: str, run_id: str) -> bytes:
    """What is signed: the same before and after the facts have been JSON."""
    told = json.loads(json.dumps({key: value for key, value in facts.items() if key != SIGNATURE}))
    return json.dumps([name, run_id, told], sort_keys=True).encode()
