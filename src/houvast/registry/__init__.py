"""Runs and models in MLflow; the only package that imports it.

Embedded by default: an SQLite store and artifacts under ``models/`` of the workspace, no server. A
model is kept as skops, never as a pickle, and loaded only with the list of types written in
`model_file` and only if the file still has the sha256 that was noted when it was registered.
"""

from houvast.registry.model_file import TRUSTED_TYPES, model_digest
from houvast.registry.store import Registry
from houvast.registry.version import Version

__all__ = ["TRUSTED_TYPES", "Registry", "Version", "model_digest"]
