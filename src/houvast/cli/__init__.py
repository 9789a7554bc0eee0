"""The command line."""

from houvast.cli.app import main

__all__ = ["main"]
