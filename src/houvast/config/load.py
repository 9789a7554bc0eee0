"""Reading a config file, with the line of every problem."""

import hashlib
import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from houvast.config.use import Config
from houvast.errors import ConfigError, join_problems

Kept = TypeVar("Kept", bound=BaseModel)


def load_config(path: Path) -> Config:
    """The config in a YAML file.

    Raises
    ------
    ConfigError
        The file is missing, is not YAML 1.2, holds a key twice or an unknown one, or a value does
        not fit. All problems are named at once, each with its line.
    """
    return load_model(path, Config, "config", "configs/demo.yaml")


def load_model(path: Path, kind: type[Kept], name: str, example: str) -> Kept:
    """What a YAML file says, as a model of this kind; it fails as `load_config` does."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{name} `{path}` does not exist. Give the path of a YAML file, such as {example}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} `{path}` cannot be read as UTF-8 text: {error.__class__.__name__}.") from None
    tree = _parse(path, text, name)
    if not isinstance(tree, dict):
        raise ConfigError(f"{name} `{path}` must be a mapping of keys to values. See configs/ for examples.")
    try:
        return kind.model_validate(_plain(path, tree, name))
    except ValidationError as error:
        found = error.errors()
        # Of a list whose only entry was refused, pydantic also says that it is empty: an echo.
        echo = {problem["loc"][:2] for problem in found if len(problem["loc"]) > 2}
        said = [one for one in found if not (one["type"] == "too_short" and one["loc"] in echo)]
        problems = [_say(path, tree, problem) for problem in said]
        raise ConfigError(join_problems(f"{name} `{path}`", problems)) from None


def config_digest(config: Config) -> str:
    """sha256 of what a config says of records, model and list: two files that say the same have the same digest.

    `web` and `help` are left out: how long a session lasts, or what an hour of help costs, makes no other list, and
    must not undo its signatures. So is where the purpose file lies, which has a
    sha256 of its own, and how long things are kept.
    """
    said = config.model_dump(mode="json", exclude={"web", "help", "purpose", "retention"})
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a config, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "houvast config",
        **Config.model_json_schema(),
    }


def _parse(path: Path, text: str, name: str) -> Any:
    try:
        return YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = (error.problem or "not YAML").splitlines()[0]
        raise ConfigError(f"{name} `{path}`, line {line}: {problem}. Mend the YAML there.") from None


def _plain(path: Path, node: Any, name: str) -> Any:
    """The parsed tree without the parser's own types (which carry comments and line numbers)."""
    if isinstance(node, dict):
        return {
            key if isinstance(key, str) else _refuse_key(path, node, key, name): _plain(path, value, name)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_plain(path, value, name) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _refuse_key(path: Path, node: Any, key: Any, name: str) -> None:
    """Never returns: `007:` or `true:` unquoted is a number or a truth, and no longer what the source says."""
    line = node.lc.key(key)[0] + 1
    raise ConfigError(
        f"{name} `{path}`, line {line}: the key `{key}` is not text. Put it in quotes, as the source writes it."
    )


def _say(path: Path, tree: Any, problem: dict[str, Any]) -> str:
    where = [part for part in problem["loc"] if not _is_union_tag(part)]
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        message = "this key is not known here; docs/config.md has those that are"
    elif problem["type"] == "string_pattern_mismatch":
        message = "use lower-case letters, digits, `-` and `_` only, and begin with a letter or digit"
    elif problem["type"] == "missing":
        message = "this key is required"
    key = ".".join(str(part) for part in where) or "config"
    return f"{path.name}:{_line(tree, where)}: `{key}`: {message}"


def _is_union_tag(part: int | str) -> bool:
    """Pydantic adds the union's branch to a location; it is not a key of the file."""
    return part in {"csv", "excel", "parquet", "sql", "str", "Column"}


def _line(tree: Any, where: list[int | str]) -> int:
    """Line (from 1) of the deepest part of `where` that stands in the file."""
    line = 1
    for part in where:
        marks = getattr(tree, "lc", None)
        try:
            mark = marks.key(part) if isinstance(tree, dict) else marks.item(part)
            line, tree = mark[0] + 1, tree[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line
