"""One complete, frozen config per use, read from YAML 1.2 with line numbers in its errors.

Unknown keys are refused, every problem is reported at once, and all cross-checks are made before
any work starts. Only flows and the command line see a config; everything below takes what it needs
by name.
"""

from houvast.config.base import Frozen, TextIn
from houvast.config.load import config_digest, json_schema, load_config
from houvast.config.sources import (
    Column,
    CsvFormat,
    ExcelFormat,
    Format,
    Lookup,
    ParquetFormat,
    Records,
    Source,
    SqlFormat,
    WideItems,
)
from houvast.config.use import Config, Rung

__all__ = [
    "Column",
    "Config",
    "CsvFormat",
    "ExcelFormat",
    "Format",
    "Frozen",
    "Lookup",
    "ParquetFormat",
    "Records",
    "Rung",
    "Source",
    "SqlFormat",
    "TextIn",
    "WideItems",
    "config_digest",
    "json_schema",
    "load_config",
]
