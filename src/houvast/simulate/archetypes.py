"""What the simulated contact centre is calibrated to: hazards, effects, shares, survey items.

Sources
-------
Hazards by tenure, effects and spread follow the project's calibration of three kinds of contact
centre. Shares of agents ("52% had a pay rise in the last year") are those of the sector survey of
540 agents (Calabrio with Get Out of Wrap, 2025); `meaning` and `recognition` those of the flex
worker study (Olympia with KIRC, 2020). A share says how many people said so; it is no effect.
"""

from dataclasses import dataclass

TENURE_BANDS = (0, 2, 6, 13, 26, 52, 104)
"""First tenure week (from 0) of each band of `Archetype.voluntary`."""

CONTRACT_END_WEEKS = (30, 56, 104)
"""Completed weeks at which a temporary contract ends or is renewed; after the last it is permanent."""


@dataclass(frozen=True)
class Archetype:
    """A kind of contact centre. Hazards are chances a week, averaged over the agents of that tenure.

    Parameters
    ----------
    voluntary : tuple of float
        Weekly chance that an agent decides to leave, per band of `TENURE_BANDS`.
    employer : tuple of float
        Weekly chance of an employer-ended spell: first 13 weeks, later.
    not_renewed : float
        Chance that the contract is not renewed at each of `CONTRACT_END_WEEKS`.
    agency_share : float
        Share of hires that come through an agency.
    wage : float
        Usual starting wage, euro an hour.
    clients : tuple of str
        Who the teams work for.
    """

    voluntary: tuple[float, ...]
    employer: tuple[float, float]
    not_renewed: float
    agency_share: float
    wage: float
    clients: tuple[str, ...]


ARCHETYPES = {
    "inhouse": Archetype(
        voluntary=(0.0130, 0.0105, 0.0075, 0.0048, 0.0038, 0.0030, 0.0021),
        employer=(0.0016, 0.0003),
        not_renewed=0.06,
        agency_share=0.10,
        wage=15.40,
        clients=("Own brand",),
    ),
    "average": Archetype(
        voluntary=(0.0270, 0.0215, 0.0140, 0.0088, 0.0068, 0.0050, 0.0034),
        employer=(0.0025, 0.0005),
        not_renewed=0.10,
        agency_share=0.25,
        wage=14.60,
        clients=("Energie", "Telecom", "Verzekeringen"),
    ),
    "outsourcer": Archetype(
        voluntary=(0.0460, 0.0380, 0.0245, 0.0160, 0.0120, 0.0090, 0.0060),
        employer=(0.0040, 0.0008),
        not_renewed=0.14,
        agency_share=0.45,
        wage=14.10,
        clients=("Energie", "Telecom", "Webwinkel", "Overheid", "Verzekeringen"),
    ),
}

OTHER_EXITS = {"transfer": 0.00025, "retirement_or_death": 0.00015}
"""Weekly chance of the rare competing exits, in every archetype."""


@dataclass(frozen=True)
class Effects:
    """Log-hazard of deciding to leave: per standard deviation, or for 1 against 0."""

    burnout: float
    satisfaction: float
    pay: float
    one_on_ones: float
    career: float


EFFECTS = {
    "weak": Effects(burnout=0.30, satisfaction=-0.22, pay=-0.18, one_on_ones=-0.14, career=-0.16),
    "strong": Effects(burnout=0.45, satisfaction=-0.55, pay=-0.30, one_on_ones=-0.25, career=-0.30),
}

SHARES = {
    "pay_rise_last_year": 0.52,
    "one_on_one_monthly": 0.67,
    "knows_career_paths": 0.55,
    "coaching_monthly": 0.70,
    "training_useful": 0.69,
    "time_off_approved": 0.77,
}
"""Shares of agents, sessions or requests that the processes of the centre are set to."""


