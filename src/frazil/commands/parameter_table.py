"""The parameters that exist: Snowflake's names, defaults, levels and descriptions.

``works`` marks those that change what frazil does.  The others are accepted, kept and shown, and have no effect:
``docs/reference/parameters.md`` says so of each.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

Value = bool | int | str


class Level(enum.Enum):
    """Where a parameter can be set; the value is the word SHOW PARAMETERS prints."""

    ACCOUNT = "ACCOUNT"
    USER = "USER"
    SESSION = "SESSION"
    WAREHOUSE = "WAREHOUSE"
    DATABASE = "DATABASE"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    TASK = "TASK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter.

    ``words``: the only texts allowed, upper case; empty for any.  ``low`` and ``high`` bound a number.  ``works``:
    whether setting it changes anything in frazil; the others are accepted because programs set them.
    """

    name: str
    default: Value
    levels: frozenset[Level]
    description: str
    words: tuple[str, ...] = ()
    low: int = 0
    high: int = 2**63 - 1
    works: bool = False

    @property
    def type(self) -> str:
        """Return the type SHOW PARAMETERS prints."""
        if isinstance(self.default, bool):
            return "BOOLEAN"
        return "NUMBER" if isinstance(self.default, int) else "STRING"


_SESSION = frozenset({Level.ACCOUNT, Level.USER, Level.SESSION, Level.TASK})
_WAREHOUSE = frozenset({Level.ACCOUNT, Level.WAREHOUSE})
_DATA = frozenset({Level.ACCOUNT, Level.DATABASE, Level.SCHEMA})
_TABLE = _DATA | {Level.TABLE}
_TASK = _DATA | {Level.TASK}
_ACCOUNT = frozenset({Level.ACCOUNT})

_SIZES = (
    "XSMALL", "X-SMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE", "X-LARGE", "XXLARGE", "X2LARGE", "2X-LARGE",
)  # fmt: skip
_LARGEST = (*_SIZES, "XXXLARGE", "X3LARGE", "3X-LARGE")
_RESULTS = ("ARROW", "JSON", "ARROW_FORCE")
_LEVELS_OF_LOG = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF")
_SEVEN_DAYS_MS = 604_800_000


def _session(
    name: str,
    default: Value,
    description: str,
    *,
    words: tuple[str, ...] = (),
    low: int = 0,
    high: int = 2**31 - 1,
    works: bool = False,
    more: frozenset[Level] = frozenset(),
) -> Parameter:
    """Return a parameter that a session can have, and ``more`` levels."""
    return Parameter(
        name=name,
        default=default,
        levels=_SESSION | more,
        description=description,
        words=words,
        low=low,
        high=high,
        works=works,
    )


_TIME = (
    _session("TIMEZONE", "America/Los_Angeles", "Time zone of the session.", works=True),
    _session(
        "TIMESTAMP_TYPE_MAPPING",
        "TIMESTAMP_NTZ",
        "The type that TIMESTAMP stands for.",
        words=("TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"),
        works=True,
    ),
    _session("DATE_INPUT_FORMAT", "AUTO", "Input format of DATE.", works=True),
    _session("DATE_OUTPUT_FORMAT", "YYYY-MM-DD", "Display format of DATE.", works=True),
    _session("TIME_INPUT_FORMAT", "AUTO", "Input format of TIME.", works=True),
    _session("TIME_OUTPUT_FORMAT", "HH24:MI:SS", "Display format of TIME.", works=True),
    _session("TIMESTAMP_INPUT_FORMAT", "AUTO", "Input format of all timestamp types.", works=True),
    _session(
        "TIMESTAMP_OUTPUT_FORMAT",
        "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
        "Display format of timestamp types that have none of their own.",
        works=True,
    ),
    _session(
        "TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3", "Display format of TIMESTAMP_NTZ.", works=True
    ),
    _session("TIMESTAMP_LTZ_OUTPUT_FORMAT", "", "Display format of TIMESTAMP_LTZ; empty: the general one.", works=True),
    _session("TIMESTAMP_TZ_OUTPUT_FORMAT", "", "Display format of TIMESTAMP_TZ; empty: the general one.", works=True),
    _session(
        "TIMESTAMP_DAY_IS_ALWAYS_24H", False, "Whether a day is always 24 hours in timestamp arithmetic.", works=True
    ),
    _session("TWO_DIGIT_CENTURY_START", 1970, "First year of two-digit years.", low=1900, high=2100, works=True),
    _session("WEEK_START", 0, "First day of the week: 0 and 1 Monday, 7 Sunday.", high=7, works=True),
    _session("WEEK_OF_YEAR_POLICY", 0, "How weeks are numbered: 0 as in ISO, 1 from January 1.", high=1, works=True),
)

