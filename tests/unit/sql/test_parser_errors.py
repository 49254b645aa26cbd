"""What the parser says when it cannot: texts, places, limits; and that nothing else ever comes out of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frazil.core.errors import (
    EmptyStatementError,
    FrazilError,
    NestingError,
    SqlSyntaxError,
    StatementCountError,
    UnsupportedError,
)
from frazil.sql.parser import parse, parse_expression, parse_query, split_statements
from frazil.sql.parser.cursor import MAX_CHAIN, MAX_DEPTH
from frazil.sql.parser.statements import NOT_BUILT, STATEMENTS
from frazil.sql.shapes import shape_of
from frazil.sql.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("SELEC 1", "syntax error line 1 at position 0 unexpected 'SELEC'.\nDid you mean SELECT?", 0),
        ("select 1 FROMM t", "syntax error line 1 at position 15 unexpected 't'.", 15),
        ("select\n  1 +\n from t", "syntax error line 3 at position 1 unexpected 'from'.", 14),
        ("select (1", "syntax error line 1 at position 9 unexpected '<EOF>'.", 9),
        ("select 1 where", "syntax error line 1 at position 14 unexpected '<EOF>'.", 14),
        ("select a 'it''s'", "syntax error line 1 at position 9 unexpected ''it''s''.", 9),
        ('select ""', "syntax error line 1 at position 7 unexpected '\"\"'.", 7),
        ("select \0", "syntax error line 1 at position 7 unexpected '\0'.", 7),
        ("select 'abc", "parse error line 1 at position 11 near '<EOF>'.", 7),
        ("select\n1 /* abc", "parse error line 2 at position 8 near '<EOF>'.", 9),
        ('select "abc', "parse error line 1 at position 11 near '<EOF>'.", 7),
    ],
)
def test_syntax_errors(text: str, message: str, position: int) -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        parse(text)
    assert caught.value.message == message
    assert caught.value.render() == f"SQL compilation error:\n{message}"
    assert caught.value.position == position
    assert caught.value.code == "001003"


@pytest.mark.parametrize("text", ["", " \n", ";", "-- nothing", "/* nothing */ ;"])
def test_empty_statements(text: str) -> None:
    with pytest.raises(EmptyStatementError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.code) == ("Empty SQL statement.", "000900")


def test_several_statements() -> None:
    with pytest.raises(StatementCountError) as caught:
        parse("select 1; select 2; ; select 3;")
    expected = "Actual statement count 3 did not match the desired statement count 1."
    assert (caught.value.message, caught.value.position) == (expected, 10)


@pytest.mark.parametrize("text", ["select 1", "select 1 ", " select 1", "select 1 -- x"])
def test_the_text_is_what_was_sent(text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize("text", ["select 1;", "select 1 ; ;", "select 1; -- x"])
def test_the_text_has_no_final_semicolon(text: str) -> None:
    assert parse(text).text == "select 1"


def test_first_words_are_either_built_or_not() -> None:
    assert not STATEMENTS.keys() & NOT_BUILT.keys()


# ---------------------------------------------------------------- limits


NESTED = {
    "parentheses": ("select ", "(", "1", ")"),
    "functions": ("select ", "f(", "1", ")"),
    "arrays": ("select ", "[", "", "]"),
    "cases": ("select ", "case when a then b else ", "c", " end"),
    "NOT": ("select ", "not ", "a", ""),
    "minus": ("select ", "- ", "a", ""),
    "queries": ("select * from ", "(select * from ", "t", ")"),
    "sources": ("select * from ", "(", "t", ")"),
    "properties": ("create user u x = ", "(", "1", ")"),
    "EXPLAIN": ("", "explain ", "select 1", ""),
}


@pytest.mark.parametrize("name", NESTED)
def test_nesting(name: str) -> None:
    start, opening, middle, closing = NESTED[name]
    parse(start + opening * 60 + middle + closing * 60)
    for depth in (MAX_DEPTH + 1, 10_000):
        with pytest.raises(NestingError):
            parse(start + opening * depth + middle + closing * depth)


@pytest.mark.parametrize(
    "repeated",
    [" + 1", " || 1", " = 1", " between 1 and 2", "::int", " collate 'x'", " except select 1", " is null"]
    + [" union select 1 union all select 1"],
)
def test_chains(repeated: str) -> None:
    parse("select 1" + repeated * (MAX_CHAIN // 3))
    with pytest.raises(NestingError):
        parse("select 1" + repeated * 50_000)


@pytest.mark.parametrize("repeated", [" join t", ", t", " unpivot (a for b in (c))"])
def test_chains_of_sources(repeated: str) -> None:
    parse("select 1 from t" + repeated * (MAX_CHAIN - 1))
    with pytest.raises(NestingError):
        parse("select 1 from t" + repeated * (MAX_CHAIN + 1))


@pytest.mark.parametrize("repeated", [" and 1", " or 1", " union all select 1", ", 1"])
def test_what_may_be_long(repeated: str) -> None:
    parse("select 1" + repeated * 20_000)


# ---------------------------------------------------------------- anything at all

WORDS = """
    a b t x f select from where group by order limit with as union all distinct insert into values update set delete
    merge using on when matched then not and or in like between is null true case end cast exists create replace table
    view task database schema role user warehouse alter drop grant revoke to ownership show terse in starts describe use
    begin commit if primary key default comment constraint after execute retry last modify add remove resume unset join
    left natural lateral flatten pivot unpivot sample for over partition rows preceding current row ignore nulls within
    qualify having connect prior start interval date identifier tag future any any extract position first fetch offset
