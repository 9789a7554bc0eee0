"""What somebody's leaving means under a config: what it costs, and how many starters it takes."""

from houvast.actions.costs import replacement_cost
from houvast.config import Config
from houvast.forecasts import Terms
from houvast.survival import STAYING_DAYS
from houvast.survival_facts import Survival


def find_terms(config: Config, survival: Survival | None) -> Terms:
    """What leavers mean for hiring and money; a starter stays who is still here in the first of the ramp-up months."""
    days = [day for day in STAYING_DAYS if day <= config.help.ramp_up_months[0] * 30.4375]
    stays = survival.total.here_after(days[-1]).value if survival is not None and days else float("nan")
    return Terms(cost_to_replace(config), stays if stays > 0 else float("nan"))


def cost_to_replace(config: Config) -> tuple[float, float]:
    """Euros to replace one person, lowest and highest."""
    terms = config.help
    return replacement_cost(
        terms.recruitment_cost,
        terms.month_cost,
        terms.ramp_up_months,
        terms.ramp_up_share,
        otherwise=config.capacity.replacement_cost,
    )
