"""Test rows of who was helped: predicted like the others, and held against what happened apart from them."""

from dataclasses import replace

import numpy as np

from houvast.evaluation import AfterHelp, Assessment, Predictions, compare_after_help
from houvast.hazard import HazardModel
from houvast.helped import share_of_risk
from houvast.later import Learning, predict_later
from houvast.protocol import Protocol
from houvast.splits import Origin
from houvast.training_rows import TrainingRows


def compare_helped(
    rows: TrainingRows,
    learning: Learning,
    model: HazardModel,
    protocol: Protocol,
    origins: tuple[Origin, ...],
    found: Predictions,
) -> AfterHelp | None:
    """Observed over promised by help; None where no help is on record, or nobody was helped on a tested date.

    The model of every test stretch is fitted once more, to say what it promised the helped.
    """
    if rows.help is None:
        return None
    happened, until = rows.help.what_happened[learning.row], rows.help.until_days[learning.row]
    asked = rows.help.within(protocol.headline_days)[learning.row] & ~np.isnan(happened)
    apart = replace(learning, asked=asked)
    tested = [origin for origin in origins if apart.test_rows(origin).any()]
    if not tested:
        return None
    at = np.concatenate([np.flatnonzero(apart.test_rows(origin)) for origin in tested])
    risk = predict_later(model, apart, tested)
    nothing = np.zeros(at.size, dtype=int)
    helped = Predictions(
        risk, {}, happened[at].astype(int), learning.person[at], learning.as_of[at], learning.row[at], nothing, nothing
    )
    settled = share_of_risk(risk, until[at] / protocol.headline_days)
    drawn = np.minimum(rows.help.until_draw_days[found.row] / protocol.headline_days, 1.0)
    since_draw = 1 - share_of_risk(found.risk, drawn)
    return compare_after_help(found, helped, settled, since_draw, draws=protocol.draws, seed=protocol.seed)


def with_help_apart(assessed: Assessment, after_help: AfterHelp | None) -> Assessment:
    """The figures with observed over expected of what passed without help; unchanged where nobody was helped."""
    if after_help is None:
        return assessed
    return replace(assessed, figures=assessed.figures | {"observed_expected": after_help.without_help})
