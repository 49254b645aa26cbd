"""The tokenizer: what is one token, what its value is, and that no text is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frazil.sql import tokens as kinds
from frazil.sql.tokens import PADDING, tokenize

BETWEEN = re.compile(r"(?:[ \t\r\n\f\v]|--[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
PIECES = st.sampled_from(
    ["select", "x", "1", "1.5", ".5", "1e3", "'a'", "'it''s'", r"'\''", "$$r$$", '"Q"', '""', "$1", "$v", "::", "->>"]
    + [":=", "=>", "<>", "!=", "||", "|", "!", "@s/a", "snow://x", "-- c\n", "// c\n", "/* c */", "'", '"', "$$", "/*"]
    + ["\0", "ü", " ", "\n", "(", ")", ",", ";", ".", "\\", "#"]
)


def shown(text: str) -> list[str]:
    found = tokenize(text)
    return [found.source(index) for index in range(found.count)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b::int", ["a", ".", "b", "::", "int"]),
        ("a:b.c[0]", ["a", ":", "b", ".", "c", "[", "0", "]"]),
        ("a->b->>c=>d", ["a", "->", "b", "->>", "c", "=>", "d"]),
        ("a<>b!=c<=d>=e||f", ["a", "<>", "b", "!=", "c", "<=", "d", ">=", "e", "||", "f"]),
        ("1 1.5 .5 1e3 1.5E-3 1.", ["1", "1.5", ".5", "1e3", "1.5E-3", "1."]),
        ("$1 $name x$y ?", ["$1", "$name", "x$y", "?"]),
        ("a--b\nc", ["a", "c"]),
        ("a//b\nc", ["a", "c"]),
        ("a/* b /* c */d", ["a", "d"]),
        ("a-b - -c", ["a", "-", "b", "-", "-", "c"]),
        ("@s/path(x) @%t @~", ["@s/path", "(", "x", ")", "@%t", "@~"]),
        ('snow://d/"a b"/c( x', ['snow://d/"a b"/c', "(", "x"]),
        ("'a''b' 'c\\'d'", ["'a''b'", "'c\\'d'"]),
        ("$$a'$b$$ c", ["$$a'$b$$", "c"]),
        ("", []),
        (" -- only\n", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("''", ""),
        ("'a'", "a"),
        ("'it''s'", "it's"),
        ("''''", "'"),
        (r"'it\'s'", "it's"),
        (r"'\n\t\r\b\f\0\\\"'", '\n\t\r\b\f\0\\"'),
        (r"'\x41\u00e4\101\z'", "AäAz"),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r"'\ud83d'", "\N{REPLACEMENT CHARACTER}"),
        (r"'\x4'", "x4"),
        ("'a\nb'", "a\nb"),
        ("'a\0b'", "a\0b"),
        ("'-- no comment'", "-- no comment"),
        (r"$$raw \n ' $ text$$", r"raw \n ' $ text"),
        ("$$$$", ""),
    ],
)
def test_string_values(literal: str, value: str) -> None:
    found = tokenize(literal)
    assert found.count == 1
    assert found.keys[0] == kinds.STRING_KEY
    assert found.string(0) == value


def test_names_are_folded_unless_quoted() -> None:
    found = tokenize('abc "abc" "a""b" select')
    assert [found.name(index) for index in range(4)] == ["ABC", "abc", 'a"b', "SELECT"]
    assert found.keys[:4] == ["ABC", '"abc"', '"a""b"', "SELECT"]


@pytest.mark.parametrize("text", ["'abc", '"abc', "$$abc", "/* abc", r"'abc\'", "'a''"])
def test_what_does_not_end_is_one_token(text: str) -> None:
    found = tokenize(f"x {text}")
    assert found.kinds[:2] == [kinds.WORD, kinds.UNTERMINATED]
    assert found.source(1) == text


@pytest.mark.parametrize("text", ['""', "\0", "ü", "#", "\\"])
def test_what_is_no_token_has_a_key_that_nothing_expects(text: str) -> None:
    assert tokenize(text).keys[0] == kinds.WRONG_KEY


def test_the_lists_are_padded_with_the_end() -> None:
    found = tokenize("a ")
    assert found.keys == ["A"] + [kinds.END_KEY] * PADDING
    assert found.starts == [0] + [2] * PADDING


def test_a_quoted_identifier_is_no_keyword() -> None:
    found = tokenize('\'SELECT\' "SELECT" "<EOF>" "0"')
    assert not {"SELECT", kinds.END_KEY, kinds.NUMBER_KEY} & set(found.keys[: found.count])


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join)))
def test_no_text_is_lost(text: str) -> None:
    found = tokenize(text)
    end = 0
    for index in range(found.count):
        assert BETWEEN.fullmatch(text[end : found.starts[index]])
        assert found.starts[index] < found.ends[index]
        end = found.ends[index]
    assert BETWEEN.fullmatch(text[end:])
    assert found.starts[found.count] == len(text)


@given(st.text(max_size=40))
def test_escaped_text_reads_back(text: str) -> None:
    body = text.replace("\\", "\\\\").replace("'", "''")
    found = tokenize(f"'{body}'")
    assert found.count == 1
    assert found.string(0) == text
