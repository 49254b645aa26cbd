"""Ways to log in that are not built, and passwords that are good no more: what the official connector then says."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from snowflake.connector.errors import DatabaseError

from tests.client.conftest import MAJOR, Connect


@pytest.mark.parametrize("authenticator", ["externalbrowser", "https://example.okta.com"])
def test_single_sign_on_is_refused_with_what_can_be_used(connect: Connect, cursor: Any, authenticator: str) -> None:
    with pytest.raises(DatabaseError, match="(?i)account configuration: " + authenticator) as refused:
        connect(authenticator=authenticator)
    assert "programmatic_access_token" in str(refused.value)
    if MAJOR == 4:
        assert refused.value.errno == 390139
    last = cursor.execute("select * from table(snowflake.information_schema.login_history_by_user('admin'))").fetchall()
    assert (last[0][3], last[0][7], last[0][9:12]) == ("ADMIN", None, ("NO", 390139, "AUTHENTICATOR_NOT_SUPPORTED"))


def test_who_must_change_the_password_does_not_get_in(connect: Connect, cursor: Any) -> None:
    name = f"U{uuid.uuid4().hex[:12]}".upper()
    cursor.execute(f"create user {name} password = 'a long enough password' must_change_password = true")
    try:
        with pytest.raises(DatabaseError, match="Specified password has expired") as refused:
            connect(user=name, password="a long enough password")
        assert refused.value.errno == 390106
        with pytest.raises(DatabaseError, match="Incorrect username or password"):
            connect(user=name, password="another password")
        cursor.execute(f"alter user {name} set must_change_password = false")
        assert connect(user=name, password="a long enough password").cursor().execute("select 1").fetchone() == (1,)
    finally:
        cursor.execute(f"drop user {name}")


def test_the_connector_says_what_it_is(connect: Connect, cursor: Any) -> None:
    session_id = cursor.execute("select current_session()").fetchone()[0]
    columns = "client_application_id, client_application_version, client_environment, is_open"
    where = f"where session_id = {session_id}"
    application, version, surroundings, is_open = cursor.execute(
        f"select {columns} from snowflake.account_usage.sessions {where}"
    ).fetchone()
    assert (application, is_open) == (f"PythonConnector {version}", True)
    assert version.startswith(f"{MAJOR}.")
    assert '"OS"' in surroundings
    shown = cursor.execute("select * from table(snowflake.information_schema.login_history())").fetchone()
    assert shown[5:8] == ("PYTHON_DRIVER", version, "PASSWORD")
