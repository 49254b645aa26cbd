"""Logins by programmatic and OAuth access tokens against a server: who gets in, with which role, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frazil.app.build import FrazilService
from frazil.catalog.records import AccessToken, Role, User
from frazil.core.errors import FrazilError
from frazil.core.login_errors import (
    AuthenticationError,
    InvalidAccessTokenError,
    InvalidOAuthTokenError,
    InvalidTokenError,
    OAuthRoleError,
    OAuthUserError,
    RoleNotGrantedError,
    SessionGoneError,
)
from frazil.security.oauth import Grant
from frazil.session.requests import Login, StatementRequest, TokenType
from frazil.session.session import Session
from frazil.testing import TestServer, server

PASSWORD = "a long enough password"
SETUP = (
    "create or replace role analyst",
    "create or replace role other",
    "create or replace user alice default_role = other",
    "grant role analyst to user alice",
    "grant role other to user alice",
    "create or replace user bob password = 'another long password'",
)


class Account:
    """A server with users, and its administrator's session."""

    def __init__(self, running: TestServer) -> None:
        self.running = running
        self.service: FrazilService = running.service
        self.admin = self.login(user="ADMIN", password=PASSWORD)

    def login(self, **fields: Any) -> Session:
        return self.service.sessions.login(Login(**{"user": "", **fields}))[0]

    def sql(self, text: str, session: Session | None = None) -> list[tuple[object, ...]]:
        asked = StatementRequest(text=text, request_id=self.service.services.new_id())
        execution = (session or self.admin).submit(asked)
        assert execution.wait(30)
        return [tuple(row.values()) for row in execution.outcome().data.table().to_pylist()]

    def token(self, name: str = "t", user: str = "alice", options: str = "") -> str:
        ((_, secret),) = self.sql(f"alter user {user} add programmatic access token {name} {options}")
        return str(secret)

    def user_id(self, name: str = "ALICE") -> Any:
        user = self.service.services.catalog.snapshot.user(name)
        assert user is not None
        return user.id

    def role_id(self, name: str = "ANALYST") -> Any:
        role = self.service.services.catalog.snapshot.role(name)
        assert role is not None
        return role.id

    def mint(self, user: str | None = "ALICE", role: str = "ANALYST", **more: Any) -> str:
        grant = Grant(user_id=self.user_id(user) if user else None, role_id=self.role_id(role), **more)
        return self.service.services.oauth.mint(grant, timedelta(minutes=5))


