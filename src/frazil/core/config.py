"""The server's settings: from flags, the environment, a TOML file and defaults, in this order.

Every setting is one field of ``Settings``: its name is the key in the file, in upper case after ``FRAZIL_`` the
variable, with dashes the flag.  ``load`` checks everything before it complains, and names every mistake with its place.
"""

from __future__ import annotations

import difflib
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from frazil.core.log import FORMATS, LEVELS

PREFIX = "FRAZIL_"
FILE_NAME = "frazil.toml"
DEFAULT = "default"

_NO_SETTINGS = ("FRAZIL_ADMIN_PASSWORD", "FRAZIL_CONFIG", "FRAZIL_FAULT")
_HOUR = 3600
_DAY = 24 * _HOUR
_MIB = 1024 * 1024


class SettingsError(Exception):
    """The settings cannot be used; ``mistakes`` has one text each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _whole(low: int, high: int) -> Callable[[Any], int]:
    """Return a check for whole numbers, given as such or as text."""

    def check(value: Any) -> int:
        try:
            number = int(value) if isinstance(value, str) or type(value) is int else None
        except ValueError:
            number = None
        if number is None:
            raise ValueError("is not a whole number")
        if not low <= number <= high:
            raise ValueError(f"is not between {low} and {high}")
        return number

    return check


def _one_of(*words: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return str(value)

    return check


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is not a text")
    return value.strip()


def _zone(value: Any) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError("is no IANA time zone such as Europe/Berlin")
    return str(value)


def _path(value: Any) -> Path:
    return value if isinstance(value, Path) else Path(_text(value)).expanduser()


def _size(value: Any) -> int:
    """Return bytes: a whole number, or a text such as ``512MB`` or ``2GB`` (units of 1024)."""
    if isinstance(value, str):
        number, unit = value.strip().upper(), 1
        for power, suffix in enumerate(("KB", "MB", "GB", "TB"), 1):
            if number.endswith(suffix):
                number, unit = number.removesuffix(suffix).strip(), 1024**power
        if not number.isdecimal():
            raise ValueError("is not a size such as 512MB or 2GB")
        value = int(number) * unit
    if type(value) is not int or value < 0:
        raise ValueError("is not a size such as 512MB or 2GB")
    return value


def _setting(default: Any, check: Callable[[Any], Any], help_text: str) -> Any:
    return field(default=default, metadata={"check": check, "help": help_text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server was told; made by ``load``.

    ``sources`` says for every field where its value is from: ``--flag``, ``$VARIABLE``, a file's path, ``default``.
    """

    data: Path = _setting(Path(".frazil"), _path, "the data directory: everything the server keeps")
    host: str = _setting("127.0.0.1", _text, "the address to listen on")
    port: int = _setting(8462, _whole(0, 65_535), "the port to listen on; 0 takes a free one")
    tls: str = _setting("off", _one_of("off", "auto"), "auto: HTTPS, with certificates that the server makes")
    tls_cert: Path | None = _setting(None, _path, "HTTPS with the certificate of this file, and what it hangs on: PEM")
    tls_key: Path | None = _setting(None, _path, "the private key of the certificate: PEM, without a passphrase")
    log_level: str = _setting("info", _one_of(*LEVELS), "the least level of log lines")
    log_format: str = _setting("text", _one_of(*FORMATS), "how log lines are written")
    slots: int = _setting(32, _whole(1, 1024), "how many statements run at the same time")
    threads: int = _setting(0, _whole(0, 1024), "the engine's threads; 0 takes one for each processor")
    memory_limit: int = _setting(0, _size, "the engine's memory, e.g. 4GB; 0 leaves the choice to the engine")
    max_request_bytes: int = _setting(64 * _MIB, _size, "the largest request, after decompression")
    session_seconds: int = _setting(_HOUR, _whole(1, 30 * _DAY), "how long a session token is valid")
    master_seconds: int = _setting(4 * _HOUR, _whole(1, 365 * _DAY), "how long it can be renewed after the last use")
    timezone: str = _setting("America/Los_Angeles", _zone, "the default of TIMEZONE")
    lock_timeout_seconds: int = _setting(12 * _HOUR, _whole(0, 30 * _DAY), "the default of LOCK_TIMEOUT")
    idle_transaction_seconds: int = _setting(4 * _HOUR, _whole(1, 30 * _DAY), "when an idle transaction is rolled back")
    result_quota: int = _setting(10 * 1024 * _MIB, _size, "the disk space of kept results, e.g. 10GB")
    result_retention_seconds: int = _setting(_DAY, _whole(60, 30 * _DAY), "how long results are kept")
    history_retention_days: int = _setting(365, _whole(1, 3650), "how long history is kept")
    missed_schedule_policy: str = _setting(
        "skip", _one_of("skip", "run-once"), "what becomes of due times of tasks that passed while the server was down"
    )
    suspended_predecessors: str = _setting(
        "block", _one_of("block", "pass-through"), "what a task does whose predecessors are all suspended"
    )
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def protocol(self) -> str:
        """Return what the server speaks with these settings: ``http`` or ``https``."""
        return "http" if self.tls == "off" and self.tls_cert is None else "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as documentation and the command line show it."""

    name: str
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """Return the name of its environment variable."""
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """Return its flag."""
        return "--" + self.name.replace("_", "-")