""".split()  # noqa: SIM905 - words read better as text
SIGNS = "( ) , ; : :: . = => -> ->> || <> < >= + - * / % [ ] { } ? ! @s $1 $v".split()  # noqa: SIM905
LITERALS = [
    "'s'",
    "'it''s'",
    r"'\n'",
    "$$r$$",
    "1",
    "1.5",
    "1e3",
    '"Q"',
    '""',
    "'",
    '"',
    "$$",
    "/*",
    "-- c\n",
    "\0",
    "ü",
]
TOKENS = st.lists(st.sampled_from(WORDS + SIGNS * 2 + LITERALS), max_size=25).map(" ".join)
STATEMENTS_TO_BREAK = st.sampled_from(
    [
        "select a, b c from t x left join u using (a) where a in (1, 2) group by rollup (a) order by 1 desc limit 1",
        "select x:a.b[0]::int, case a when 1 then 2 end, f(distinct a) over (partition by b rows 1 preceding) from (t)",
        "insert into t (a, b) values (1, default), (-2, 'x')",
        "merge into t using u on a when matched and b then update set a = 1 when not matched then insert values (1)",
        "create table t (a int not null default 1, constraint p primary key (a) rely) cluster by (a) comment = 'x'",
        "create task t warehouse = w schedule = 'x' after a, b when 1 = 1 as select 1",
        "grant select, insert on all tables in schema s to role r with grant option",
        "show terse tasks like 'x' in schema a.b starts with 'y' limit 1 from 'z'",
        "select * from t pivot (sum(a) for b in ('c' as d)) unpivot (a for b in (c)) sample (1 rows) seed (2)",
        "with recursive a (b) as (select 1) select top 1 * exclude (a) replace (b as c) from values (1) as v (a)",
    ]
)


@st.composite
def broken_statements(draw: st.DrawFn) -> str:
    """Take a statement and delete, double or replace a few of its tokens."""
    words = draw(STATEMENTS_TO_BREAK).split()
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.integers(0, len(words)))
        words[index : index + draw(st.integers(0, 2))] = draw(TOKENS).split()[:3]
    return " ".join(words)


@settings(max_examples=400)
@given(st.one_of(TOKENS, broken_statements(), st.text(max_size=40)))
def test_nothing_but_our_errors_comes_out(text: str) -> None:
    for function in (parse, parse_expression, parse_query):
        try:
            function(text)
        except FrazilError as error:
            assert error.position is None or 0 <= error.position <= len(text)
    split_statements(text)


@settings(max_examples=200)
@given(broken_statements())
def test_what_parses_has_a_shape(text: str) -> None:
    try:
        statement = parse(text, lift=True)
    except FrazilError:
        return
    assert shape_of(tokenize(text)).key == shape_of(tokenize(f" \n{text}")).key
    assert statement.text


# ---------------------------------------------------------------- scripts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("select 1", ["select 1"]),
        ("select 1; ; select ';' ;-- x\n", ["select 1", "select ';'"]),
        ("begin; insert into t values (1); commit", ["begin", "insert into t values (1)", "commit"]),
        ("begin transaction; select 1; end", ["begin transaction", "select 1", "end"]),
        ("begin select 1; select 2; end; select 3", ["begin select 1; select 2; end", "select 3"]),
        (
            "declare x int; begin if (x) then select 1; end if; case (x) when 1 then a; end case; end; select 2",
            ["declare x int; begin if (x) then select 1; end if; case (x) when 1 then a; end case; end", "select 2"],
        ),
        (
            "create task t as begin select case when 1 then 2 end; begin select 3; end; end; select 4",
            ["create task t as begin select case when 1 then 2 end; begin select 3; end; end", "select 4"],
        ),
        ("select case when 1 then 2 end; select 3", ["select case when 1 then 2 end", "select 3"]),
        ("execute immediate $$begin a; end$$; select 1", ["execute immediate $$begin a; end$$", "select 1"]),
    ],
)  # fmt: skip
def test_split_statements(text: str, expected: list[str]) -> None:
    assert split_statements(text) == expected


def test_scripting_is_not_built() -> None:
    with pytest.raises(UnsupportedError, match="Snowflake Scripting"):
        parse("begin select 1; end")
