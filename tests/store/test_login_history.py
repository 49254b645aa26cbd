"""What is remembered of logins and sessions, who may see it, and what a flood of failures leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frazil.core.clock import VirtualClock
from frazil.core.errors import FrazilError, StorageError
from frazil.engine.login_log import LoginLog, LoginRecord
from frazil.engine.store import Store
from frazil.security.oauth import Grant
from frazil.session.requests import Login, StatementRequest, TokenType
from frazil.session.session import Session
from frazil.testing import TestServer, server
from tests.golden.scripts import START

PASSWORD = "a long enough password"
WRONG = "not the right password"
EVENTS = (
    "user_name, first_authentication_factor, is_success, error_code, error_message from snowflake.account_usage."
    "login_history order by event_id"
)
HISTORY = "table(snowflake.information_schema.login_history({}))"


class Account:
    """A server, and a session of its administrator."""

    def __init__(self, running: TestServer) -> None:
        self.running = running
        self.service = running.service
        self.admin = self.login(user="ADMIN", password=PASSWORD)

    def login(self, **fields: Any) -> Session:
        return self.service.sessions.login(Login(**{"user": "", "address": "10.0.0.7", **fields}))[0]

    def refused(self, **fields: Any) -> FrazilError:
        with pytest.raises(FrazilError) as caught:
            self.login(**fields)
        return caught.value

    def sql(self, text: str, session: Session | None = None) -> list[tuple[Any, ...]]:
        asked = StatementRequest(text=text, request_id=self.service.services.new_id())
        execution = (session or self.admin).submit(asked)
        assert execution.wait(30)
        columns = [column.to_pylist() for column in execution.outcome().data.table().columns]
        return list(zip(*columns, strict=True))


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    with server(data=tmp_path / "data", clock="virtual", start=START) as running:
        yield Account(running)


@pytest.fixture
def restarting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    clock = VirtualClock(START)

    @contextmanager
    def started() -> Iterator[tuple[TestServer, VirtualClock]]:
        with server(data=tmp_path / "data", clock=clock) as running:
            yield running, clock

    return started


def test_every_way_to_log_in_is_remembered(account: Account) -> None:
    account.sql("create user alice password = 'another password'")
    account.sql("create role r")
    account.sql("grant role r to user alice")
    ((_, secret),) = account.sql("alter user alice add programmatic access token t")
    services = account.service.services
    snapshot = services.catalog.snapshot
    user, role = snapshot.user("ALICE"), snapshot.role("R")
    assert user is not None and role is not None
    oauth = services.oauth.mint(Grant(user_id=user.id, role_id=role.id), timedelta(minutes=5))
    account.login(user="alice", password="another password")
    account.login(user="alice", token=secret)
    account.login(token=oauth)
    account.refused(user="alice", password=WRONG)
    account.refused(user="nobody", password=WRONG)
    account.refused(user="alice", token="frazil_pat_1_" + "A" * 43)
    account.refused(user="alice", token="no token", token_type=TokenType.KEY_PAIR)
    account.refused(user="nobody", token="no token", token_type=TokenType.KEY_PAIR)
    account.refused(token="no token", token_type=TokenType.OAUTH)
    account.refused(user="bob", token=oauth)
    account.refused(user="alice", password="another password", role="accountadmin")
    account.refused(user="alice", authenticator="EXTERNALBROWSER")
    account.sql("alter user alice set must_change_password = true")
    expired = account.refused(user="alice", password="another password")
    assert account.sql(f"select {EVENTS}") == [
        ("ADMIN", "PASSWORD", "YES", None, None),
        ("ALICE", "PASSWORD", "YES", None, None),
        ("ALICE", "PROGRAMMATIC_ACCESS_TOKEN", "YES", None, None),
        ("ALICE", "OAUTH_ACCESS_TOKEN", "YES", None, None),
        ("ALICE", "PASSWORD", "NO", 390100, "INCORRECT_USERNAME_PASSWORD"),
        (None, "PASSWORD", "NO", 390100, "INCORRECT_USERNAME_PASSWORD"),
        (None, "PROGRAMMATIC_ACCESS_TOKEN", "NO", 394400, "Programmatic access token is invalid."),
        ("ALICE", "RSA_KEYPAIR", "NO", 390144, "JWT_TOKEN_INVALID"),
        (None, "RSA_KEYPAIR", "NO", 390144, "JWT_TOKEN_INVALID_USER_IN_ISSUER"),
        (None, "OAUTH_ACCESS_TOKEN", "NO", 390303, "OAUTH_ACCESS_TOKEN_INVALID"),
        ("ALICE", "OAUTH_ACCESS_TOKEN", "NO", 390309, "OAUTH_USERNAMES_MISMATCH"),
        (
            "ALICE",
            "PASSWORD",
            "NO",
            390189,
            "Role 'ACCOUNTADMIN' specified in the connect string is not granted to this user. Contact your local "
            "system administrator, or attempt to login with another role, e.g. PUBLIC.",
        ),
        ("ALICE", None, "NO", 390139, "AUTHENTICATOR_NOT_SUPPORTED"),
        ("ALICE", "PASSWORD", "NO", 390106, "PASSWORD_EXPIRED"),
    ]
    assert expired.message.startswith(
        "Specified password has expired. Password must be changed using the Snowflake web console. ["
    )
    account.login(user="alice", token=secret)


def test_a_disabled_user_is_told_so_by_the_right_password_alone(account: Account) -> None:
    account.sql("create user alice password = 'another password' disabled = true must_change_password = true")
    assert account.refused(user="alice", password=WRONG).code == "390100"
    refused = account.refused(user="alice", password="another password")
    assert (refused.code, refused.message) == (
        "390101",
        "User access disabled. Contact your local system administrator.",
    )
    assert account.sql(f"select {EVENTS}")[1:] == [
        ("ALICE", "PASSWORD", "NO", 390100, "INCORRECT_USERNAME_PASSWORD"),
        ("ALICE", "PASSWORD", "NO", 390101, "USER_ACCESS_DISABLED"),
    ]


def test_what_a_login_was_made_with(account: Account) -> None:
    ((_, secret),) = account.sql("alter user admin add programmatic access token t")
    account.login(user="admin", token=secret, client_app="JDBC", client_version="3.13.30")
    account.refused(user="admin", password=WRONG)
    shown = account.sql(
        "select event_type, client_ip, reported_client_type, reported_client_version, related_event_id, connection, "
        "first_authentication_factor_id from snowflake.account_usage.login_history order by event_id"
    )
    identifier = secret.removeprefix("frazil_pat_").partition("_")[0]
    assert shown == [
        ("LOGIN", "10.0.0.7", "OTHER", None, 0, None, None),
        ("LOGIN", "10.0.0.7", "JDBC_DRIVER", "3.13.30", 0, None, identifier),
        ("LOGIN", "10.0.0.7", "OTHER", None, 0, None, None),
    ]
    used = account.sql("select name, last_success_login is not null from snowflake.account_usage.users order by 1")
    assert used == [("ADMIN", True), ("SYSTEM", False)]
    account.sql("show users")
    listed = 'select "name", "last_success_login" is not null from table(result_scan(last_query_id())) order by 1'
    assert account.sql(listed) == used
    account.sql("alter user admin add programmatic access token u")
    credentials = "select name, type, last_used_on is not null from snowflake.account_usage.credentials order by all"
    assert account.sql(credentials) == [("T", "PAT", True), ("U", "PAT", False), (None, "PASSWORD", True)]


def test_nothing_that_is_kept_is_a_secret(restarting: Callable[[], Any], tmp_path: Path) -> None:
    secrets = (PASSWORD, WRONG, "frazil_pat_7_" + "B" * 43, "a token of another kind")
    with restarting() as (running, _):
        account = Account(running)
        for secret in secrets[1:]:
            told = {"client_app": f"App {secret}", "client_version": secret, "address": "1.2.3.4"}
            surroundings = {"OS": f"Linux {secret}", "LOGIN_TOKEN": secret, "APPLICATION": "kept in the file"}
            account.refused(user=secret, password=secret, client_environment=surroundings, **told)
            account.refused(user="admin", token=secret, token_type=TokenType.KEY_PAIR, **told)
            account.refused(user=secret, token=secret, token_type=TokenType.OAUTH, **told)
        told = {"client_app": PASSWORD, "client_environment": {"OS": PASSWORD, "APPLICATION": "kept in the file"}}
        account.login(user="admin", password=PASSWORD, role="accountadmin", **told)
        account.refused(user="admin", password=PASSWORD, role="no such role")
    contents = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file.name != "admin-password"]
    assert any(b"kept in the file" in content for content in contents)
    for secret in secrets:
        assert not any(secret.encode() in content for content in contents), secret


def test_a_flood_of_failures_leaves_a_few_lines(account: Account) -> None:
    for number in range(40):
        account.refused(user=f"guess {number}", token="x", token_type=TokenType.OAUTH)
        account.refused(user="admin", token="x", token_type=TokenType.KEY_PAIR)
    account.login(user="admin", password=PASSWORD)
    counted = (
        "select user_name, error_message, count(*) from snowflake.account_usage.login_history where is_success = 'NO' "
        "group by all order by 1, 2"
    )
    assert account.sql(counted) == [
        ("ADMIN", "JWT_TOKEN_INVALID", 10),
        ("ADMIN", "OVERFLOW_FAILURE_EVENTS_ELIDED", 1),
        (None, "OAUTH_ACCESS_TOKEN_INVALID", 10),
        (None, "OVERFLOW_FAILURE_EVENTS_ELIDED", 1),
    ]
    account.running.advance("1 minute")
    account.refused(user="guess", token="x", token_type=TokenType.OAUTH)
    assert account.sql(counted)[2] == (None, "OAUTH_ACCESS_TOKEN_INVALID", 11)
    assert account.sql("select count(*) from snowflake.account_usage.login_history where is_success = 'YES'") == [(2,)]


def test_who_may_see_whose_logins(account: Account) -> None:
    for name in ("alice", "bob", "carol"):
        account.sql(f"create user {name} password = 'another password'")
        account.login(user=name, password="another password")
    account.refused(user="nobody", password=WRONG)
    account.sql("create role r")
    account.sql("grant role r to user alice")
    alice = account.login(user="alice", password="another password", role="r")

    def seen(arguments: str = "", who: Session = alice) -> list[object]:
        return [name for (name,) in account.sql(f"select user_name from {HISTORY.format(arguments)}", who)]

    by_user = "select user_name from table(snowflake.information_schema.login_history_by_user({}))"
    assert seen() == ["ALICE", "ALICE"]
    assert account.sql(by_user.format(""), alice) == [("ALICE",), ("ALICE",)]
    assert account.sql(by_user.format("user_name => 'bob'"), alice) == []
    account.sql("grant monitor on user bob to role r")
    assert seen() == ["ALICE", "BOB", "ALICE"]
    assert account.sql(by_user.format("user_name => 'bob'"), alice) == [("BOB",)]
    account.sql("grant ownership on user carol to role r")
    assert seen() == ["ALICE", "CAROL", "BOB", "ALICE"]
    assert seen("result_limit => 2") == ["ALICE", "CAROL"]
    assert seen(who=account.admin) == ["ALICE", None, "CAROL", "BOB", "ALICE", "ADMIN"]
    assert account.sql(by_user.format("'\"ALICE\"'")) == [("ALICE",), ("ALICE",)]
    with pytest.raises(FrazilError) as refused:
        account.sql("select * from snowflake.account_usage.login_history", alice)
    assert refused.value.code == "002003"


def test_a_refusal_is_explained_by_its_number(account: Account) -> None:
    account.sql("create user alice password = 'another password'")
    refused = account.refused(user="alice", token="no token", token_type=TokenType.KEY_PAIR, client_app="ODBC")
    number = refused.message.partition("[")[2].rstrip("]")
    details = f"select system$get_login_failure_details('{number.upper()}')"
    ((told,),) = account.sql(details)
    assert json.loads(told) == {
        "clientIP": "10.0.0.7",
        "clientType": "ODBC_DRIVER",
        "clientVersion": None,
        "username": "ALICE",
        "errorCode": "JWT_TOKEN_INVALID",
        "timestamp": int(START.timestamp()),
    }
    alice = account.login(user="alice", password="another password")
    for text, who, code in (
        (details, alice, "003001"),
        (details.replace(number.upper(), "x"), account.admin, "001015"),
    ):
        with pytest.raises(FrazilError) as caught:
            account.sql(text, who)
        assert caught.value.code == code


def test_the_functions_look_back_a_week(account: Account) -> None:
    account.running.advance("5 days")
    account.login(user="admin", password=PASSWORD)
    account.running.advance("4 days")
    account.login(user="admin", password=PASSWORD)
    count = "select count(*) from " + HISTORY
    assert account.sql(count.format("")) == [(2,)]
    assert account.sql("select count(*) from snowflake.account_usage.login_history") == [(3,)]
    day = "time_range_start => dateadd('day', -1, current_timestamp())"
    assert account.sql(count.format(day)) == [(1,)]
    assert account.sql(count.format("time_range_end => dateadd('day', -1, current_timestamp())")) == [(1,)]
    for arguments, message in (
        ("time_range_start => dateadd('day', -8, current_timestamp())", "Cannot retrieve data from more than 7 days"),
        ("time_range_end => dateadd('day', -8, current_timestamp())", "Cannot retrieve data from more than 7 days"),
        ("result_limit => 10001", "exceeds maximum allowable value"),
        ("result_limit => 0", "RESULT_LIMIT"),
        ("user_name => 'admin'", "USER_NAME"),
    ):
        with pytest.raises(FrazilError, match=message):
            account.sql(count.format(arguments))


def test_sessions_and_how_they_ended(account: Account) -> None:
    account.sql("create user alice password = 'another password'")
    client = {"client_app": "PythonConnector", "client_version": "4.7.1", "client_environment": {"OS": "Linux"}}
    sessions = account.service.sessions
    left = account.login(user="alice", password="another password", **client)
    sessions.logout(left)
    aborted = account.login(user="alice", password="another password")
    account.sql(f"select system$abort_session({aborted.id})")
    ended = account.login(user="alice", password="another password")
    account.sql("drop user alice")
    sessions._sweep()
    brief = sessions.connect(Login(user="ADMIN", password=PASSWORD))
    shown = account.sql(
        "select s.session_id, s.user_name, authentication_method, client_application_id, client_application_version, "
        "client_environment, is_open, closed_reason, access_time is not null from snowflake.account_usage.sessions s "
        "join snowflake.account_usage.login_history h on s.login_event_id = h.event_id order by s.created_on, event_id"
    )
    assert shown == [
        (account.admin.id, "ADMIN", "Password", None, None, None, True, None, True),
        (
            left.id,
            "ALICE",
            "Password",
            "PythonConnector 4.7.1",
            "4.7.1",
            '{"OS":"Linux"}',
            False,
            "LOGOUT",
            True,
        ),
        (aborted.id, "ALICE", "Password", None, None, None, False, "FORCED_LOGOUT", True),
        (ended.id, "ALICE", "Password", None, None, None, False, "DROP_USER", True),
    ]
    sessions.logout(brief)
    assert account.sql("select count(*) from snowflake.account_usage.login_history") == [(5,)]


def test_what_a_client_tells_is_kept_within_bounds(account: Account) -> None:
    for surroundings in (
        {"OS": "x" * 1000, "NESTED": {"a": 1}, "COUNT": 3, "ON": True, "NOTHING": None, "PRIVATE_KEY": "k"},
        {f"NAME{number}": "x" * 100 for number in range(100)},
        {"LIST": [1]},
    ):
        account.login(user="admin", password=PASSWORD, client_version="v" * 1000, client_environment=surroundings)
    told = account.sql(
        "select client_environment, len(client_application_version) from snowflake.account_usage.sessions "
        "order by session_id"
    )
    kept = json.dumps({"OS": "x" * 256, "COUNT": 3, "ON": True, "NOTHING": None}, separators=(",", ":"))
    assert told[1:] == [(kept, 256), (None, 256), (None, 256)]


def test_history_outlives_the_server(restarting: Callable[[], Any]) -> None:
    with restarting() as (running, _):
        account = Account(running)
        account.refused(user="admin", password=WRONG)
        first = account.sql(f"select {EVENTS}")
    with restarting() as (running, clock):
        account = Account(running)
        assert account.sql(f"select {EVENTS}") == [*first, ("ADMIN", "PASSWORD", "YES", None, None)]
        reasons = account.sql("select is_open, closed_reason from snowflake.account_usage.sessions order by session_id")
        assert reasons == [(False, "SFC_FORCED_LOGOUT"), (True, None)]
        account.service.services.store.rows("DELETE FROM frazil.session_ends")  # as if the server had crashed
        reasons = account.sql(
            "select closed_reason, access_time from snowflake.account_usage.sessions order by is_open"
        )
        assert reasons[0] == ("UNKNOWN", None)
        account.login(user="admin", password=PASSWORD)
        account.service.sessions.logout(account.service.sessions.all()[-1])
        account.service.services.login_log.try_flush()
        clock.advance(timedelta(days=366))
        account.service.housekeeping.run()
        assert account.service.housekeeping.settle(30)  # the timer's own round may be the one that deletes
        assert account.sql("select count(*) from snowflake.account_usage.login_history") == [(0,)]
        (count,) = account.service.services.store.rows("SELECT count(*) FROM frazil.session_ends")
        assert count == (0,)


RECORD = LoginRecord(
    event_timestamp=START,
    user_id=None,
    user_name=None,
    client_ip="",
    client_type="OTHER",
    client_version=None,
    factor="PASSWORD",
)


def test_a_line_that_no_store_takes_is_dropped_alone(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    log = LoginLog(store)
    with log._backlog._commit:
        for address in ("1.1.1.1", "\ud800", "2.2.2.2"):
            log.append(replace(RECORD, client_ip=address))
    log.try_flush()
    assert store.rows("SELECT client_ip FROM frazil.logins ORDER BY event_id") == [("1.1.1.1",), ("2.2.2.2",)]
    log.close()
    assert "a line of login-log cannot be written and is dropped" in [each.message for each in caplog.records]


def test_a_full_disk_keeps_lines_waiting_and_lets_reading_go_on(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = account.service.services

    def full(rows: object) -> None:
        raise StorageError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(services.store, "insert", full)
        account.refused(user="admin", password=WRONG)
        assert account.sql("show users")
        assert account.sql("select name from snowflake.account_usage.users where name = 'ADMIN'") == [("ADMIN",)]
        failed = "select count(*) from snowflake.account_usage.login_history where is_success = 'NO'"
        assert account.sql(failed) == [(0,)]
    assert account.sql(failed) == [(1,)]


def test_a_store_that_takes_nothing_holds_nobody_up(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    log = LoginLog(store, queue_limit=3)
    with log._backlog._commit:  # the disk is busy
        for _ in range(10):
            log.append(RECORD)
    log.close()
    assert store.rows("SELECT event_id FROM frazil.logins ORDER BY 1") == [(1,), (2,), (3,)]
    assert [each.message for each in caplog.records].count(
        "logins come faster than the disk takes them: their history has gaps"
    ) == 1
