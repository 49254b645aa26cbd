"""The line of advice behind a syntax error's own text."""

from __future__ import annotations

import pytest

from frazil.core.errors import SqlSyntaxError
from frazil.sql.parser import parse


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELCT 1", "syntax error line 1 at position 0 unexpected 'SELCT'.\nDid you mean SELECT?"),
        (
            "create tabel t (a int)",
            "syntax error line 1 at position 7 unexpected 'tabel'.\nDid you mean CREATE TABLE?",
        ),
        (
            "create or replace temporay table t (a int)",
            "syntax error line 1 at position 18 unexpected 'temporay'.\nDid you mean CREATE TEMPORARY?",
        ),
        (
            "grant usage on databse d to role r",
            "syntax error line 1 at position 15 unexpected 'databse'.\nDid you mean ON DATABASE?",
        ),
        (
            "GRANT ROLE engineer TO admin",
            "syntax error line 1 at position 23 unexpected 'admin'.\nSay what it is: TO ROLE <name> or TO USER <name>.",
        ),
        ("show table", "syntax error line 1 at position 5 unexpected 'table'.\nDid you mean SHOW TABLES?"),
        (
            "alter veiw v unset comment",
            "syntax error line 1 at position 6 unexpected 'veiw'.\nDid you mean ALTER VIEW?",
        ),
        ("drop it", "syntax error line 1 at position 5 unexpected 'it'."),
        (
            "GRANT USAGE ON COMPUTE POOL TO ROLE engineer",
            "syntax error line 1 at position 28 unexpected 'TO'.\n"
            "The name of the compute pool is missing: ON COMPUTE POOL <name> TO ...",
        ),
        (
            "EXECUTE TASK ON ACCOUNT TO ROLE engineer",
            "syntax error line 1 at position 13 unexpected 'ON'.\n"
            "Did you mean GRANT EXECUTE TASK ON ACCOUNT TO ROLE <role>?",
        ),
        (
            "grant analyst to user u",
            "syntax error line 1 at position 14 unexpected 'to'.\nDid you mean GRANT ROLE analyst TO USER ...?",
        ),
        (
            "grant select on all tables to role r",
            "syntax error line 1 at position 27 unexpected 'to'.\n"
            "The container is missing: ON ALL TABLES IN SCHEMA <name>",
        ),
        (
            "grant select on future tabels in schema s to role r",
            "syntax error line 1 at position 23 unexpected 'tabels'.\nDid you mean ON FUTURE TABLES?",
        ),
    ],
)
def test_what_was_probably_meant(text: str, message: str) -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        parse(text)
    assert caught.value.message == message
