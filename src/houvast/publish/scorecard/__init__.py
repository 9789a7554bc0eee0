"""The scorecard of a model version: one page for an HR analyst and, below, for a statistician."""

from houvast.publish.scorecard.facts import VERDICTS, Scorecard
from houvast.publish.scorecard.page import PAGE, build_scorecard_page

__all__ = ["PAGE", "VERDICTS", "Scorecard", "build_scorecard_page"]
