"""Functions of texts, and of binaries where they are like texts; ``encodings`` has what makes one of the other."""

from __future__ import annotations

from dataclasses import replace

from frazil.core.types import ARRAY, BINARY, BOOLEAN, OBJECT, VARCHAR, Kind, varchar
from frazil.sql.binder.casts import cast, to_text
from frazil.sql.binder.expressions import collate
from frazil.sql.binder.registry import MANY, Call, Category
from frazil.sql.binder.typed import Typed, quote_text, typed
from frazil.sql.functions.shapes import COUNT, octets, text_of, whole

STRINGS = Category("String and binary")
_TEXT = ("text",)
_TWO = ("text", "text")
_MOST_CAPITALS = 3
"""How many characters the capital of one may have."""


def _text(names: str, template: str, parameters: tuple[str, ...] = _TEXT, *, optional: int = 0, note: str = "") -> None:
    STRINGS.scalar(names, template, parameters, VARCHAR, optional=optional, note=note)


def _count(names: str, template: str, parameters: tuple[str, ...] = _TEXT, *, note: str = "") -> None:
    STRINGS.scalar(names, f"CAST({template} AS BIGINT)", parameters, COUNT, storage="BIGINT", note=note)


_text("REPEAT", "frazil.repeat({0}, CAST({1} AS BIGINT))", ("text", "integer"))
_text("SPACE", "frazil.repeat(' ', CAST({0} AS BIGINT))", ("integer",))
_text("TRANSLATE", "translate({0}, {1}, {2})", ("text", "text", "text"))
STRINGS.scalar("CHR CHAR", "chr(CAST({0} AS INTEGER))", ("integer",), varchar(1))
_text(
    "INSERT",
    "frazil.insert({0}, CAST({1} AS BIGINT), CAST({2} AS BIGINT), {3})",
    ("text", "integer", "integer", "text"),
)
_text(
    "RANDSTR",
    "frazil_random_text(frazil.check_size_of(CAST({0} AS BIGINT)), CAST({1} AS BIGINT))",
    ("integer", "integer"),
    note="other letters than Snowflake's for one generator",
)
_text("SOUNDEX", "frazil_soundex({0}, TRUE)")
_text("SOUNDEX_P123", "frazil_soundex({0}, FALSE)")
_count("ASCII", "ascii({0})")
_count("UNICODE", "CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END")
_count(
    "JAROWINKLER_SIMILARITY",
    "round(jaro_winkler_similarity(upper({0}), upper({1})) * 100)",
    _TWO,
    note="a letter beyond ASCII counts as its bytes",
)
STRINGS.scalar("CONTAINS", "contains({0}, {1})", _TWO, BOOLEAN)
STRINGS.scalar("STARTSWITH", "starts_with({0}, {1})", _TWO, BOOLEAN)
STRINGS.scalar("ENDSWITH", "ends_with({0}, {1})", _TWO, BOOLEAN)
STRINGS.scalar("SPLIT", "frazil.split({0}, {1})", _TWO, ARRAY)


def _enter_sized(names: str, template: str, parameters: tuple[str, ...] = _TEXT, *, factor: int = 1) -> None:
    """Enter a function whose text is at most ``factor`` times as long as its first argument."""

    @STRINGS.function(names, parameters)
    def _bind(call: Call) -> Typed:
        bound = text_of(template.format(*(argument.sql for argument in call.arguments)), call[0], factor)
        return replace(bound, nullable=any(argument.nullable for argument in call.arguments))


_enter_sized("UPPER", "upper({0})", factor=_MOST_CAPITALS)
_enter_sized("LOWER", "lower({0})")
_enter_sized("SPLIT_PART", "frazil.split_part({0}, {1}, CAST({2} AS BIGINT))", ("text", "text", "integer"))


