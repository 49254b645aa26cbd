"""``python -m frazil``: the command line."""

from frazil.cli.main import app

app()