ADJUSTMENTS = {
    ("inhouse", "weak"): (0.90, 0.79, 0.825),
    ("inhouse", "strong"): (0.845, 0.80, 0.81),
    ("average", "weak"): (0.885, 0.815, 0.72),
    ("average", "strong"): (0.83, 0.77, 0.71),
    ("outsourcer", "weak"): (0.89, 0.70, 0.655),
    ("outsourcer", "strong"): (0.845, 0.69, 0.65),
}
"""Factors on the voluntary hazard in tenure weeks 0-12, 13-51 and later.

With them the published turnover and early-leaver shares hold in a centre of constant headcount. There
hires come where people leave, so that newcomers run more risk than a neutral cohort, and the published
hazards by tenure do not add up to the published turnover by themselves. Found by simulating 6,000 seats
for four years and correcting until voluntary turnover and both early-leaver shares agreed, with
frailty SD .45 and team SD .25; with other spreads the figures move a little.
"""


@dataclass(frozen=True)
class Item:
    """A survey item: its question, scale, cumulative shares and what an answer reflects.

    Parameters
    ----------
    code : str
        Item code of the codebook.
    text : str
        The question as the extract shows it.
    scale : tuple of int
        Lowest and highest answer.
    cuts : tuple of float
        Share of answers at or below each answer but the highest.
    weights : dict
        What the answer reflects; standardised, the rest of its variance is noise.
    reliability : float
        Share of the answer's variance (before rounding to the scale) that is no noise.
    """

    code: str
    text: str
    scale: tuple[int, int]
    cuts: tuple[float, ...]
    weights: dict[str, float]
    reliability: float


ITEMS = (
    Item("stress", "Hoe stressvol is je werk?", (1, 5), (0.03, 0.11, 0.42, 0.79), {"burnout": 1}, 0.90),
    Item(
        "exhaustion",
        "Ik voel me uitgeput door mijn werk",
        (1, 5),
        (0.10, 0.32, 0.62, 0.87),
        {"burnout": 1},
        0.90,
    ),
    Item(
        "role_satisfaction",
        "Hoe tevreden ben je met je functie?",
        (1, 5),
        (0.05, 0.13, 0.33, 0.78),
        {"satisfaction": 1},
        0.90,
    ),
    Item(
        "recommend",
        "Zou je deze baan aan een vriend aanbevelen?",
        (0, 10),
        (0.02, 0.04, 0.07, 0.11, 0.16, 0.25, 0.37, 0.58, 0.80, 0.92),
        {"satisfaction": 1, "burnout": -0.2},
        0.90,
    ),
    Item(
        "pride",
        "Ik ben trots dat ik in deze sector werk",
        (1, 5),
        (0.04, 0.12, 0.32, 0.74),
        {"satisfaction": 1},
        0.60,
    ),
    Item(
        "career_paths",
        "Ik weet welke loopbaantrajecten er voor mij zijn",
        (1, 5),
        (0.12, 0.27, 0.45, 0.78),
        {"career": 1},
        0.80,
    ),
    Item(
        "long_term_future",
        "Ik zie voor mezelf een toekomst op lange termijn in deze sector",
        (1, 5),
        (0.09, 0.22, 0.53, 0.83),
        {"satisfaction": 0.8, "career": 0.6},
        0.75,
    ),
    Item(
        "supportive_manager",
        "Mijn leidinggevende ondersteunt mij",
        (1, 5),
        (0.07, 0.18, 0.41, 0.77),
        {"support": 0.8, "one_on_ones": 0.5, "satisfaction": 0.3},
        0.75,
    ),
    Item("meaning", "Mijn werk is zinvol", (1, 5), (0.06, 0.17, 0.44, 0.80), {"satisfaction": 1}, 0.55),
    Item(
        "recognition",
        "Ik krijg erkenning voor mijn werk",
        (1, 5),
        (0.13, 0.40, 0.58, 0.86),
        {"satisfaction": 0.7, "support": 0.6},
        0.70,
    ),
)
"""Cut points are set so that the shares of the sector survey hold among those who answer:
67% (very) satisfied, 75% would recommend (6 or more of 10), 68% proud, 55% know the career paths,
47% see a long-term future (31% unsure), 59% supportive manager, 56% meaningful, 40% little
appreciated, 11% not (very) stressful. Other cut points are free."""