@STRINGS.function("LENGTH LEN", ("any",))
def _length(call: Call) -> Typed:
    if call[0].type.kind is Kind.BINARY:
        return whole(f"octet_length({call[0].sql})", nullable=call[0].nullable)
    return whole(f"length({to_text(call[0], call.environment).sql})", nullable=call[0].nullable)


@STRINGS.function("OCTET_LENGTH", ("any",))
def _octet_length(call: Call) -> Typed:
    return whole(f"octet_length({octets(call[0], call.environment)})", nullable=call[0].nullable)


@STRINGS.function("BIT_LENGTH", ("any",))
def _bit_length(call: Call) -> Typed:
    return whole(f"octet_length({octets(call[0], call.environment)}) * 8", nullable=call[0].nullable)


# ---------------------------------------------------------------- pieces; a binary's are cut from its hexadecimal text


def _piece(call: Call, macro: str) -> Typed:
    numbers = [f"CAST({argument.sql} AS BIGINT)" for argument in call.arguments[1:]]
    if call[0].type.kind is Kind.BINARY:
        return typed(f"unhex(frazil.{macro}_hex({', '.join([f'hex({call[0].sql})', *numbers])}))", BINARY)
    text = to_text(call[0], call.environment)
    return replace(text_of(f"frazil.{macro}({', '.join([text.sql, *numbers])})", text), nullable=True)


@STRINGS.function("SUBSTR SUBSTRING", ("any", "integer", "integer"), minimum=2)
def _substr(call: Call) -> Typed:
    return _piece(call, "substr" if len(call) == 3 else "substr_from")


@STRINGS.function("LEFT", ("any", "integer"))
def _left(call: Call) -> Typed:
    return _piece(call, "left")


@STRINGS.function("RIGHT", ("any", "integer"))
def _right(call: Call) -> Typed:
    return _piece(call, "right")


def _enter_trim(name: str, function: str) -> None:
    @STRINGS.function(name, ("text", "text"), minimum=1)
    def _bind(call: Call) -> Typed:
        characters = call[1].sql if len(call) > 1 else "' '"
        return replace(text_of(f"{function}({call[0].sql}, {characters})", call[0]), nullable=True)


_enter_trim("TRIM", "trim")
_enter_trim("LTRIM", "ltrim")
_enter_trim("RTRIM", "rtrim")


def _enter_pad(name: str, macro: str) -> None:
    @STRINGS.function(name, ("any", "integer", "any"), minimum=2)
    def _bind(call: Call) -> Typed:
        length = f"CAST({call[1].sql} AS BIGINT)"
        if call[0].type.kind is Kind.BINARY:
            if len(call) < 3 or call[2].type.kind not in (Kind.BINARY, Kind.NULL):
                raise call.wrong_types()
            pad = cast(call[2], BINARY, call.environment).sql
            return typed(f"unhex(frazil.{macro}(hex({call[0].sql}), 2 * {length}, hex({pad})))", BINARY)
        pad = to_text(call[2], call.environment).sql if len(call) > 2 else "' '"
        return typed(f"frazil.{macro}({to_text(call[0], call.environment).sql}, {length}, {pad})", VARCHAR)


_enter_pad("LPAD", "lpad")
_enter_pad("RPAD", "rpad")


# ---------------------------------------------------------------- whole texts


@STRINGS.function("REVERSE", ("any",))
def _reverse(call: Call) -> Typed:
    if call[0].type.kind is Kind.BINARY:
        return typed(f"unhex(frazil.reverse_hex(hex({call[0].sql})))", BINARY)
    text = to_text(call[0], call.environment)
    return text_of(f"reverse({text.sql})", text)


@STRINGS.function(
    "EDITDISTANCE", ("text", "text", "integer"), minimum=2, note="a letter beyond ASCII counts as its bytes"
)
def _editdistance(call: Call) -> Typed:
    distance = f"levenshtein({call[0].sql}, {call[1].sql})"
    return whole(f"frazil.at_most({distance}, {call[2].sql})" if len(call) > 2 else distance)


