"""A simulated contact centre: its records, its extracts, and the truth behind them."""

from houvast.simulate.centre import Centre, simulate_centre
from houvast.simulate.extracts import write_extracts
from houvast.simulate.given_help import give_help, last_months

__all__ = ["Centre", "give_help", "last_months", "simulate_centre", "write_extracts"]
