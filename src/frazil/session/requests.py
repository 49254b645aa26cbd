"""What a front asks of a session, and what it gets: values without any protocol in them."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frazil.commands.results import Upload
from frazil.core.ids import QueryId
from frazil.engine.results import StoredResult
from frazil.sql.columns import ResultColumn


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The value of a placeholder as drivers encode it: a type's name, and a text, None, or a list of these."""

    type: str
    value: str | None | Sequence[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRequest:
    """One statement to run.

    ``request_id`` names the request: sent twice, it runs once.  ``bindings`` by placeholder, "1", "2", ...
    ``parameters`` are session parameters for this statement only.  ``bind_stage``: where the bindings of an array were
    uploaded to, instead of ``bindings``.
    """

    text: str
    request_id: str
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)
    describe_only: bool = False
    asynchronous: bool = False
    bind_stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContext:
    """Where a session stands: what drivers show as current database, schema, warehouse and role."""

    database: str | None
    schema: str | None
    warehouse: str | None
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a finished statement answers.

    ``data`` holds the rows in the engine's Arrow types.  ``rows_affected`` is set for DML.  ``parameters``
    are session parameters that the statement changed.  ``upload``: where a file may be sent, which PUT asked for.
    ``children``: the query ids and types of the statements that a
    request of several was made of.
    """

    query_id: QueryId
    columns: tuple[ResultColumn, ...]
    data: StoredResult
    statement_type_id: int
    context: SessionContext
    rows_affected: int | None = None
    number_of_binds: int = 0
    array_bind_supported: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)
    children: tuple[tuple[QueryId, int], ...] = ()
    upload: Upload | None = None


class TokenType(enum.Enum):
    """What a token is; the value is what the X-Snowflake-Authorization-Token-Type header calls it."""

    KEY_PAIR = "KEYPAIR_JWT"
    PROGRAMMATIC = "PROGRAMMATIC_ACCESS_TOKEN"
    OAUTH = "OAUTH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login by password or token, as a driver sends it; names as the user spelled them, None when absent.

    ``token`` is None where the password counts; ``token_type`` None leaves it to the token's form what it is.  With a
    token ``user`` may be empty.
    ``authenticator`` is the way of authentication that was asked for, where it is one that is not built.
    ``address`` is the client's, as the server sees it; ``client_environment`` is what the client tells of itself.
    """

    user: str
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)
    token_type: TokenType | None = None
    authenticator: str = ""
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    role: str | None = None
    client_app: str = ""
    client_version: str = ""
    address: str = ""
    client_environment: Mapping[str, object] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of a session and how long they hold."""

    session_token: str
    master_token: str
    session_validity_seconds: int
    master_validity_seconds: int
