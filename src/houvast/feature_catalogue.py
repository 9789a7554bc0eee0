"""The feature catalogue: every row of the source documents, what measures it, and what does not, as Markdown.

`docs/features.md` and `docs/features.nl.md` are what comes out of it. The driver texts, the codebook, the
benchmarks and the drivers' own code go in; the page holds nothing of its own.
"""

from collections.abc import Iterable, Sequence

from houvast.catalogue import (
    Benchmark,
    CatalogueRow,
    DriverText,
    Expectation,
    NotADriver,
    load_benchmarks,
    load_drivers,
    load_not_drivers,
)
from houvast.config.base import TextIn
from houvast.feature_records import find_tables
from houvast.features import DRIVERS
from houvast.language import Language, language_of
from houvast.records.codebook import load_codebook

BAR = "\\|"
"""A bar within a cell, which would otherwise end it."""


def build_feature_catalogue(code: str) -> str:
    """The page in a language, without a newline at its end."""
    page = _Page(language_of(code))
    families = load_drivers().drivers
    order = [*DRIVERS, *sorted(set(families) - set(DRIVERS))]
    parts = [
        *page.head(),
        page.overview({name: families[name] for name in order}),
        *(part for name in order for part in page.family(name, families[name])),
        *page.not_drivers(load_not_drivers()),
        *page.documents(),
    ]
    return "\n\n".join(part for part in parts if part)


class _Page:
    """Writes the parts of the page in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._items = load_codebook().items
        self._benchmarks = load_benchmarks()

    def head(self) -> list[str]:
        """Title, and how to read what follows."""
        said = ("direction", "figure", "records", "names", "items")
        reading = "\n".join(f"- {self._text(f'read_{name}')}" for name in said)
        return [f"# {self._text('title')}", *map(self._text, ("written", "about")), reading, self._text("default")]

    def overview(self, families: dict[str, DriverText]) -> str:
        """One row per driver: how many rows, features and items, and how many were not built."""
        counts = {
            code: (
                len(family.rows),
                len(family.features),
                sum(item.driver == code for item in self._items.values()),
                sum(row.unbuilt is not None for row in family.rows),
            )
            for code, family in families.items()
        }
        rows = [
            (f"[{self._name(families[code].name)}](#{code.replace('_', '-')})", f"`{code}`", *map(str, numbers))
            for code, numbers in counts.items()
        ]
        rows.append((self._text("in_all"), "", *(str(sum(number)) for number in zip(*counts.values(), strict=True))))
        return self._table(("driver", "code", "rows", "features", "items", "unbuilt_rows"), rows)

    def family(self, code: str, family: DriverText) -> list[str]:
        """A driver: its rows, its features with the records that they need, and its survey items."""
        return [
            f'<a id="{code.replace("_", "-")}"></a>',
            f"## {self._name(family.name)} — `{code}`",
            self._say(family.about),
            self._table(("row", "measured_by", "direction", "figure", "sources"), map(self._row, family.rows)),
            self._table(("feature", "means", "direction", "records"), self._features(code, family)),
            self._table(("item", "question", "direction"), self._questions(code)),
        ]

    def not_drivers(self, named: Iterable[NotADriver]) -> list[str]:
        """What the documents name and is no driver."""
        rows = [
            (
                self._name(one.driver),
                self._text(f"use_{one.use}"),
                self._say(one.why),
                self._say(one.direction),
                self._figure(one),
                ", ".join(one.sources),
            )
            for one in named
        ]
        table = self._table(("row", "use", "why", "no_sign", "figure", "sources"), rows)
        return [f"## {self._text('not_drivers')}", self._text("never"), table]

    def documents(self) -> list[str]:
        """The sources by their code, and who was asked."""
        sources = [f"- {code}: {self._say(said)}" for code, said in load_drivers().sources.items()]
        samples = [f"- {self._say(said)}" for said in self._benchmarks.samples.values()]
        return [f"## {self._text('documents')}", "\n".join(sources), self._text("samples"), "\n".join(samples)]

    def _row(self, row: CatalogueRow) -> Sequence[str]:
        measured = ", ".join(f"`{name}`" for name in (*row.features, *row.items))
        if row.unbuilt is not None:
            measured = self._text("not_built", why=self._say(row.unbuilt))
        return (
            self._name(row.driver),
            measured,
            self._expected(row.expected),
            self._figure(row),
            ", ".join(row.sources),
        )

    def _features(self, code: str, family: DriverText) -> list[Sequence[str]]:
        if code not in DRIVERS:
            return []
        tables = find_tables(code)
        return [
            (
                f"`{name}`",
                self._say(family.features[name].means),
                self._expected(family.features[name].expected),
                self._records(tables[name]),
            )
            for name in DRIVERS[code].FEATURES
            if name in family.features
        ]

    def _questions(self, code: str) -> list[Sequence[str]]:
        return [
            (f"`{item.code}`", getattr(item, self._language.code), self._text(f"item_{item.direction}"))
            for item in self._items.values()
            if item.driver == code
        ]

    def _records(self, tables: dict[str, bool]) -> str:
        needed = [f"`{table}`" for table, needs in tables.items() if needs]
        spared = [self._text("without", table=f"`{table}`") for table, needs in tables.items() if not needs]
        return ", ".join([*needed, *spared]) or "`spells`"

    def _expected(self, expected: Expectation) -> str:
        return self._text(f"raises_{expected.raises}", basis=self._text(f"basis_{expected.basis}"))

    def _figure(self, row: CatalogueRow | NotADriver) -> str:
        published = [self._published(measure) for measure in row.benchmarks]
        if row.figure is not None:
            published.append(self._say(row.figure))
        return "; ".join(published) or self._text("no_figure")

    def _published(self, measure: str) -> str:
        """The figures of a measure, the newest first, and their wording."""
        found = [one for one in self._benchmarks.benchmarks if one.measure == measure]
        found.sort(key=lambda one: one.year or 0, reverse=True)
        figures = ", ".join(self._one_figure(one) for one in found)
        return self._text("benchmark", figures=figures, wording=self._say(found[0].wording))

    def _one_figure(self, one: Benchmark) -> str:
        figure = self._language.percent(one.share) if one.figure is None else self._say(one.figure)
        return figure if one.year is None else self._text("in_year", figure=figure, year=one.year)

    def _name(self, name: TextIn) -> str:
        """A name; in English with the Dutch one beside it."""
        return name.nl if self._language.code == "nl" or name.nl == name.en else f"{name.en} / *{name.nl}*"

    def _table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        """A table; nothing where there is no row."""
        lines = [f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in rows]
        if not lines:
            return ""
        heads = [f"| {' | '.join(self._text(name) for name in head)} |", "|---" * len(head) + "|"]
        return "\n".join([*heads, *lines])

    def _say(self, text: TextIn) -> str:
        return getattr(text, self._language.code)

    def _text(self, key: str, **values: object) -> str:
        return self._language.text(f"features.{key}", **values)
