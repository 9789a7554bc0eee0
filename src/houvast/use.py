"""A use: a config, the folders it works in, and the lock that keeps a second run out."""

import contextlib
import dataclasses
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from houvast.config import Config, load_config
from houvast.config.load import load_model
from houvast.config.purpose_file import PurposeFile
from houvast.environment import count_cores
from houvast.errors import BusyError, ConfigError, join_problems
from houvast.features import DRIVER_OF, DRIVERS, TENURE
from houvast.identities import IdentityStore
from houvast.private_files import keep_private, make_folder, tighten
from houvast.pseudonyms import load_person_key

ROOTS = "HOUVAST_ROOTS"
"""Environment variable: the folders, parted by `:`, in which records and workspaces must lie."""


@dataclass(frozen=True)
class Use:
    """A config, the folders it works in, and how many buckets of employees are worked on at once.

    Parameters
    ----------
    key : bytes or None
        The person key, where it is not to be looked up: while it is being changed.
    """

    config: Config
    config_folder: Path
    workspace: Path
    workers: int = 1
    key: bytes | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        """Snapshots, features and the lock of this config."""
        return self.workspace / "data" / self.config.name

    @property
    def snapshots(self) -> Path:
        """The snapshots of this config, and `latest`."""
        return self.data / "snapshots"

    @property
    def person_key(self) -> Path:
        """The key of the pseudonyms, where the environment gives none."""
        return self.data / "person_key"

    def open_identities(self) -> IdentityStore:
        """Who stands behind the pseudonyms of this use, and the key of these.

        Raises
        ------
        ConfigError
            A change of the person key was begun and is not finished, or the key cannot be read.
        """
        if self.key is None:
            self._check_settled()
        return IdentityStore(self.data / "identities", self.key or load_person_key(self.person_key))

    @property
    def turning(self) -> Path:
        """What a change of the person key that is under way has written down."""
        return self.data / "rotating"

    def _check_settled(self) -> None:
        if self.turning.exists():
            raise ConfigError(
                f"a change of the person key of `{self.config.name}` was begun and is not finished. Finish it first, "
                "with the command that began it: houvast rotate-key CONFIG --yes."
            )

    @property
    def erased(self) -> Path:
        """Who was erased and must not come in again, by code (`kept_out`)."""
        return self.data / "erased"

    @property
    def objections(self) -> Path:
        """Who objected to being estimated, by code (`kept_out`)."""
        return self.data / "objections"

    @property
    def installation_key(self) -> Path:
        """The key that signs models and lists, where the environment gives none."""
        return self.workspace / "data" / "installation_key"

    @property
    def members(self) -> Path:
        """Who was in the groups that were told of where their people were not."""
        return self.data / "members"

    @property
    def published(self) -> Path:
        """The lists of this config."""
        return self.workspace / "published" / self.config.name

    @property
    def records_folder(self) -> Path:
        """Where the sources lie."""
        return (self.config_folder / self.config.records.folder).resolve()

    @property
    def purpose_file(self) -> Path | None:
        """The file that says what lists of people are for; None where the config names none."""
        return None if self.config.purpose is None else (self.config_folder / self.config.purpose).resolve()

    @property
    def task(self) -> dict[str, object]:
        """What a model of this use estimates, of whom and from which answers; models of one task compare."""
        parts = {"cohort", "outcome", "surveys"}
        return self.config.model_dump(mode="json", include=parts) | {"drivers": list(self.config.model.drivers)}

    @property
    def horizon_days(self) -> int:
        """The horizon in days."""
        return self.config.outcome.horizon_weeks * 7

    @contextlib.contextmanager
    def locked(self, *, turning: bool = False) -> Iterator[None]:
        """Keep every other run of this config in this workspace out; the lock dies with its process.

        Parameters
        ----------
        turning : bool
            Whether to go on where a change of the person key was begun.

        Raises
        ------
        ConfigError
            A change of the person key was begun and is not finished.
        BusyError
            Another run holds the lock.
        """
        make_folder(self.data)
        for folder in (self.data, self.published, self.workspace / "models"):
            tighten(folder)
        with (self.data / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    f"another run of `{self.config.name}` is busy in this workspace. Wait for it to end, or give "
                    "this one another `workspace`."
                ) from None
            if not turning:
                self._check_settled()
            yield


def open_use(path: Path, workers: int | None = None) -> Use:
    """The use that a config file describes; its workspace is relative to the current directory.

    From now on all that this process writes is private to its owner.

    Parameters
    ----------
    workers : int or None
        Buckets worked on at once; as many as this process may use cores where None.

    Raises
    ------
    ConfigError
        The config does not hold, or names a driver or feature that there is not.
    """
    keep_private()
    config = load_config(path)
    problems = [
        f"`model.drivers`: `{driver}` is no driver; there are {', '.join(DRIVERS)}"
        for driver in config.model.drivers
        if driver not in DRIVERS
    ]
    problems += [
        f"`model.{key}`: `{name}` is no feature of any driver"
        for key in ("exclude_features", "features", "free_features")
        for name in getattr(config.model, key)
        if name not in DRIVER_OF
    ]
    if TENURE in config.model.exclude_features:
        problems.append(f"`model.exclude_features`: `{TENURE}` cannot be left out: every model knows tenure")
    if "first_90_days" not in config.model.drivers:
        problems.append("`model.drivers` must have `first_90_days`: every model knows tenure")
    use = Use(config, path.resolve().parent, Path(config.workspace).resolve(), workers or count_cores())
    problems += _outside_roots(use)
    if problems:
        raise ConfigError(join_problems(f"config `{path}`", problems))
    return _as_strict_as_its_purpose(use)


def read_purpose(path: Path) -> PurposeFile:
    """What a purpose file says.

    Raises
    ------
    ConfigError
        It does not hold; all its problems are named.
    """
    return load_model(path, PurposeFile, "purpose file", "configs/purposes/demo.yaml")


def _as_strict_as_its_purpose(use: Use) -> Use:
    """The use, with as many respondents to a team's value as the stricter of config and purpose file asks for."""
    if use.purpose_file is None or not use.purpose_file.is_file():
        return use
    asked, surveys = read_purpose(use.purpose_file).min_respondents, use.config.surveys
    surveys = surveys.model_copy(update={"min_respondents": max(asked, surveys.min_respondents)})
    return dataclasses.replace(use, config=use.config.model_copy(update={"surveys": surveys}))


def _outside_roots(use: Use) -> list[str]:
    """A problem per folder that lies in none of the folders of HOUVAST_ROOTS; none where that is not set.

    Without it a config may name any folder that its user can reach; a service that runs configs of others sets it.
    """
    named = os.environ.get(ROOTS, "")
    roots = [Path(root).resolve() for root in named.split(os.pathsep) if root]
    folders = {"records.folder": use.records_folder, "workspace": use.workspace}
    if use.purpose_file is not None:
        folders["purpose"] = use.purpose_file
    return [
        f"`{key}`: `{folder}` lies in none of the folders that {ROOTS} allows"
        for key, folder in folders.items()
        if roots and not any(folder.is_relative_to(root) for root in roots)
    ]
