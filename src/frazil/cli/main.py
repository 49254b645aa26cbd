"""The commands of ``frazil``."""

from __future__ import annotations

import typer

import frazil
from frazil.cli.backup import backup_command
from frazil.cli.connect import connect_command
from frazil.cli.connection_options import with_connection
from frazil.cli.doctor import doctor_command
from frazil.cli.execute import execute_command, retry_command
from frazil.cli.graphs import graphs_command
from frazil.cli.logs import logs_command
from frazil.cli.options import with_settings
from frazil.cli.runs import runs_command
from frazil.cli.serve import serve_command
from frazil.cli.simulate import simulate_command
from frazil.cli.suspend import resume_command, suspend_command

app = typer.Typer(
    help="A self-hosted server that speaks Snowflake's protocols.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command("serve")(with_settings(serve_command))
app.command("doctor")(with_settings(doctor_command))
app.command("connect")(connect_command)
app.command("backup")(backup_command)
app.command("graphs")(with_connection(graphs_command))
app.command("runs")(with_connection(runs_command))
app.command("execute")(with_connection(execute_command))
app.command("logs")(with_connection(logs_command))
app.command("retry")(with_connection(retry_command))
app.command("suspend")(with_connection(suspend_command))
app.command("resume")(with_connection(resume_command))
app.command("simulate")(with_connection(simulate_command, unless="sql"))


@app.command("demo")
def demo_command() -> None:
    """Start a server on a temporary directory, run a task graph on it through Snowflake's connector, and show it."""
    # Imported here, because it loads what only the demo needs.
    from frazil.cli.demo import run_demo  # noqa: PLC0415

    raise typer.Exit(run_demo())


@app.command("version")
def version_command() -> None:
    """Print the version."""
    typer.echo(frazil.__version__)
