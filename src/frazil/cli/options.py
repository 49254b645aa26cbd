"""Settings as options of a command, made from their one definition."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from frazil.core.config import DEFAULT, SETTINGS, Settings, SettingsError, load

PROTOCOLS = {"http": 80, "https": 443}
"""What a server may speak, and the port where nobody says one."""

SETTINGS_EXIT = 2
"""The exit code for settings that cannot be used: the one that wrong options have anyway."""


def with_settings(command: Callable[[Settings], None]) -> Callable[..., None]:
    """Return the command with one option for each setting and ``--config``; it is called with the settings in force.

    Mistakes in the settings go to standard error, all of them, and end the program.
    """

    def called(**flags: Any) -> None:
        config = flags.pop("config")
        command(settings_in_force(flags, config))

    called.__doc__ = command.__doc__
    called.__name__ = command.__name__
    config_help = "a TOML file of settings [default: frazil.toml in the data directory, if there is one]"
    options: dict[str, Any] = {"config": Annotated[Path | None, typer.Option("--config", help=config_help)]}
    for setting in SETTINGS.values():
        text = setting.help if setting.default is None else f"{setting.help} [default: {setting.default}]"
        metavar = "PATH" if setting.default is None else type(setting.default).__name__.upper()
        options[setting.name] = Annotated[str | None, typer.Option(setting.flag, help=text, metavar=metavar)]
    called.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for name, annotation in options.items()
        ]
    )
    called.__annotations__ = options
    return called


def checked_protocol(value: str | None) -> str | None:
    """Return what ``--protocol`` says; typer's error for what no server speaks."""
    if value is not None and value not in PROTOCOLS:
        raise typer.BadParameter(f"is none of {', '.join(PROTOCOLS)}")
    return value


ProtocolOption = Annotated[
    str | None,
    typer.Option("--protocol", help="http or https [default: the running one's]", callback=checked_protocol),
]


def settings_in_force(flags: dict[str, Any], config: Path | None = None) -> Settings:
    """Return the settings of flags, environment and file, or end the program with what is wrong with them."""
    try:
        return load(flags, os.environ, config)
    except SettingsError as error:
        typer.echo("frazil cannot use these settings:", err=True)
        for mistake in error.mistakes:
            typer.echo(f"  {mistake}", err=True)
        raise typer.Exit(SETTINGS_EXIT) from None


def source_of(settings: Settings, name: str) -> str:
    """Return where a setting's value is from."""
    return settings.sources.get(name, DEFAULT)
