"""``python -m houvast``."""

from houvast.cli import main

main()
