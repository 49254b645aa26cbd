"""Views of INFORMATION_SCHEMA about objects other than relations, and those of what frazil has none of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from frazil.catalog.records import Function, NumberSequence, Table, TableKind
from frazil.commands.catalog_facts import function_facts, privilege_facts, relation_facts, sequence_facts
from frazil.commands.information_absent import ABSENT_SPECS
from frazil.commands.system_rows import Facts
from frazil.commands.viewers import Viewer

FUNCTION_COLUMNS = (
    "ARGUMENT_SIGNATURE DATA_TYPE CHARACTER_MAXIMUM_LENGTH:n CHARACTER_OCTET_LENGTH:n NUMERIC_PRECISION:n "
    "NUMERIC_PRECISION_RADIX:n NUMERIC_SCALE:n FUNCTION_LANGUAGE FUNCTION_DEFINITION VOLATILITY IS_NULL_CALL IS_SECURE "
    "CREATED:t LAST_ALTERED:t {deleted}COMMENT IS_EXTERNAL API_INTEGRATION CONTEXT_HEADERS MAX_BATCH_ROWS:n "
    "REQUEST_TRANSLATOR RESPONSE_TRANSLATOR COMPRESSION IMPORTS HANDLER TARGET_PATH RUNTIME_VERSION PACKAGES "
    "INSTALLED_PACKAGES IS_MEMOIZABLE"
)
"""What both schemas say of a function; ACCOUNT_USAGE also when it was dropped."""


def _sequences(seen: Viewer) -> Iterator[Facts]:
    for sequence in seen.inside(NumberSequence):
        yield {**sequence_facts(seen.snapshot, sequence), "NEXT_VALUE": str(seen.next_value(sequence))}


def _functions(seen: Viewer) -> Iterator[Facts]:
    for function in seen.inside(Function):
        facts = function_facts(seen.snapshot, function)
        hidden = function.secure and function.owner_id not in seen.roles
        yield {**facts, "FUNCTION_DEFINITION": None} if hidden else facts


def _usage_privileges(seen: Viewer) -> Iterator[Facts]:
    for kind in (Function, NumberSequence):
        for record in seen.inside(kind):
            yield from (each for each in privilege_facts(seen.snapshot, record) if each["PRIVILEGE_TYPE"] == "USAGE")


def _table_storage_metrics(seen: Viewer) -> Iterator[Facts]:
    for table in seen.relations(Table):
        if isinstance(table, Table) and table.session_id is None:
            schema = seen.snapshot.objects[table.parent_id]
            yield {
                **relation_facts(seen.snapshot, table, {}),
                "ID": table.id,
                "CLONE_GROUP_ID": table.id,
                "IS_TRANSIENT": "YES" if table.kind is TableKind.TRANSIENT else "NO",
                "TABLE_CREATED": table.created_on,
                "CATALOG_CREATED": seen.database.created_on,
                "SCHEMA_CREATED": schema.created_on,
            }


def _nothing(seen: Viewer) -> tuple[Facts, ...]:
    """Return the rows of what does not exist here."""
    return ()


OBJECT_SPECS: Mapping[str, tuple[str, Callable[[Viewer], Iterable[Facts]]]] = {
    **{name: (words, _nothing) for name, words in ABSENT_SPECS.items()},
    "FUNCTIONS": (
        "FUNCTION_CATALOG FUNCTION_SCHEMA FUNCTION_NAME FUNCTION_OWNER "
        + FUNCTION_COLUMNS.format(deleted="")
        + " EXTERNAL_ACCESS_INTEGRATIONS SECRETS IS_DATA_METRIC IS_AGGREGATE ARTIFACT_REPOSITORY",
        _functions,
    ),
    "SEQUENCES": (
        "SEQUENCE_CATALOG SEQUENCE_SCHEMA SEQUENCE_NAME SEQUENCE_OWNER DATA_TYPE NUMERIC_PRECISION:n "
        "NUMERIC_PRECISION_RADIX:n NUMERIC_SCALE:n START_VALUE MINIMUM_VALUE MAXIMUM_VALUE NEXT_VALUE INCREMENT "
        "CYCLE_OPTION CREATED:t LAST_ALTERED:t ORDERED COMMENT",
        _sequences,
    ),
    "TABLE_STORAGE_METRICS": (
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME ID:n CLONE_GROUP_ID:n IS_TRANSIENT ACTIVE_BYTES:n TIME_TRAVEL_BYTES:n "
        "FAILSAFE_BYTES:n RETAINED_FOR_CLONE_BYTES:n TABLE_CREATED:t TABLE_DROPPED:t TABLE_ENTERED_FAILSAFE:t "
        "CATALOG_CREATED:t CATALOG_DROPPED:t SCHEMA_CREATED:t SCHEMA_DROPPED:t COMMENT",
        _table_storage_metrics,
    ),
    "USAGE_PRIVILEGES": (
        "GRANTOR GRANTEE GRANTED_TO OBJECT_CATALOG OBJECT_SCHEMA OBJECT_NAME OBJECT_TYPE PRIVILEGE_TYPE IS_GRANTABLE "
        "CREATED:t",
        _usage_privileges,
    ),
}
"""Their columns and rows by name; a view of what frazil does not have is empty."""