_FORMATS = (
    _session(
        "BINARY_INPUT_FORMAT", "HEX", "Input format of BINARY.", words=("HEX", "BASE64", "UTF8", "UTF-8"), works=True
    ),
    _session("BINARY_OUTPUT_FORMAT", "HEX", "Display format of BINARY.", words=("HEX", "BASE64"), works=True),
    _session("GEOGRAPHY_OUTPUT_FORMAT", "GeoJSON", "Display format of GEOGRAPHY."),
    _session("GEOMETRY_OUTPUT_FORMAT", "GeoJSON", "Display format of GEOMETRY."),
    _session("JSON_INDENT", 2, "Blanks per level of JSON output; 0 puts it on one line.", high=16, works=True),
    _session("JSON_TREAT_DECIMAL_AS_INT", True, "Whether drivers read JSON decimals without fraction as integers."),
    _session("JS_TREAT_INTEGER_AS_BIGINT", False, "Whether the Node.js driver reads integers as BigInt."),
    _session(
        "ODBC_TREAT_DECIMAL_AS_INT", False, "Whether the ODBC driver reads decimals without fraction as integers."
    ),
    _session("ENABLE_GET_DDL_USE_DATA_TYPE_ALIAS", False, "Whether GET_DDL prints type aliases."),
    _session("LANGUAGE", "en", "Language of messages."),
)

_STATEMENTS = (
    _session("AUTOCOMMIT", True, "Whether each statement commits by itself.", works=True),
    _session("TRANSACTION_ABORT_ON_ERROR", False, "Whether an error aborts the open transaction.", works=True),
    _session(
        "TRANSACTION_DEFAULT_ISOLATION_LEVEL", "READ COMMITTED", "Isolation of transactions.", words=("READ COMMITTED",)
    ),
    _session("LOCK_TIMEOUT", 43_200, "Seconds that a statement waits for a lock.", works=True),
    _session(
        "STATEMENT_TIMEOUT_IN_SECONDS",
        172_800,
        "Seconds after which a running statement is cancelled; 0: the maximum.",
        high=604_800,
        works=True,
        more=frozenset({Level.WAREHOUSE}),
    ),
    _session(
        "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS",
        0,
        "Seconds after which a queued statement is cancelled; 0: never.",
        more=frozenset({Level.WAREHOUSE}),
    ),
    _session("QUERY_TAG", "", "A text that history shows with each statement of the session.", works=True),
    _session("ROWS_PER_RESULTSET", 0, "The most rows a result has; 0: no limit.", works=True),
    _session("MULTI_STATEMENT_COUNT", 1, "How many statements one request holds; 0: any number.", works=True),
    _session(
        "USE_CACHED_RESULT", True, "Whether results may be taken from an earlier run of the same query.", works=True
    ),
    _session("ERROR_ON_NONDETERMINISTIC_MERGE", True, "Whether a MERGE that finds several rows fails.", works=True),
    _session("ERROR_ON_NONDETERMINISTIC_UPDATE", False, "Whether an UPDATE that finds several rows fails.", works=True),
    _session(
        "QUOTED_IDENTIFIERS_IGNORE_CASE", False, "Whether quoted identifiers are folded too.", works=True, more=_DATA
    ),
    _session("ABORT_DETACHED_QUERY", False, "Whether statements are cancelled when their client is gone."),
    _session("STRICT_JSON_OUTPUT", False, "Whether JSON output is strictly valid.", works=True),
    _session("SEARCH_PATH", "$current, $public", "Schemas in which queries look for unqualified names.", works=True),
    _session(
        "DEFAULT_NULL_ORDERING", "LAST", "Where NULL stands in ascending order.", words=("FIRST", "LAST"), works=True
    ),
    _session("NOORDER_SEQUENCE_AS_DEFAULT", True, "Whether new sequences are NOORDER.", works=True, more=_DATA),
    _session(
        "UNSUPPORTED_DDL_ACTION",
        "ignore",
        "What a constraint does that asks for what is not supported.",
        words=("IGNORE", "FAIL"),
        works=True,
    ),
    _session("SIMULATED_DATA_SHARING_CONSUMER", "", "Account that is simulated as a consumer of shares."),
    _session("GEOGRAPHY_VALIDATION", True, "Whether GEOGRAPHY values are checked."),
    _session("ENABLE_UNLOAD_PHYSICAL_TYPE_OPTIMIZATION", True, "Whether unloaded Parquet uses narrow types."),
    _session("LOG_LEVEL", "OFF", "Least severity of log messages.", words=_LEVELS_OF_LOG, more=_DATA),
    _session("METRIC_LEVEL", "NONE", "Which metrics are recorded.", words=("ALL", "NONE"), more=_DATA),
    _session(
        "TRACE_LEVEL",
        "OFF",
        "Which trace events are recorded.",
        words=("ALWAYS", "ON_EVENT", "PROPAGATE", "OFF"),
        more=_DATA,
    ),
    _session("PREVENT_UNLOAD_TO_INTERNAL_STAGES", False, "Whether unloading to internal stages is refused."),
    _session("S3_STAGE_VPCE_DNS_NAME", "", "DNS name of a private endpoint."),
)

