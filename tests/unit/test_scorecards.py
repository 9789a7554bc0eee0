"""The scorecard kept with a version: holds the decision once it was made, is written once, and lacks no document."""

import json

import pytest
from made_up_scorecard import REPORT

from houvast.config import Config
from houvast.errors import ConfigError
from houvast.publish.scorecard import PAGE
from houvast.registry import Version
from houvast.release import Decision, Ground
from houvast.scorecards import build_scorecard, choose_version, keep_scorecard
from houvast.summary import Remark

CONFIG = {
    "name": "demo",
    "language": "nl",
    "notes": {"en": "English notes", "nl": "Nederlandse opmerking"},
    "records": {"sources": [{"table": "spells", "file": "spells.csv",
                             "columns": {"employee_id": "id", "started_on": "start", "ended_on": "end"}}]},
}  # fmt: skip
MANIFEST = {
    "observed_from": "2023-01-01",
    "observed_until": "2026-01-01",
    "sources": [{"source": 0, "file": "spells.csv", "rows_in": 90, "rows_kept": 87, "rows_quarantined": 3,
                 "reasons": {"not_a_date": 3}}],
}  # fmt: skip
FACTS = {"known_until": "2026-01-01", "observed_until": "2026-01-01", "model_sha256": "cd" * 32, "model_uri": "m:/7"}
PROMOTED = Decision(None, "first", (Ground("more_than_rates", True, routes=("first",)),)).as_dict()


class Store:
    """A registry in memory: versions, their documents, and how often one was written."""

    name = "demo"

    def __init__(self, *numbers, champion=None, decision=None):
        documents = {"config.json": CONFIG, "snapshot_manifest.json": MANIFEST, "report.json": REPORT}
        self.files = {file: json.dumps(content).encode() for file, content in documents.items()}
        self.decision, self.numbers, self._champion, self.written = decision, numbers, champion, 0

    def version(self, number):
        return Version(number, f"run{number}", FACTS, self.decision)

    def versions(self):
        return [self.version(number) for number in self.numbers]

    def champion(self):
        return None if self._champion is None else self.version(self._champion)

    def read_artifact(self, version, file):
        return self.files.get(file)

    read_note = read_artifact

    def note_document(self, version, file, text):
        self.files[file], self.written = text.encode(), self.written + 1


def test_the_page_kept_holds_the_decision_and_is_written_when_it_changes_only():
    store = Store(1)
    assert "heeft over deze versie niet besloten" in keep_scorecard(store, 1)
    assert (store.files[PAGE].decode().count("Hij is kampioen"), store.written) == (0, 1)
    store.decision = PROMOTED
    page = keep_scorecard(store, 1)
    assert store.files[PAGE] == page.encode()
    assert "Hij is kampioen: er was nog niets voor deze taak dat lijsten maakte." in page
    assert keep_scorecard(store, 1) == page
    assert store.written == 2


def test_the_page_is_of_the_record_and_in_the_language_asked_for():
    store = Store(1)
    kept, english = build_scorecard(store, store.version(1)), build_scorecard(store, store.version(1), language="en")
    assert "Nederlandse opmerking" in kept
    for words in (
        "English notes",
        "cdcdcd",
        "spells.csv",
        "3 × the text is not a date",
        "Too few people were observed",
    ):
        assert words in english
    assert "m:/7" not in english
    assert 'href="summary.html"' in build_scorecard(store, store.version(1), list_page="summary.html")
    by_hand = (Remark("as_written", {"text": "chosen by hand"}),)
    assert "chosen by hand" in build_scorecard(store, store.version(1), remarks=by_hand)


@pytest.mark.parametrize("file", ["config.json", "snapshot_manifest.json", "report.json"])
def test_without_a_document_there_is_no_page_and_none_is_written(file):
    store = Store(1)
    del store.files[file]
    assert keep_scorecard(store, 1) is None
    assert store.written == 0


def test_the_champion_is_chosen_or_the_newest_or_the_one_that_is_named():
    assert choose_version(Store(1, 2, 3, champion=2), None).number == 2
    assert choose_version(Store(1, 2, 3), None).number == 3
    assert choose_version(Store(1, 2, 3, champion=2), 1).number == 1
    with pytest.raises(ConfigError, match="`demo` has no model version yet"):
        choose_version(Store(), None)


def test_the_config_of_this_test_is_one():
    assert Config.model_validate(CONFIG).name == "demo"
