"""Collations: their specifications, which of two counts, and the keys by which collated texts compare.

A specification is a locale, or ``utf8``, and options.  Texts of a locale compare by ICU's sort key, a text of
hexadecimal digits whose levels (letters, accents, capitals) are separated by the byte 01.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from frazil.core.errors import InvalidArgumentError, UnsupportedError
from frazil.core.types import Collation, DataType

_PLAIN_LOCALES = frozenset({"utf8", "bin", ""})
_NAMES = """
    af am ar ar_sa as az be bg bn bo br bs ca ceb chr cs cy da de de_at dsb dz ee el en en_us eo es et fa fa_af ff fi
    fil fo fr fr_ca ga gl gu ha haw he he_il hi hr hsb hu hy id id_id ig is it ja ka kk kl km kn ko kok ku ky lb lkt ln
    lo lt lv mk ml mn mr ms mt my nb nb_no ne nl nn om or pa pa_in pl ps pt ro ru sa se si sk sl smn sq sr sr_ba sr_me
    sr_rs sv sw ta te th tk to tr ug uk ur uz vi wae wo xh yi yo yue yue_cn zh zh_cn zh_hk zh_mo zh_sg zh_tw zu
"""
_LOCALES = frozenset(_NAMES.split())
"""The locales that DuckDB's sort keys know."""

_OF_LOCALES = frozenset({"ci", "cs", "ai", "as", "pi", "ps", "fl", "fu"})
_OF_ALL = {"upper": "upper", "lower": "lower", "trim": "trim", "ltrim": "ltrim", "rtrim": "rtrim"}
_LEVEL = "(?:[^0].|0[^1])*"
_FAMILIES = {"ci": "Case sensitivity", "cs": "Case sensitivity", "ai": "Accent sensitivity", "as": "Accent sensitivity",
             "pi": "Punctuation sensitivity", "ps": "Punctuation sensitivity", "fl": "First letter preference",
             "fu": "First letter preference"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """How a collation compares: its locale, empty for code points, and what it takes off or ignores."""

    locale: str
    options: tuple[str, ...]

    def has(self, option: str, opposite: str) -> bool:
        """Say whether an option is on: of it and its opposite the last one counts."""
        given = [each for each in self.options if each in (option, opposite)]
        return bool(given) and given[-1] == option


def collation_named(specification: str, position: int | None = None) -> Collation | None:
    """Return the collation that a specification names, None for the empty one.

    Raises InvalidArgumentError for what is none, UnsupportedError for what DuckDB cannot do.
    """
    spec = specification.lower()
    if not spec:
        return None
    try:
        rules_of(spec)
    except (InvalidArgumentError, UnsupportedError) as error:
        error.position = position
        raise
    return Collation(spec)


@lru_cache(maxsize=256)
def rules_of(spec: str) -> Rules:
    """Return the rules of a specification in lower case."""
    first, *rest = spec.split("-")
    options = rest
    if first in _OF_LOCALES or first in _OF_ALL:
        first, options = "utf8", [first, *rest]
    for option in options:
        if option not in _OF_LOCALES and option not in _OF_ALL:
            raise InvalidArgumentError(f"Invalid value '{spec}' for COLLATION. Reason: Unknown option: {option}")
        if option in _OF_LOCALES and first in _PLAIN_LOCALES:
            raise InvalidArgumentError(
                f"Invalid value '{spec}' for COLLATION. "
                f"Reason: {_FAMILIES[option]} option not allowed for the UTF8 collation"
            )
    rules = Rules("" if first in _PLAIN_LOCALES else first, tuple(options))
    if (rules.locale and rules.locale not in _LOCALES) or rules.has("fu", "fl"):
        raise UnsupportedError(f"collation '{spec}'")
    return rules


def combined(types: Iterable[DataType]) -> Collation | None:
    """Return the collation of texts brought together: one that COLLATE names counts before those of columns.

    Raises InvalidArgumentError for two of one rank.
    """
    chosen: Collation | None = None
    for kind in types:
        other = kind.collation
        if other is None or other == chosen:
            continue
        if chosen is None or (other.explicit and not chosen.explicit):
            chosen = other
        elif other.explicit == chosen.explicit:
            raise InvalidArgumentError(f"Incompatible collations: '{other.spec}' and '{chosen.spec}'")
    return chosen


def collated_key(sql: str, collation: Collation | None) -> str:
    """Return the text that compares as a text of the collation does."""
    if collation is None:
        return sql
    rules = rules_of(collation.spec)
    text = _changed(sql, rules)
    if not rules.locale:
        return text
    if rules.has("pi", "ps"):
        text = rf"regexp_replace({text}, '[\s\p{{P}}]', '', 'g')"
    if rules.has("ai", "as"):
        text = f"strip_accents({text})"
    key = f"icu_sort_key({text}, '{rules.locale}')"
    return f"regexp_extract({key}, '^({_LEVEL}01{_LEVEL})', 1)" if rules.has("ci", "cs") else key


def like_terms(value: str, pattern: str, collation: Collation | None) -> tuple[str, str, bool]:
    """Return a text and a pattern as LIKE compares them, and whether without regard to case.

    Raises UnsupportedError for what LIKE cannot ignore.
    """
    if collation is None:
        return value, pattern, False
    rules = rules_of(collation.spec)
    if rules.has("pi", "ps") or any("trim" in option for option in rules.options):
        raise UnsupportedError(f"LIKE with collation '{collation.spec}'")
    terms = [_changed(text, rules) for text in (value, pattern)]
    if rules.has("ai", "as"):
        terms = [f"strip_accents({text})" for text in terms]
    return terms[0], terms[1], rules.has("ci", "cs")


def _changed(sql: str, rules: Rules) -> str:
    """Return the text with its blanks taken off and its case changed, as the options say."""
    for option in rules.options:
        if option in _OF_ALL:
            sql = f"{_OF_ALL[option]}({sql})"
    return sql
