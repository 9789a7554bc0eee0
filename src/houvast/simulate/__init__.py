"""A simulated contact centre: its records, its extracts, and the truth behind them."""

from houvast.simulate.centre import Centre, simulate_centre
from houvast.simulate.extracts import write_extracts

__all__ = ["Centre", "simulate_centre", "write_extracts"]