SETTINGS: dict[str, Setting] = {
    item.name: Setting(name=item.name, default=item.default, help=item.metadata["help"])
    for item in fields(Settings)
    if item.metadata
}
"""Every setting by name, in order."""

_CHECKS: dict[str, Callable[[Any], Any]] = {
    item.name: item.metadata["check"] for item in fields(Settings) if item.metadata
}


def load(flags: Mapping[str, Any], environment: Mapping[str, str], config: Path | None = None) -> Settings:
    """Return the settings in force; SettingsError names every mistake of all sources.

    ``flags`` holds values by setting name, None for what was not given.  Without ``config`` (or FRAZIL_CONFIG) the file
    is ``frazil.toml`` in the data directory, if there is one; a file that was asked for must exist.
    """
    mistakes: list[str] = []
    given = {name: (value, SETTINGS[name].flag) for name, value in flags.items() if value is not None}
    named = {**_from_environment(environment, mistakes), **given}
    if config is None and environment.get("FRAZIL_CONFIG"):
        config = Path(environment["FRAZIL_CONFIG"])
    file = config or Path(named.get("data", (SETTINGS["data"].default, ""))[0]) / FILE_NAME
    in_file = _from_file(file, mistakes) if config is not None or file.is_file() else {}
    if config is None and "data" in in_file:
        mistakes.append(f"data in {file}: a file inside a data directory cannot name another one")
    values: dict[str, Any] = {}
    sources: dict[str, str] = dict.fromkeys(SETTINGS, DEFAULT)
    for name, (value, source) in {**in_file, **named}.items():
        try:
            values[name] = _CHECKS[name](value)
            sources[name] = source
        except ValueError as error:
            mistakes.append(f"{name} from {source}: {value!r} {error}")
    mistakes.extend(_contradictions(values))
    if mistakes:
        raise SettingsError(mistakes)
    return Settings(**values, sources=sources)


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """Return what is wrong between settings that are right each by itself."""
    if ("tls_cert" in values) != ("tls_key" in values):
        return ["tls_cert and tls_key belong together: one of them is missing"]
    if values.get("tls") == "auto" and "tls_cert" in values:
        return ["tls = auto makes its own certificate: leave it, or tls_cert and tls_key, out"]
    return []


def _from_environment(environment: Mapping[str, str], mistakes: list[str]) -> dict[str, tuple[Any, str]]:
    """Return the settings of FRAZIL_ variables.

    Of the unknown ones only near misses are mistakes: containers are given variables named after services, and those
    of a service called frazil are not ours to refuse.
    """
    known = {setting.variable: name for name, setting in SETTINGS.items()}
    found: dict[str, tuple[Any, str]] = {}
    for variable, value in environment.items():
        if variable in known:
            found[known[variable]] = (value, f"${variable}")
        elif variable.startswith(PREFIX) and variable not in _NO_SETTINGS:
            near = difflib.get_close_matches(variable, known, n=1, cutoff=0.85)
            if near:
                mistakes.append(f"${variable} is no setting; is {near[0]} meant?")
    return found


def _from_file(file: Path, mistakes: list[str]) -> dict[str, tuple[Any, str]]:
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        mistakes.append(f"{file}: cannot be read: {error.strerror}")
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{file}: {error}")
        return {}
    found: dict[str, tuple[Any, str]] = {}
    for key, value in content.items():
        if key in SETTINGS:
            found[key] = (value, str(file))
            continue
        near = difflib.get_close_matches(key, SETTINGS, n=1)
        hint = f"; is {near[0]} meant?" if near else ""
        mistakes.append(f"{key} in {file} is no setting{hint}")
    return found
