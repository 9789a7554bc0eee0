"""Model versions out of the registry of a use. Each look opens it anew: what it shows is what is there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from houvast.errors import ConfigError
from houvast.global_views import DOCUMENT as GLOBAL_VIEWS
from houvast.release import read_decision
from houvast.use import Use
from houvast.web.models import ModelVersion


@dataclass(frozen=True)
class RegisteredModels:
    """The versions of a use."""

    use: Use

    def versions(self) -> Sequence[ModelVersion]:
        """All versions, newest first."""
        registry = self._open()
        aliases = registry.aliases()
        told = [_tell(one, [name for name, at in aliases.items() if at == one.number]) for one in registry.versions()]
        return sorted(told, key=lambda one: -one.number)

    def ledger(self) -> Sequence[str]:
        """Entries of the ledger, oldest first."""
        return list(self._open().ledger())

    def scorecard(self, number: int, language: str, back: str) -> str | None:
        """The scorecard of a version as it is now, in a language; None where there is none."""
        from houvast.champion import standing_remarks
        from houvast.scorecards import build_scorecard

        registry = self._open()
        try:
            version = registry.version(number)
        except ConfigError:
            return None
        remarks = standing_remarks(registry, number)
        return build_scorecard(
            registry, version, language=language, remarks=remarks, list_page=back, back="web.model_back"
        )

    def views(self, number: int) -> Mapping[str, Any] | None:
        """What a version makes of its people as a whole; None where it kept nothing of it."""
        registry = self._open()
        content = registry.read_artifact(registry.version(number), GLOBAL_VIEWS)
        return None if content is None else json.loads(content)

    def _open(self) -> Any:
        from houvast.stages import open_registry

        return open_registry(self.use)


def _tell(version: Any, roles: list[str]) -> ModelVersion:
    report = version.facts.get("report", {})
    return ModelVersion(
        number=version.number,
        known_until=version.facts.get("known_until"),
        figures=report.get("figures", {}),
        leavers=report.get("leavers"),
        model_sha256=version.facts.get("model_sha256", ""),
        roles=tuple(roles),
        decision=read_decision(version.decision),
        past=version.past,
    )
