"""A made-up published list, finished as scoring does it, and signed by an analyst where a test needs that."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from web_browser import PASSWORD

from houvast.errors import ConfigError
from houvast.publish.sealed import publish_sealed
from houvast.publish.signature import write_signature
from houvast.signing import load_key
from houvast.use import Use
from houvast.web.accounts import add_account, find_account
from houvast.web.lists import PublishedList, PublishedLists
from houvast.web.serve import open_workspace_database
from houvast.web.signing import sign_list


def finish_list(use: Use, folder: Path) -> str:
    """The digest of a list whose tables lie in a folder: manifest, signature of the installation, and `latest`."""
    files = {path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in folder.glob("*.parquet")}
    manifest = {"as_of_date": folder.name, "has_model": True, "language": "en", "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_signature(folder, load_key(use.installation_key))
    latest = use.published / "latest"
    latest.unlink(missing_ok=True)
    latest.symlink_to(folder.name)
    return digest_of(use)


def digest_of(use: Use) -> str:
    """The digest of the newest list."""
    return hashlib.sha256((use.published / "latest" / "manifest.json").read_bytes()).hexdigest()


def sign_newest(use: Use, name: str = "a.analist") -> PublishedList:
    """The newest list, signed in the workspace by an analyst; the account is made where absent."""
    database = open_workspace_database(use)
    try:
        account = find_account(database, name)
    except ConfigError:
        account = add_account(database, name, "analyst", PASSWORD, language="en", password_days=9, account_days=9)
    lists = PublishedLists(use.published, load_key(use.installation_key))
    published = lists.open(lists.days()[0])
    assert published is not None
    sign_list(database, published, account, "help", 0)
    database.engine.dispose()
    return published


def write_sealed_effects(use: Use, day: str, draws: list[dict[str, Any]]) -> dict[str, Any]:
    """Effects as known on a day, published as the command does it, of draws that are given as they are written."""
    told = {"until": day, "draws": draws, "given": [], "remarks": []}

    def write(building: Path) -> None:
        (building / "effects.json").write_text(json.dumps(told), encoding="utf-8")

    key = load_key(use.installation_key)
    publish_sealed(use.published / "effects", dt.date.fromisoformat(day), key, {"until": day}, write)
    return told
