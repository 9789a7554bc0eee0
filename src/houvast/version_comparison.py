"""Two registered versions, compared on the predictions that are kept with them."""

from houvast.compare import Comparison, compare_predictions
from houvast.errors import ConfigError
from houvast.kept_predictions import PREDICTIONS, read_predictions
from houvast.registry import Registry, Version


def compare_versions(
    registry: Registry, first: Version, second: Version, *, capacity: int, threshold: float, draws: int, seed: int
) -> Comparison:
    """Two versions on the rows that both were tested on (see `compare`).

    Raises
    ------
    ConfigError
        They estimate different outcomes, one was never tested, the threshold is no risk, or they share no rows that
        tell them apart.
    """
    if first.facts["task"]["outcome"] != second.facts["task"]["outcome"]:
        raise ConfigError(
            f"versions {first.number} and {second.number} estimate different outcomes (`outcome` of their configs), so "
            "that their figures do not compare."
        )
    if not 0 < threshold < 1:
        raise ConfigError(
            "`capacity.help_cost` must be less than `replacement_cost` × `help_effect`, else help never pays for "
            f"itself. Their ratio is {threshold:.2f}."
        )
    kept = {one.number: registry.read_artifact(one, PREDICTIONS) for one in (first, second)}
    without = ", ".join(str(number) for number, content in kept.items() if content is None)
    if without:
        raise ConfigError(f"version {without} keeps no predictions on later dates: it could not be tested.")
    frames = map(read_predictions, kept.values())
    found = compare_predictions(*frames, capacity=capacity, threshold=threshold, draws=draws, seed=seed)
    if found is None:
        raise ConfigError(
            f"versions {first.number} and {second.number} share no rows to compare them on: they were tested on other "
            "people or dates, nobody left or everybody did, or their records were ingested under another person key."
        )
    return found


def auc_over_champion(
    registry: Registry, version: Version, champion: Version, *, draws: int, seed: int
) -> dict[str, float | None] | None:
    """The paired difference of AUC: as training measured it beside this champion, else on the kept predictions."""
    measured = version.facts["report"].get("figures", {}).get("auc_over_champion")
    if measured is not None and version.facts.get("compared_with") == champion.number:
        return measured
    kept = [registry.read_artifact(one, PREDICTIONS) for one in (champion, version)]
    if None in kept:  # one of them was never tested
        return None
    found = compare_predictions(*map(read_predictions, kept), capacity=1, threshold=0.5, draws=draws, seed=seed)
    return None if found is None else found.difference["auc"].as_dict()