@STRINGS.function("REPLACE", ("text", "text", "text"), minimum=2)
def _replace(call: Call) -> Typed:
    replacement = call[2].sql if len(call) > 2 else "''"
    return typed(f"replace({call[0].sql}, {call[1].sql}, {replacement})", VARCHAR)


@STRINGS.function("CONCAT", ("any",), maximum=MANY)
def _concat(call: Call) -> Typed:
    nullable = any(argument.nullable for argument in call.arguments)
    if all(argument.type.kind is Kind.BINARY for argument in call.arguments):
        return typed("(" + " || ".join(argument.sql for argument in call.arguments) + ")", BINARY, nullable=nullable)
    texts = [to_text(argument, call.environment) for argument in call.arguments]
    length = sum(text.type.length for text in texts)
    return typed("(" + " || ".join(text.sql for text in texts) + ")", varchar(length), nullable=nullable)


@STRINGS.function("CONCAT_WS", ("text",), minimum=2, maximum=MANY)
def _concat_ws(call: Call) -> Typed:
    texts = [argument.sql for argument in call.arguments[1:]]
    return typed("(" + f" || {call[0].sql} || ".join(texts) + ")", VARCHAR)


def _position(call: Call, sought: Typed, text: Typed) -> Typed:
    start = f"CAST({call[2].sql} AS BIGINT)" if len(call) > 2 else "1"
    return whole(f"frazil.position({sought.sql}, {text.sql}, {start})")


@STRINGS.function("POSITION CHARINDEX", ("text", "text", "integer"), minimum=2)
def _position_of(call: Call) -> Typed:
    return _position(call, call[0], call[1])


@STRINGS.function("COLLATE", ("any", "any"))
def _collate(call: Call) -> Typed:
    return collate(call[0], str(call.constant(1) or ""), call.environment, call.position)


@STRINGS.function("COLLATION", ("any",))
def _collation(call: Call) -> Typed:
    """Bind to the collation of an expression, whatever its value is."""
    found = call[0].type.collation
    return typed(quote_text(found.spec) if found is not None else "CAST(NULL AS VARCHAR)", VARCHAR)


@STRINGS.function("INITCAP", ("text", "text"), minimum=1)
def _initcap(call: Call) -> Typed:
    delimiters = call[1].sql if len(call) > 1 else "NULL"
    return replace(text_of(f"frazil_initcap({call[0].sql}, {delimiters})", call[0], _MOST_CAPITALS), nullable=True)


# ---------------------------------------------------------------- tokens, sounds and parts


@STRINGS.function("STRTOK", ("text", "text", "integer"), minimum=1)
def _strtok(call: Call) -> Typed:
    delimiters = call[1].sql if len(call) > 1 else "' '"
    part = call[2].sql if len(call) > 2 else "1"
    return typed(f"frazil_strtok({call[0].sql}, {delimiters}, CAST({part} AS BIGINT))", VARCHAR)


@STRINGS.function("STRTOK_TO_ARRAY", ("text", "text"), minimum=1)
def _strtok_to_array(call: Call) -> Typed:
    delimiters = call[1].sql if len(call) > 1 else "' '"
    return typed(f"frazil_strtok_to_array({call[0].sql}, {delimiters})", ARRAY)


@STRINGS.function("PARSE_URL", ("text", "integer"), minimum=1)
def _parse_url(call: Call) -> Typed:
    permissive = f"CAST({call[1].sql} AS BIGINT)" if len(call) > 1 else "0"
    return typed(f"frazil_parse_url({call[0].sql}, {permissive})", OBJECT)


@STRINGS.function("PARSE_IP", ("text", "text", "integer"), minimum=2)
def _parse_ip(call: Call) -> Typed:
    permissive = f"CAST({call[2].sql} AS BIGINT)" if len(call) > 2 else "0"
    return typed(f"frazil_parse_ip({call[0].sql}, {call[1].sql}, {permissive})", OBJECT)
