"""The kinds of object that Snowflake knows, in the words of its statements, and which of them are built."""

from __future__ import annotations

from typing import Final

from frazil.sql.parser.cursor import Cursor
from frazil.sql.parser.words import RESERVED
from frazil.sql.tokens import QUOTED, VARIABLE, WORD

BUILT: Final = frozenset(
    {"DATABASE", "SCHEMA", "TABLE", "VIEW", "WAREHOUSE", "USER", "ROLE", "TASK", "SEQUENCE", "FUNCTION", "TAG"}
)
"""Families whose objects exist in frazil; statements on all others are refused as unsupported."""

_NOT_BUILT = """
    ACCOUNT, AGENT, AGGREGATION POLICY, ALERT, API INTEGRATION, APPLICATION, APPLICATION PACKAGE, APPLICATION ROLE,
    ARTIFACT REPOSITORY, AUTHENTICATION POLICY, BACKUP POLICY, BACKUP SET, BUDGET, CATALOG INTEGRATION,
    COMPUTE POOL, CONNECTION, CONTACT, CORTEX SEARCH SERVICE, DATA METRIC FUNCTION, DATABASE ROLE, DATASET,
    DBT PROJECT, DCM PROJECT, DYNAMIC TABLE, EVENT TABLE, EXTERNAL ACCESS INTEGRATION, EXTERNAL FUNCTION,
    EXTERNAL TABLE, EXTERNAL VOLUME, FAILOVER GROUP, FEATURE POLICY, FILE FORMAT, GATEWAY,
    GIT REPOSITORY, HYBRID TABLE, ICEBERG TABLE, IMAGE REPOSITORY, INDEX, INTEGRATION, INTERACTIVE TABLE,
    INTERACTIVE WAREHOUSE, JOIN POLICY, LISTING, MAINTENANCE POLICY, MANAGED ACCOUNT, MASKING POLICY,
    MCP SERVER, MODEL, MODEL MONITOR, NETWORK POLICY, NETWORK RULE, NOTEBOOK,
    NOTEBOOK PROJECT, NOTIFICATION INTEGRATION, OFFER, ONLINE FEATURE TABLE, ORGANIZATION ACCOUNT,
    ORGANIZATION LISTING, ORGANIZATION PROFILE, ORGANIZATION USER, ORGANIZATION USER GROUP, PACKAGES POLICY,
    PASSWORD POLICY, PIPE, PRICING PLAN, PRIVACY POLICY, PROCEDURE, PROJECTION POLICY, PROVISIONED THROUGHPUT,
    REPLICATION GROUP, RESOURCE MONITOR, ROW ACCESS POLICY, SECRET, SECURITY INTEGRATION, SEMANTIC VIEW,
    SERVICE, SESSION POLICY, SHARE, SNAPSHOT, SNAPSHOT POLICY, SNAPSHOT SET, STAGE,
    STORAGE INTEGRATION, STORAGE LIFECYCLE POLICY, STREAM, STREAMLIT, TASK GRAPH, TYPE, WORKSPACE
"""

NOT_BUILT: Final = frozenset(" ".join(words.split()) for words in _NOT_BUILT.split(","))
"""Families that Snowflake has and frazil has not."""


def _plural(family: str) -> str:
    if family.endswith("INDEX"):
        return f"{family}ES"
    if family.endswith("Y") and not family.endswith("AY"):
        return f"{family[:-1]}IES"
    return f"{family}S"


SINGULARS: Final = {_plural(family): family for family in BUILT | NOT_BUILT}
"""The singular of each plural: ``TASKS`` to ``TASK``."""

ALIASES: Final = {"MATERIALIZED VIEW": "VIEW"}
"""Words for a family that has others: CREATE reads MATERIALIZED as a word about a view."""

SHOWN: Final = frozenset(SINGULARS) | {
    "BUILTIN FUNCTIONS",
    "BUILTIN PROCEDURES",
    "CLASSES",
    "COLUMNS",
    "DELEGATED AUTHORIZATIONS",
    "ENDPOINTS",
    "EXPORTED KEYS",
    "GLOBAL ACCOUNTS",
    "IMPORTED KEYS",
    "LOCKS",
    "MATERIALIZED VIEWS",
    "OBJECTS",
    "PARAMETERS",
    "PRIMARY KEYS",
    "REGIONS",
    "REPLICATION ACCOUNTS",
    "REPLICATION DATABASES",
    "TRANSACTIONS",
    "UNIQUE KEYS",
    "USER FUNCTIONS",
    "USER PATS",
    "USER PROCEDURES",
    "USER PROGRAMMATIC ACCESS TOKENS",
    "VARIABLES",
    "VERSIONS",
}
"""What SHOW can list."""

_FAMILIES = BUILT | NOT_BUILT | frozenset(ALIASES)
_LONGEST = 4


def accept_family(cursor: Cursor) -> str | None:
    """Pass the words of a family, the longest that fit, and return its name; None if none comes next."""
    found = _accept(cursor, _FAMILIES)
    return ALIASES.get(found, found) if found is not None else None


def accept_plural(cursor: Cursor, plurals: frozenset[str]) -> str | None:
    """Pass one of the plurals and return it, the longest that fits; None if none comes next."""
    return _accept(cursor, plurals)


def _accept(cursor: Cursor, known: frozenset[str]) -> str | None:
    if cursor.kind != WORD:
        return None
    words = [cursor.key, *(cursor.peek(ahead) for ahead in range(1, _LONGEST))]
    fitting = [length for length in range(_LONGEST, 0, -1) if " ".join(words[:length]) in known]
    if not fitting:
        return None
    length = fitting[0]
    if len(fitting) > 1 and not _goes_on(cursor, length):
        length = fitting[1]  # TASK with the name GRAPH
    cursor.index += length
    return " ".join(words[:length])


def _goes_on(cursor: Cursor, ahead: int) -> bool:
    """Say whether a name may stand behind the next ``ahead`` tokens."""
    index = cursor.index + ahead
    if cursor.kinds[index] == WORD:
        return cursor.keys[index] not in RESERVED and cursor.keys[index + 1] != "="
    return cursor.kinds[index] in {QUOTED, VARIABLE}
