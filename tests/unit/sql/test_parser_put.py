"""PUT: a path, a stage, options; and what is none."""

from __future__ import annotations

import pytest

from frazil.core.errors import SqlSyntaxError
from frazil.sql.parser import parse
from frazil.sql.statements import Put

OVERWRITE = ("OVERWRITE", "TRUE")


@pytest.mark.parametrize(
    ("text", "source", "target", "options"),
    [
        ("put file://1.csv ?", "file://1.csv", None, ()),
        ("PUT 'file:///tmp/a b' '@SYSTEM$BIND/x' overwrite=true;", "file:///tmp/a b", "@SYSTEM$BIND/x", (OVERWRITE,)),
        ("put file://1 '@~/' source_compression='auto' ", "file://1", "@~/", (("SOURCE_COMPRESSION", "AUTO"),)),
        ("\n put\tfile://it's.csv @~/x overwrite = True ", "file://it's.csv", "@~/x", (OVERWRITE,)),
    ],
)
def test_put(text: str, source: str, target: str | None, options: tuple[tuple[str, str], ...]) -> None:
    statement = parse(text)
    assert isinstance(statement, Put)
    assert (statement.source, statement.target, statement.options) == (source, target, options)


@pytest.mark.parametrize(
    "text", ["put", "put x @y", "put file://x", "put file://x y", "put file://x @y z", "put 'file://x"]
)
def test_no_put(text: str) -> None:
    with pytest.raises(SqlSyntaxError):
        parse(text)
