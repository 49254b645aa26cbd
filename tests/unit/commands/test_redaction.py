from __future__ import annotations

import pytest

from frazil.commands.redaction import redact, redact_message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("create user u password = 'x'", "create user u password = '********'"),
        ("ALTER USER u SET PASSWORD='a''b' COMMENT='c'", "ALTER USER u SET PASSWORD='********' COMMENT='c'"),
        (r"alter user u set password = 'a\'b' comment = 'c'", "alter user u set password = '********' comment = 'c'"),
        ("alter user u set password = $$a'b$$", "alter user u set password = '********'"),
        (
            "alter user u set password /* why */ = -- so\n 'x'",
            "alter user u set password /* why */ = -- so\n '********'",
        ),
        ("create user u password = 'never ended", "create user u password = '********'"),
        ("create user u password = bare must_change_password = true", None),
        ("create user u must_change_password = true", "create user u must_change_password = true"),
        ("alter user u set password = $secret", "alter user u set password = $secret"),
        ("select 'password' as a", "select 'password' as a"),
        ("select password from t where password = 'x'", "select password from t where password = '********'"),
        ("alter user u set password = 'it's'top' x = 'y'", "alter user u set password = '********' x = 'y'"),
        ("select 1", "select 1"),
        ("select encrypt('it''s', $p)", "select encrypt('********', $p)"),
        ("select try_decrypt_raw (x'00', $$k$$), 'a'", "select try_decrypt_raw (x'********', '********'), '********'"),
        ("select Decrypt(c, 'key') from t", "select Decrypt(c, '********') from t"),
        ("select encrypted('a'), 'encrypt'", "select encrypted('a'), 'encrypt'"),
    ],
)
def test_redact(text: str, shown: str | None) -> None:
    if shown is None:
        shown = "create user u password = '********' must_change_password = true"
    assert redact(text) == shown


def test_a_long_text_is_no_trouble() -> None:
    text = "create user u password " + "/* " * 20_000 + "= 'x'"
    assert len(redact(text)) <= len(text) + 8


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "execute immediate 'create user z password=''top'' x'",
            "execute immediate '********'",
        ),
        (r"execute immediate 'create user z password=\'top\''", "execute immediate '********'"),
        ("set x = 'create user z password=''a''''top'''", "set x = '********'"),
        (
            "execute immediate 'execute immediate ''create user z password ''''top'''' '''",
            "execute immediate '********'",
        ),
        ("-- don't\nexecute immediate 'create user z password=''top'''", "-- don't\nexecute immediate '********'"),
        (
            "execute immediate $$create user z password = 'top' x = 'y'$$",
            "execute immediate $$create user z password = '********' x = 'y'$$",
        ),
        ("-- don't\nselect encrypt('top', 'k')", "-- don't\nselect encrypt('********', '********')"),
        (
            "select \"ENCRYPT\" ('top', 'k') as \"it's\", '/*'",
            "select \"ENCRYPT\" ('********', '********') as \"it's\", '********'",
        ),
        ("create user a password $$top$$", "create user a password '********'"),
        ("create user a password 'top'", "create user a password '********'"),
        ("select password from t", "select password from t"),
    ],
)
def test_redact_what_is_no_statement_of_ours(text: str, shown: str) -> None:
    assert redact(text) == shown


def test_a_message_does_not_quote_what_the_text_hides() -> None:
    text = "create user u password = 'x' 'top'"
    assert redact_message("unexpected ''top''.", text) == "unexpected '********'."
    assert redact_message("unexpected 'top'.", "select 'x' 'top'") == "unexpected 'top'."


@pytest.mark.parametrize("part", ["'", "''", "/*", "$$", '"', "--", "password '", "encrypt( '"])
def test_a_long_broken_text_is_no_trouble(part: str) -> None:
    redact("encrypt( password " + part * 20_000)
    redact("password " + part * 20_000)