@pytest.fixture(scope="module")
def running() -> Iterator[TestServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
        with server(clock="virtual") as started:
            yield started


@pytest.fixture
def account(running: TestServer) -> Account:
    made = Account(running)
    for statement in SETUP:
        made.sql(statement)
    return made


# ---------------------------------------------------------------- programmatic access tokens


@pytest.mark.parametrize(
    "fields",
    [
        lambda secret: {"user": "alice", "token": secret, "token_type": TokenType.PROGRAMMATIC},
        lambda secret: {"user": "alice", "password": secret},
        lambda secret: {"token": secret},
    ],
    ids=["as a token", "as the password", "without a word"],
)
def test_a_token_opens_sessions_of_its_user(account: Account, fields: Callable[[str], dict[str, Any]]) -> None:
    session = account.login(**fields(account.token()))
    assert account.sql("select current_user(), current_role()", session) == [("ALICE", "OTHER")]
    account.sql("use role analyst", session)


def test_what_is_kept_is_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    with server(data=tmp_path) as running:
        account = Account(running)
        secret = account.token(user="admin", options="comment = 'this is kept in the file'")
        account.login(user="admin", password=secret)
        objects = account.service.services.catalog.snapshot.objects.values()
        (kept,) = (each for each in objects if isinstance(each, AccessToken))
        assert secret not in repr(kept)
    contents = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert any(b"this is kept in the file" in content for content in contents)
    assert not any(secret[-43:].encode() in content for content in contents)


def test_a_token_for_one_role_gives_that_role_and_no_other(account: Account) -> None:
    secret = account.token(options="role_restriction = 'analyst'")
    session = account.login(user="alice", token=secret)
    assert account.sql("select current_role(), current_secondary_roles()", session) == [
        ("ANALYST", '{"roles":"","value":""}')
    ]
    assert account.login(token=secret, role="analyst").context.role == "ANALYST"
    for statement in ("use role other", "use role analyst", "use secondary roles all", "use secondary roles other"):
        with pytest.raises(FrazilError, match="Current session is restricted") as refused:
            account.sql(statement, session)
        assert refused.value.code == "003107"
    account.sql("use secondary roles none", session)
    with pytest.raises(FrazilError, match="Current session is restricted"):
        account.sql("alter user add pat wider", session)
    with pytest.raises(RoleNotGrantedError):
        account.login(token=secret, role="other")


def test_a_secret_that_was_found_tells_whose_it_is(account: Account) -> None:
    secret = account.token(user="bob", options="days_to_expiry = 1")
    alice = account.login(token=account.token())

    def told() -> object:
        ((value,),) = account.sql(f"select system$decode_pat('{secret}')", alice)
        return value

    assert told() == '{"STATE":"ACTIVE","PAT_NAME":"T","USER_NAME":"BOB"}'
    account.sql("alter user bob modify pat t set disabled = true")
    assert told() == '{"STATE":"DISABLED","PAT_NAME":"T","USER_NAME":"BOB"}'
    account.running.advance("1 day")
    assert told() == '{"STATE":"EXPIRED","PAT_NAME":"T","USER_NAME":"BOB"}'
    execution = alice.submit(StatementRequest(text=f"select system$decode_pat('{secret}')", request_id="named"))
    assert execution.wait(30)
    assert [column.name for column in execution.outcome().columns] == ["SYSTEM$DECODE_PAT('********')"]
    account.sql("alter user bob remove pat t")
    for argument in (f"'{secret}'", "'x'", "null"):
        with pytest.raises(FrazilError, match="SYSTEM.DECODE_PAT") as refused:
            account.sql(f"select system$decode_pat({argument})", alice)
        assert secret not in refused.value.message


def test_a_session_of_a_token_alters_no_tokens(account: Account) -> None:
    session = account.login(token=account.token())
    for statement in ("rotate pat t", "modify pat t set disabled = true", "modify pat t rename to u", "remove pat t"):
        with pytest.raises(FrazilError) as refused:
            account.sql(f"alter user {statement}", session)
        assert refused.value.code == "003001"
    assert len(account.sql("show user pats", session)) == 1


def test_rotation_ends_the_old_secret(account: Account) -> None:
    old = account.token(options="days_to_expiry = 30")
    ((_, new, _),) = account.sql("alter user alice rotate pat t expire_rotated_token_after_hours = 2")
    account.login(token=old)
    account.login(token=new)
    account.running.advance("3 hours")
    with pytest.raises(InvalidAccessTokenError):
        account.login(token=old)
    account.login(token=new)


BROKEN: dict[str, str] = {
    "removed": "alter user alice remove pat t",
    "disabled": "alter user alice modify pat t set disabled = true",
    "of a disabled user": "alter user alice set disabled = true",
    "of a user that was enabled again": "alter user alice set disabled = true; alter user alice set disabled = false",
    "of a dropped user": "drop user alice",
    "of a user that was replaced": "create or replace user alice",
    "for a role that was revoked": "revoke role analyst from user alice",
    "for a role that was replaced": "create or replace role analyst; grant role analyst to user alice",
}


@pytest.mark.parametrize("statements", BROKEN.values(), ids=BROKEN.keys())
def test_a_token_that_is_good_no_more(account: Account, statements: str) -> None:
    secret = account.token(options="role_restriction = 'analyst'")
    account.login(token=secret)
    for statement in statements.split(";"):
        account.sql(statement)
    for fields in ({"token": secret}, {"user": "alice", "password": secret}):
        with pytest.raises(InvalidAccessTokenError, match=r"^Programmatic access token is invalid\.$"):
            account.login(**fields)


def test_an_expired_token(account: Account) -> None:
    secret = account.token(options="days_to_expiry = 1")
    account.running.advance("23 hours")
    account.login(token=secret)
    account.running.advance("1 hour")
    with pytest.raises(InvalidAccessTokenError):
        account.login(token=secret)


def test_secrets_that_are_none(account: Account) -> None:
    secret = account.token()
    number, random = secret.removeprefix("frazil_pat_").split("_", 1)
    other = account.token("o", user="bob")
    for text in (
        "",
        "x",
        secret[:-1],
        secret + "a",
        secret + "\n",
        secret.upper(),
        f"frazil_pat_{account.user_id()}_{random}",
        f"frazil_pat_999999_{random}",
        f"frazil_pat_{'9' * 30}_{random}",
        f"frazil_pat_{number}_{'A' * 43}",
        f"frazil_pat_{number}_{other[-43:]}",
        "frazil_pat_" + "1" * 1_000_000,
        "\ud800" * 20,
    ):
        with pytest.raises(InvalidAccessTokenError):
            account.login(user="alice", token=text, token_type=TokenType.PROGRAMMATIC)
        with pytest.raises((AuthenticationError, InvalidAccessTokenError)):
            account.login(user="alice", password=text)


def test_a_token_is_its_users_alone(account: Account) -> None:
    secret = account.token()
    for name in ("bob", "ADMIN", "SYSTEM", "nobody"):
        with pytest.raises(InvalidAccessTokenError):
            account.login(user=name, token=secret)
    assert account.login(user="ALICE", token=secret).state.user_name == "ALICE"


@pytest.mark.parametrize(
    "statement",
    ["alter user alice remove pat t", "alter user alice modify pat t set disabled = true", "drop user alice"],
)
def test_a_token_that_is_taken_back_ends_its_sessions(account: Account, statement: str) -> None:
    sessions = account.service.sessions
    other = account.token("o")
    _, tokens = sessions.login(Login(user="alice", token=account.token()))
    _, others = sessions.login(Login(user="alice", token=other))
    sessions.authenticate(tokens.session_token)
    account.sql(statement)
    with pytest.raises(SessionGoneError):
        sessions.authenticate(tokens.session_token)
    with pytest.raises(FrazilError):
        sessions.renew(tokens.master_token, tokens.session_token)
    if "drop" not in statement:
        sessions.authenticate(others.session_token)


def test_tokens_survive_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRAZIL_ADMIN_PASSWORD", PASSWORD)
    with server(data=tmp_path) as running:
        account = Account(running)
        secret, oauth = account.token(user="admin"), account.mint(user="ADMIN", role="PUBLIC")
        account.login(token=oauth)
    with server(data=tmp_path) as running:
        account = Account(running)
        account.login(token=secret)
        with pytest.raises(InvalidOAuthTokenError):
            account.login(token=oauth)


# ---------------------------------------------------------------- OAuth access tokens


@pytest.mark.parametrize("fields", [{}, {"user": "alice"}, {"token_type": TokenType.OAUTH}, {"role": "analyst"}])
def test_an_oauth_token_opens_sessions_with_its_role(account: Account, fields: dict[str, Any]) -> None:
    session = account.login(token=account.mint(), **fields)
    assert account.sql("select current_user(), current_role()", session) == [("ALICE", "ANALYST")]
    with pytest.raises(FrazilError, match="Current session is restricted"):
        account.sql("use role other", session)


def test_an_oauth_token_of_the_service_user(account: Account) -> None:
    session = account.login(token=account.mint(user=None))
    assert account.sql("select current_user(), current_role()", session) == [("SYSTEM", "ANALYST")]
    sessions = account.service.sessions
    _, tokens = sessions.login(Login(user="", token=account.mint(user=None)))
    sessions.authenticate(tokens.session_token)
    account.sql("drop role analyst")
    with pytest.raises(SessionGoneError):
        sessions.authenticate(tokens.session_token)


def test_an_oauth_token_is_for_its_user_and_role(account: Account) -> None:
    for name in ("bob", "nobody", "SYSTEM"):
        with pytest.raises(OAuthUserError) as refused:
            account.login(user=name, token=account.mint())
        assert refused.value.code == "390309"
    with pytest.raises(OAuthRoleError, match=r"\('OTHER'\), is not listed in the Access Token") as unlisted:
        account.login(role="other", token=account.mint())
    assert unlisted.value.code == "390317"


@pytest.mark.parametrize(
    "statement",
    [
        "drop user alice",
        "alter user alice set disabled = true",
        "revoke role analyst from user alice",
        "drop role analyst",
        "create or replace user alice",
    ],
)
def test_an_oauth_token_whose_user_or_role_is_gone(account: Account, statement: str) -> None:
    token = account.mint()
    account.sql(statement)
    with pytest.raises(InvalidOAuthTokenError, match=r"^Invalid OAuth access token\. \["):
        account.login(token=token)


def test_no_token_passes_as_another_kind(account: Account) -> None:
    pat, oauth = account.token(), account.mint()
    for kind, token, error in (
        (TokenType.KEY_PAIR, pat, InvalidTokenError),
        (TokenType.KEY_PAIR, oauth, InvalidTokenError),
        (TokenType.OAUTH, pat, InvalidOAuthTokenError),
        (TokenType.PROGRAMMATIC, oauth, InvalidAccessTokenError),
    ):
        with pytest.raises(error):
            account.login(user="alice", token=token, token_type=kind)
    snapshot = account.service.services.catalog.snapshot
    assert isinstance(snapshot.objects[account.user_id()], User)
    assert isinstance(snapshot.objects[account.role_id()], Role)
