"""Words that every view of a person uses: a risk as a percentage, a driver by its name."""

from houvast.catalogue import load_drivers
from houvast.language import Language


def driver_name(code: str, language: Language) -> str:
    """A driver's name, or its code where the catalogue does not have it."""
    driver = load_drivers().drivers.get(code)
    return code if driver is None else getattr(driver.name, language.code)


def build_percent(share: float, language: Language) -> str:
    """A risk as a percentage: whole from 10% on, one decimal below."""
    return language.percent(share, 0 if share >= 0.0995 else 1)
