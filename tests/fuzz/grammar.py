"""Statements made by chance from ``grammar.txt``, and statements broken by chance."""

from __future__ import annotations

import re
from pathlib import Path

from frazil.sql.binder.registry import Role
from frazil.sql.functions import FUNCTIONS
from frazil.sql.tokens import tokenize
from tests.fault.chance import Chance

DEPTH = 5
"""How many rules may stand inside each other before alternatives without rules are taken."""

NAMES = ("i", "n", "f", "s", "b", "d", "ts", "v", "s", '"Mixed"', "missing")
COLUMNS = (*("i", "n", "f", "s", "b", "d", "ts", "v") * 4, "t.i", "t.s", "a", '"Mixed"', "u.i", "missing")
WORDS = ("select", "from", "null", "in", "(", ")", ",", "::", "*", "=>", ";", *"'\"\0@{é", "$$", "/*", "--")
FRAMES = ("rows between 1 preceding and current row", "range between unbounded preceding and {small} following")

_RULE = re.compile(r"\{(\w+)\}")
_ARGUMENTS = {
    "text": "{words}",
    "array": "{json}",
    "object": "{json}",
    "variant": "{json}",
    "boolean": "{bool}",
    "integer": "{small}",
    "number": "{number}",
    "float": "{number}",
    "lambda": "{lambda}",
    "date": "{moment}",
    "timestamp": "{moment}",
}
"""What fits a parameter, by its word in the table of functions."""


def read_grammar(path: Path) -> dict[str, list[str]]:
    """Return the alternatives of each rule."""
    rules: dict[str, list[str]] = {}
    current: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("  "):
            current.append(line[2:])
        elif line and not line.startswith("#"):
            assert line not in rules, f"two rules of the name {line}"
            current = rules[line] = []
    return rules


class Fuzzer:
    """A stream of statements; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed)
        self._rules = read_grammar(Path(__file__).with_name("grammar.txt"))
        by_role = {role: sorted({s.name for s in FUNCTIONS.values() if s.role is role}) for role in Role}
        self._functions = {"CALL": Role.SCALAR, "AGGREGATE": Role.AGGREGATE, "WINDOW": Role.WINDOW}
        self._names = {rule: by_role[role] for rule, role in self._functions.items()}

    def statement(self) -> str:
        """Return the next statement: one in four is broken."""
        text = self._expand("statement", 0)
        return self._broken(text) if self._chance.below(4) == 0 else text

    def _expand(self, rule: str, depth: int) -> str:
        if rule == "COLUMN":
            return self._chance.pick(COLUMNS)
        if rule == "NAME":
            return self._chance.pick(NAMES)
        if rule in self._names:
            return self._call(rule, depth)
        alternatives = self._rules[rule]
        if depth > DEPTH:
            alternatives = [text for text in alternatives if "{" not in text] or alternatives[:1]
        return self._filled(self._chance.pick(alternatives), depth)

    def _filled(self, text: str, depth: int) -> str:
        return _RULE.sub(lambda found: self._expand(found[1], depth + 1), text).replace("«", "{").replace("»", "}")

    def _call(self, rule: str, depth: int) -> str:
        if depth > DEPTH:
            return {"CALL": "null", "AGGREGATE": "count(*)", "WINDOW": "row_number() over (order by 1)"}[rule]
        name = self._chance.pick(self._names[rule])
        if rule == "WINDOW" and self._chance.below(2):
            name = self._chance.pick(self._names["AGGREGATE"])
        spec = FUNCTIONS[name]
        count = spec.minimum + self._chance.below(min(spec.maximum, spec.minimum + 2) - spec.minimum + 1)
        if self._chance.below(30) == 0:
            count = self._chance.below(5)
        arguments = ", ".join(self._argument(spec.parameter(index), depth) for index in range(count))
        if rule != "CALL" and count and self._chance.below(6) == 0:
            arguments = f"distinct {arguments}"
        text = f"{name.lower()}({arguments})"
        if rule == "AGGREGATE" and self._chance.below(6) == 0:
            text += self._filled(" within group (order by {expr} {direction})", depth)
        return text + self._over(depth) if rule == "WINDOW" else text

    def _argument(self, word: str, depth: int) -> str:
        fitting = _ARGUMENTS.get(word, "{expr}")
        return self._filled(fitting if self._chance.below(10) else "{expr}", depth)

    def _over(self, depth: int) -> str:
        parts = [
            self._chance.pick(("", "partition by {COLUMN}", "partition by {expr}")),
            self._chance.pick(("", "order by {COLUMN}", "order by {expr} {direction}")),
            self._chance.pick(
                (
                    "",
                    "",
                    "rows between 1 preceding and current row",
                    "range between unbounded preceding and {small} following",
                )
            ),
        ]
        return self._filled(f" over ({' '.join(part for part in parts if part)})", depth)

    def _broken(self, text: str) -> str:
        tokens = tokenize(text)
        pieces = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
        for _ in range(1 + self._chance.below(2)):
            at = self._chance.below(max(len(pieces), 1))
            match self._chance.below(6):
                case 0:
                    del pieces[at : at + 1]
                case 1:
                    pieces.insert(at, self._chance.pick(WORDS))
                case 2:
                    pieces[at : at + 1] = [self._chance.pick(WORDS)]
                case 3:
                    pieces[at : at + 2] = reversed(pieces[at : at + 2])
                case 4:
                    del pieces[at + 1 :]
                case _:
                    pieces[at:at] = pieces[at : at + 1 + self._chance.below(4)]
        return " ".join(pieces)
