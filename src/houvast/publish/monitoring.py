"""A monitoring in its folder, whole or not at all: a page for people, and JSON with the same content."""

import json
from pathlib import Path
from typing import Any

from houvast.language import language_of
from houvast.monitor import Monitoring
from houvast.publish.folder import publish_folder
from houvast.publish.monitoring_view import (
    build_alarm,
    build_challenger,
    build_monitoring_remarks,
    build_monitoring_view,
    build_verified,
)
from houvast.publish.page import open_template

DATA, PAGE = "monitoring.json", "monitoring.html"


def publish_monitoring(home: Path, monitoring: Monitoring, language: str) -> Path:
    """The path `<home>/<day>` with `monitoring.html` and `monitoring.json`; `<home>/latest` is the newest."""
    language_of(language)

    def write(building: Path) -> None:
        (building / PAGE).write_text(build_monitoring_page(monitoring, language), encoding="utf-8", newline="\n")
        text = json.dumps(monitoring.as_dict(), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
        (building / DATA).write_text(text + "\n", encoding="utf-8")

    return publish_folder(home, monitoring.on, PAGE, write)


def build_monitoring_page(monitoring: Monitoring, language: str) -> str:
    """The page as text: one file that needs nothing else, without scripts. Everything that records hold is escaped."""
    lingo = language_of(language)
    page = open_template("monitoring.html.j2")
    return page.render(t=lingo.text, lingo=lingo, **build_monitoring_view(monitoring, lingo)) + "\n"


def monitoring_lines(monitoring: Monitoring, language: str) -> list[str]:
    """What is said where there is no page: how many alarms, each of them, and what could not be seen. Names nobody."""
    lingo = language_of(language)
    lines = [lingo.text("monitor.lead", count=len(monitoring.alarms)), build_verified(monitoring, lingo)]
    lines += [f"! {build_alarm(one, lingo)}" for one in monitoring.alarms]
    lines += [f"- {remark}" for remark in build_monitoring_remarks(monitoring, lingo)]
    challenger = build_challenger(monitoring, lingo)
    return [*lines, challenger] if challenger else lines


def console_monitoring(monitoring: Monitoring, published: Path, language: str) -> Any:
    """A rich renderable of the lines, and where the page lies."""
    from rich.console import Group
    from rich.text import Text

    lingo = language_of(language)
    title = lingo.text("monitor.subtitle", config=monitoring.config_name, date=lingo.date(monitoring.on))
    styles = {"!": "yellow", "-": "dim"}
    lines = [Text(line, style=styles.get(line[0], "")) for line in monitoring_lines(monitoring, language)]
    lies = Text(f"{lingo.text('monitor.console_lies')}\n  {published / PAGE}", overflow="fold")
    return Group(Text(f"{lingo.text('monitor.title')}: {title}", style="bold"), *lines, Text(""), lies)