_CLIENTS = (
    _session(
        "PYTHON_CONNECTOR_QUERY_RESULT_FORMAT",
        "ARROW",
        "Format of results for the Python connector.",
        words=_RESULTS,
        works=True,
    ),
    _session("GO_QUERY_RESULT_FORMAT", "ARROW", "Format of results for the Go driver.", words=_RESULTS, works=True),
    _session("JDBC_QUERY_RESULT_FORMAT", "ARROW", "Format of results for the JDBC driver.", words=_RESULTS, works=True),
    _session("ODBC_QUERY_RESULT_FORMAT", "ARROW", "Format of results for the ODBC driver.", words=_RESULTS, works=True),
    _session("CLIENT_SESSION_KEEP_ALIVE", False, "Whether clients keep their session alive.", works=True),
    _session(
        "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY",
        3600,
        "Seconds between a client's heartbeats.",
        low=900,
        high=3600,
        works=True,
    ),
    _session("CLIENT_PREFETCH_THREADS", 4, "Threads with which clients fetch results.", low=1, high=10, works=True),
    _session("CLIENT_RESULT_CHUNK_SIZE", 160, "Size of result chunks in MB.", low=16, high=160),
    _session("CLIENT_RESULT_PREFETCH_SLOTS", 2, "Deprecated: result chunks fetched ahead."),
    _session("CLIENT_RESULT_PREFETCH_THREADS", 1, "Deprecated: threads that fetch ahead."),
    _session("CLIENT_RESULT_COLUMN_CASE_INSENSITIVE", False, "Whether JDBC finds columns in any case."),
    _session("CLIENT_MEMORY_LIMIT", 1536, "Memory of JDBC and ODBC results in MB.", low=1),
    _session(
        "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX", False, "Whether metadata requests keep to the current schema."
    ),
    _session("CLIENT_METADATA_USE_SESSION_DATABASE", False, "Whether metadata requests keep to the current database."),
    _session(
        "CLIENT_TIMESTAMP_TYPE_MAPPING",
        "TIMESTAMP_LTZ",
        "Type of timestamps that clients bind.",
        words=("TIMESTAMP_LTZ", "TIMESTAMP_NTZ"),
        works=True,
    ),
    _session(
        "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD",
        65_280,
        "Values from which array bindings are staged; 0: never.",
        works=True,
    ),
    _session("CLIENT_TELEMETRY_ENABLED", False, "Whether clients send telemetry.", works=True),
    _session("CLIENT_USE_V1_QUERY_API", True, "Whether clients use the first query endpoint."),
    _session("CLIENT_DISABLE_INCIDENTS", True, "Whether clients report incidents."),
    _session("CLIENT_ENABLE_LOG_INFO_STATEMENT_PARAMETERS", False, "Whether clients log statement parameters."),
    _session("SERVICE_NAME", "", "Name of the service that answers.", works=True),
    _session("PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS", True, "Whether Snowpark makes scoped temporary objects."),
    _session("PYTHON_SNOWPARK_USE_SQL_SIMPLIFIER", True, "Whether Snowpark simplifies its SQL."),
)


