"""How good the risks were on later dates: figures with intervals over people, and curves to draw.

Every interval is a 95% percentile interval of a bootstrap over people: a draw takes whole people with
all their rows, since the rows of one person resemble each other. `GLOSSARY.md` lists the figures by name.
"""

from houvast.evaluation.after_help import AfterHelp, compare_after_help
from houvast.evaluation.assess import Assessment, evaluate
from houvast.evaluation.benefit import decision_curve, net_benefit
from houvast.evaluation.calibration import calibration_curve, calibration_slope
from houvast.evaluation.curves import Curves, lift_curve, risk_by_outcome
from houvast.evaluation.draws import PersonDraws
from houvast.evaluation.figure import LEVEL, Figure, figure_of, read_figure
from houvast.evaluation.learning import Learned, LearningCurve, measure_learning_curve
from houvast.evaluation.predictions import CENSORED, COMPETING, OUTCOME, Predictions, ends_of
from houvast.evaluation.ranking import at_capacity, weighted_auc
from houvast.evaluation.stability import Stability, measure_stability

__all__ = [
    "CENSORED",
    "COMPETING",
    "LEVEL",
    "OUTCOME",
    "AfterHelp",
    "Assessment",
    "Curves",
    "Figure",
    "Learned",
    "LearningCurve",
    "PersonDraws",
    "Predictions",
    "Stability",
    "at_capacity",
    "calibration_curve",
    "calibration_slope",
    "compare_after_help",
    "decision_curve",
    "ends_of",
    "evaluate",
    "figure_of",
    "lift_curve",
    "measure_learning_curve",
    "measure_stability",
    "net_benefit",
    "read_figure",
    "risk_by_outcome",
    "weighted_auc",
]
