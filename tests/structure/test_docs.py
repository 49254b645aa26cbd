"""The documentation agrees with the repository: links, commands, terms, packages."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer.main

from tests.structure.repository import ROOT, SOURCE, files, pages, shown

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)

TERMS = (
    "account", "attempt", "binder", "catalog", "child task", "clock", "data directory", "effective graph", "event",
    "fault probe", "finalizer task", "golden script", "grant", "graph run", "graph run group", "graph version",
    "handler", "history", "incident id", "journal", "overlap policy", "owner", "pipeline", "predecessor", "privilege",
    "query id", "record", "return value", "role", "root task", "rowtype", "run id", "runner", "schedule", "scheduler",
    "scheduled from", "session", "session parameter", "snapshot", "spine", "standalone task", "statement", "store",
    "task", "task graph", "task run", "tick", "warehouse",
)  # fmt: skip


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page make, as the usual renderers spell them."""
    headings = re.findall(r"^#+ +(.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    broken = []
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    return broken


def commands(page: Path, program: str) -> set[str]:
    """Return the words that follow ``program`` in the code of a page: at a line's start or in backticks."""
    code = "\n".join(CODE.findall(page.read_text("utf-8")))
    prompt = r"(?:^|`)\s*(?:\$ )?(?:\w+=\S+ )*(?:\.venv/bin/)?"
    # The server's ready line begins with its name as well.
    return set(re.findall(rf"{prompt}{program} (?!ready on)([a-z][a-z-]*)", code, re.MULTILINE))


def known_commands() -> set[str]:
    """Return the names of the command line's commands."""
    app = importlib.import_module("frazil.cli.main").app
    return set(getattr(typer.main.get_command(app), "commands", {}))


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_links_resolve(page: Path) -> None:
    assert not broken_links(page)


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert commands(page, "make") <= targets


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_commands_exist(page: Path) -> None:
    assert commands(page, "frazil") <= known_commands()


def test_every_command_is_described() -> None:
    assert known_commands() <= commands(ROOT / "docs" / "reference" / "cli.md", "frazil")


def test_every_page_of_docs_is_reachable() -> None:
    start = ROOT / "README.md"
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for target in LINK.findall(page.read_text("utf-8")):
            found = (page.parent / target.partition("#")[0]).resolve()
            found = found / "README.md" if found.is_dir() else found
            if found.suffix == ".md" and found.is_file() and found not in reached:
                reached.add(found)
                waiting.append(found)
    lost = [shown(page) for page in pages() if page not in reached and ROOT / "docs" in page.parents]
    assert not lost


def test_changelog_has_an_unreleased_section() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first = re.search(r"^## (.+)$", changelog, re.MULTILINE)
    assert first is not None
    assert first[1] == "Unreleased"


def test_glossary_has_the_terms_in_order() -> None:
    found = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert found == sorted(found, key=str.lower)
    assert set(TERMS) <= set(found)


def test_architecture_names_every_package() -> None:
    packages = {path.parent.name for path in files() if path.name == "__init__.py" and path.parent.parent == SOURCE}
    layers = re.findall(r"^\| `([a-z]+)` \|", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    assert packages <= set(layers)
