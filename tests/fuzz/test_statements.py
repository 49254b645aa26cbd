"""Statements by chance: whatever is sent is answered, or refused with a code of Snowflake's; nothing breaks.

FRAZIL_FUZZ_STATEMENTS says how many (10,000 take some minutes), FRAZIL_FUZZ_SEED which.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from frazil.app.build import FrazilService, build
from frazil.core.config import load
from frazil.core.errors import FrazilError, InternalError, registered_errors
from frazil.http import json_rows
from frazil.session.requests import Login, StatementRequest
from frazil.session.session import Session
from frazil.wire import arrow
from tests.fuzz.grammar import Fuzzer

STATEMENTS = int(os.environ.get("FRAZIL_FUZZ_STATEMENTS", "1000"))
SEED = int(os.environ.get("FRAZIL_FUZZ_SEED", "1"))
SECONDS = 20.0

PREPARATION = (
    "create or replace database db",
    "create or replace schema db.s",
    "use schema db.s",
    """create or replace table t (i int not null, n number(12, 2), f float, s varchar(20), b boolean, d date,
       ts timestamp_ntz, v variant, "Mixed" varchar)""",
    """insert into t select seq4(), seq4() * 1.25, seq4() / 3, 's' || seq4(), seq4() % 2 = 0,
       dateadd(day, seq4(), '2024-02-27'::date), dateadd(hour, seq4(), '2024-03-09 20:00:00'::timestamp),
       parse_json('{"a": [1, 2], "b": "x"}'), null from table(generator(rowcount => 7))""",
    "insert into t (i) values (100)",
    "create or replace table u (i int, a varchar)",
    "insert into u values (1, 'one'), (2, null), (2, 'zwei')",
    "create or replace table w as select i, s from t",
    "create or replace view v as select i as a, s as b from t",
)


class Client:
    """A session of ADMIN's on a server in this process."""

    def __init__(self, data: Path) -> None:
        self.service: FrazilService = build(load({"data": data}, {}))
        self.service.start()
        self._password = (data / "admin.password").read_text("utf-8").strip()
        self._numbers = itertools.count()
        self._session: Session | None = None
        self.renew()

    def renew(self) -> None:
        """Begin anew: a new session, the objects as they were."""
        if self._session is not None:
            self.run("rollback")  # what an open transaction has locked would be waited for
        self._session, _ = self.service.sessions.login(Login(user="ADMIN", password=self._password))
        for statement in PREPARATION:
            self.run(statement)

    def run(self, text: str) -> None:
        """Run a statement to its end, and make what is sent of its result, in both formats; raises its error."""
        assert self._session is not None
        execution = self._session.submit(StatementRequest(text=text, request_id=str(next(self._numbers))))
        assert execution.wait(SECONDS), f"no end: {text}"
        outcome = execution.outcome()
        columns, stored = outcome.columns, outcome.data
        json_rows.rows(columns, stored.batches())
        if stored.row_count:
            arrow.encoder(columns, arrow.wide_columns(columns, stored.schema, stored.batches)).stream(stored.batches())


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    opened = Client(tmp_path / "data")
    yield opened
    opened.service.stop()


def test_every_statement_is_answered_or_refused_with_a_code(client: Client) -> None:
    fuzzer = Fuzzer(SEED)
    codes: Counter[str] = Counter()
    wrong: list[str] = []
    for number in range(STATEMENTS):
        if number % 100 == 0:
            client.renew()
        text = fuzzer.statement()
        try:
            client.run(text)
            codes["success"] += 1
        except FrazilError as error:
            codes[error.code] += 1
            if isinstance(error, InternalError) or error.code not in registered_errors():
                wrong.append(f"{number}: {text}\n    {error.code} {error}")
        except AssertionError as error:
            wrong.append(f"{number}: {error}")
            client.renew()
        except Exception as error:
            wrong.append(f"{number}: {text}\n    cannot be sent: {error!r}")
    print(codes.most_common())
    assert not wrong, f"{len(wrong)} of {STATEMENTS}\n\n" + "\n\n".join(wrong)
    assert codes["success"] > STATEMENTS / 10, codes
