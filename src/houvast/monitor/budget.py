"""How often monitoring may be wrong: the chance of a false alarm that each test gets.

A site is watched once a month. In a centre in which nothing changes, a run may expect 0.05 false alarms: 0.15 a
quarter, where one a quarter is what people are asked to bear. The rest is kept for what the limits do not
model: calm centres are not quite calm, and what a run finds by chance the next one often finds again.

The chance is dealt over the layers, and within a layer in equal parts over its tests (Bonferroni): the expected
number of false alarms is then at most the sum of the parts, however the tests depend on each other. Control of
the false discovery rate (Benjamini and Hochberg, J. R. Stat. Soc. B 1995, 57(1), 289-300) would allow a share of
*wrong among all* alarms. While nothing changes every alarm is wrong, so it would promise no more than this does,
and it would allow more alarms just when there are many. What is counted here is alarms, so a budget of alarms is kept.

The layer `runs` has no part: a list that is not there is not there by chance.

`python -m benchmarks.monitoring` measures what the budget comes to on stable years, and what is found of drift.
"""

FALSE_ALARMS_PER_RUN = {"records": 0.01, "covariates": 0.02, "scores": 0.01, "truth": 0.01}
"""Expected false alarms of one run in a stable centre, at most, by layer."""


def chance_of_each(layer: str, tests: int, part: float = 1.0) -> float:
    """The chance of a false alarm that each of `tests` tests of a part of a layer's budget gets."""
    return FALSE_ALARMS_PER_RUN[layer] * part / max(tests, 1)