def _object(
    name: str,
    default: Value,
    levels: frozenset[Level],
    description: str,
    *,
    words: tuple[str, ...] = (),
    low: int = 0,
    high: int = 2**63 - 1,
    works: bool = False,
) -> Parameter:
    """Return a parameter that only objects have."""
    return Parameter(
        name=name, default=default, levels=levels, description=description, words=words, low=low, high=high, works=works
    )


_OBJECTS = (
    _object(
        "DATA_RETENTION_TIME_IN_DAYS",
        1,
        _TABLE,
        "Days for which a dropped object can be brought back.",
        high=90,
        works=True,
    ),
    _object("MAX_DATA_EXTENSION_TIME_IN_DAYS", 14, _TABLE, "Days by which streams may extend the retention.", high=90),
    _object("DEFAULT_DDL_COLLATION", "", _TABLE, "Collation of new columns."),
    _object("REPLACE_INVALID_CHARACTERS", False, _DATA, "Whether invalid characters of external data are replaced."),
    _object(
        "STORAGE_SERIALIZATION_POLICY",
        "OPTIMIZED",
        _DATA,
        "Encoding of Iceberg data.",
        words=("COMPATIBLE", "OPTIMIZED"),
    ),
    _object("CATALOG", "", _DATA, "Catalog integration of Iceberg tables."),
    _object("EXTERNAL_VOLUME", "", _DATA, "External volume of Iceberg tables."),
    _object("PIPE_EXECUTION_PAUSED", False, _DATA, "Whether pipes are paused."),
    _object("ENABLE_CONSOLE_OUTPUT", False, _DATA, "Whether standard output is logged."),
    _object("MAX_CONCURRENCY_LEVEL", 8, _WAREHOUSE, "Statements that run at once in a cluster.", low=1),
    _object(
        "USER_TASK_TIMEOUT_MS",
        3_600_000,
        _TASK,
        "Milliseconds after which a run is cancelled; 0: seven days.",
        high=_SEVEN_DAYS_MS,
        works=True,
    ),
    _object(
        "SUSPEND_TASK_AFTER_NUM_FAILURES",
        10,
        _TASK,
        "Failed runs in a row after which a task is suspended; 0: never.",
        works=True,
    ),
    _object(
        "TASK_AUTO_RETRY_ATTEMPTS",
        0,
        _TASK,
        "Attempts that follow a failed graph run by themselves.",
        high=30,
        works=True,
    ),
    _object(
        "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE", "Medium", _TASK, "First size of serverless tasks.", words=_SIZES
    ),
    _object("SERVERLESS_TASK_MIN_STATEMENT_SIZE", "XSMALL", _TASK, "Smallest size of serverless tasks.", words=_SIZES),
    _object(
        "SERVERLESS_TASK_MAX_STATEMENT_SIZE", "XXLARGE", _TASK, "Largest size of serverless tasks.", words=_LARGEST
    ),
    _object(
        "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
        30,
        _TASK,
        "Seconds between runs of a triggered task.",
        low=10,
        high=604_800,
    ),
    _object("LOG_EVENT_LEVEL", "OFF", _TASK, "Least severity of events about runs of tasks.", words=_LEVELS_OF_LOG),
    _object("CLIENT_ENCRYPTION_KEY_SIZE", 128, _ACCOUNT, "Key size of staged files."),
    _object("MIN_DATA_RETENTION_TIME_IN_DAYS", 0, _ACCOUNT, "Least retention of the account.", high=90),
    _object("NETWORK_POLICY", "", frozenset({Level.ACCOUNT, Level.USER}), "Network policy in force."),
    _object("PERIODIC_DATA_REKEYING", False, _ACCOUNT, "Whether data is encrypted anew every year."),
)

PARAMETERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in sorted(
        (*_TIME, *_FORMATS, *_STATEMENTS, *_CLIENTS, *_OBJECTS), key=lambda parameter: parameter.name
    )
}
"""Every parameter by name, in order of name."""
