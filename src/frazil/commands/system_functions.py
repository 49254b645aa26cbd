"""SYSTEM$ functions: one dictionary from name to function, each evaluated once, before planning.

``SELECT SYSTEM$F(..)`` binds to the value that is computed here, ``CALL SYSTEM$F(..)`` answers it as one row.  A
function sees the statement's context; it checks for itself what the roles may do, since nothing is authorized yet.
Other modules enter theirs with ``system_function``.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import orjson

from frazil.catalog.records import ACCOUNT_ID, Family
from frazil.commands.context import Context, SessionState
from frazil.commands.session_service import sessions_of
from frazil.core.errors import (
    EvaluationError,
    InsufficientPrivilegesError,
    InvalidArgumentError,
    UnknownFunctionError,
    UnsupportedError,
    UserError,
    wrong_count,
)
from frazil.core.ids import QueryId, SessionId
from frazil.security.privileges import Need, decide

Evaluate = Callable[[Context, Sequence[object]], object]

_UNIT_SECONDS = {"MILLISECONDS": 0.001, "SECONDS": 1.0, "MINUTES": 60.0, "HOURS": 3_600.0, "DAYS": 86_400.0}
_CANCEL_SECONDS = 1.0

_NOT_BUILT = """
    ADD_REFERENCE ALLOWLIST ALLOWLIST_PRIVATELINK APP_COMPATIBILITY_CHECK AUTHORIZE_PRIVATELINK
    AUTHORIZE_STAGE_PRIVATELINK_ACCESS AUTO_REFRESH_STATUS BEGIN_DEBUG_APPLICATION BEHAVIOR_CHANGE_BUNDLE_STATUS
    BLOCK_INTERNAL_STAGES_PUBLIC_ACCESS CATALOG_LINK_STATUS CLEANUP_DATABASE_ROLE_GRANTS
    CLIENT_VULNERABILITY_INFO CLUSTERING_DEPTH CLUSTERING_INFORMATION CLUSTERING_RATIO
    COMMIT_MOVE_ORGANIZATION_ACCOUNT CONVERT_PIPES_SQS_TO_SNS CREATE_BILLING_EVENT CREATE_BILLING_EVENTS
    DATABASE_REFRESH_HISTORY DATABASE_REFRESH_PROGRESS DATABASE_REFRESH_PROGRESS_BY_JOB DATA_METRIC_SCAN
    DEPROVISION_PRIVATELINK_ENDPOINT DISABLE_BEHAVIOR_CHANGE_BUNDLE DISABLE_DATABASE_REPLICATION
    DISABLE_PREVIEW_ACCESS ENABLE_BEHAVIOR_CHANGE_BUNDLE ENABLE_PREVIEW_ACCESS END_DEBUG_APPLICATION
    ESTIMATE_AUTOMATIC_CLUSTERING_COSTS ESTIMATE_QUERY_ACCELERATION ESTIMATE_SEARCH_OPTIMIZATION_COSTS
    EVALUATE_DATA_QUALITY_EXPECTATIONS EXECUTE_ML_JOB EXPLAIN_JSON_TO_TEXT EXPLAIN_PLAN_JSON
    EXTERNAL_TABLE_PIPE_STATUS FINISH_OAUTH_FLOW GENERATE_SAML_CSR GENERATE_SCIM_ACCESS_TOKEN GET_ALL_REFERENCES
    GET_AWS_SNS_IAM_POLICY GET_CLASSIFICATION_RESULT GET_CMK_AKV_CONSENT_URL GET_CMK_CONFIG GET_CMK_INFO
    GET_CMK_KMS_KEY_POLICY GET_COMPUTE_POOL_PENDING_MAINTENANCE GET_DEBUG_STATUS GET_DIRECTORY_TABLE_STATUS
    GET_GCP_KMS_CMK_GRANT_ACCESS_CMD GET_HASH_FOR_APPLICATION GET_ICEBERG_TABLE_INFORMATION
    GET_ML_JOB_RUNTIME GET_PRIVATELINK GET_PRIVATELINK_AUTHORIZED_ENDPOINTS
    GET_PRIVATELINK_CONFIG GET_PRIVATELINK_ENDPOINTS_INFO GET_PRIVATELINK_ENDPOINT_REGISTRATIONS
    GET_REFERENCED_OBJECT_ID_HASH GET_RESULTSET_STATUS GET_SERVICE_LOGS GET_SERVICE_STATUS
    GET_SNOWFLAKE_EGRESS_IP_RANGES GET_SNOWFLAKE_PLATFORM_INFO GLOBAL_ACCOUNT_SET_PARAMETER
    INITIATE_MOVE_ORGANIZATION_ACCOUNT INTERNAL_STAGES_PUBLIC_ACCESS_STATUS
    IS_APPLICATION_INSTALLED_FROM_SAME_ACCOUNT IS_APPLICATION_SHARING_EVENTS_WITH_PROVIDER
    IS_GLOBAL_DATA_SHARING_ENABLED_FOR_ACCOUNT LAST_CHANGE_COMMIT_TIME LINK_ACCOUNT_OBJECTS_BY_NAME
    LINK_ORGANIZATION_USER LINK_ORGANIZATION_USER_GROUP LIST_APPLICATION_RESTRICTED_FEATURES
    LIST_ICEBERG_TABLES_FROM_CATALOG LIST_NAMESPACES_FROM_CATALOG LOG MIGRATE_SAML_IDP_REGISTRATION
    PIPE_FORCE_RESUME PIPE_REBINDING_WITH_NOTIFICATION_CHANNEL PIPE_STATUS PROVISION_PRIVATELINK_ENDPOINT
    QUERY_REFERENCE READ_YAML_FROM_STAGE REFERENCE REGISTER_CMK_INFO REGISTER_PRIVATELINK_ENDPOINT
    REGISTRY_LIST_IMAGES REMOVE_ALL_REFERENCES REMOVE_REFERENCE REPORT_HEALTH_STATUS
    RESTORE_PRIVATELINK_ENDPOINT REVOKE_PRIVATELINK REVOKE_STAGE_PRIVATELINK_ACCESS
    SCHEDULE_ASYNC_REPLICATION_GROUP_REFRESH SEND_EMAIL SEND_NOTIFICATIONS_TO_CATALOG
    SEND_SNOWFLAKE_NOTIFICATION SET_APPLICATION_RESTRICTED_FEATURE_ACCESS SET_CATALOG_INTEGRATION SET_REFERENCE
    SET_SPAN_ATTRIBUTES SHOW_ACTIVE_BEHAVIOR_CHANGE_BUNDLES SHOW_BUDGETS_FOR_RESOURCE SHOW_BUDGETS_IN_ACCOUNT
    SHOW_EVENT_SHARING_ACCOUNTS SHOW_MOVE_ORGANIZATION_ACCOUNT_STATUS SHOW_OAUTH_CLIENT_SECRETS
    SHOW_SENSITIVE_DATA_MONITORED_ENTITIES START_OAUTH_FLOW START_USER_EMAIL_VERIFICATION STREAM_BACKLOG
    STREAM_GET_TABLE_TIMESTAMP STREAM_HAS_DATA SUPPORTED_DBT_VERSIONS TRIGGER_LISTING_REFRESH
    UNBLOCK_INTERNAL_STAGES_PUBLIC_ACCESS UNLINK_ORGANIZATION_USER UNREGISTER_PRIVATELINK_ENDPOINT
    VALIDATE_STORAGE_INTEGRATION VERIFY_CATALOG_INTEGRATION VERIFY_CMK_INFO VERIFY_EXTERNAL_OAUTH_TOKEN
    VERIFY_EXTERNAL_VOLUME WAIT_FOR_SERVICES WHITELIST WHITELIST_PRIVATELINK
"""
NOT_BUILT = frozenset(f"SYSTEM${name}" for name in _NOT_BUILT.split())
"""Snowflake's functions that frazil does not have."""


class StatementNotRunningError(UserError):
    """``Identified SQL statement is not currently executing.``"""

    code = "000605"
    sqlstate = "02000"


@dataclass(frozen=True, slots=True)
class SystemFunction:
    """One function: how many arguments it takes, and what computes it."""

    minimum: int
    maximum: int
    evaluate: Evaluate


SYSTEM_FUNCTIONS: dict[str, SystemFunction] = {}


def system_function(name: str, minimum: int = 0, maximum: int | None = None) -> Callable[[Evaluate], Evaluate]:
    """Enter the decorated function as ``SYSTEM$<name>``; a name entered twice is our bug."""
    return server_function(f"SYSTEM${name}", minimum, maximum)


def server_function(full: str, minimum: int = 0, maximum: int | None = None) -> Callable[[Evaluate], Evaluate]:
    """Enter the decorated function under its whole name; the binder knows those that do not begin with SYSTEM$."""

    def enter(evaluate: Evaluate) -> Evaluate:
        if full in SYSTEM_FUNCTIONS:
            raise ValueError(f"{full} is defined twice")
        SYSTEM_FUNCTIONS[full] = SystemFunction(minimum, minimum if maximum is None else maximum, evaluate)
        return evaluate

    return enter


def call_system_function(name: str, context: Context, arguments: Sequence[object]) -> object:
    """Return the value of a SYSTEM$ function.

    Raises UnknownFunctionError, UnsupportedError for one of Snowflake's that is not built, FunctionArgumentsError,
    and whatever the function refuses.
    """
    found = SYSTEM_FUNCTIONS.get(name)
    if found is None:
        if name in NOT_BUILT:
            raise UnsupportedError(name)
        raise UnknownFunctionError(f"Unknown function {name}")
    _check_count(name, found, arguments)
    return found.evaluate(context, arguments)


def text_argument(name: str, arguments: Sequence[object], index: int = 0) -> str:
    """Return an argument that must be a text; InvalidArgumentError for NULL."""
    value = arguments[index]
    if value is None:
        raise InvalidArgumentError(f"Invalid value [NULL] for function 'SYSTEM${name}', parameter {index + 1}")
    return str(value)


def holds_on_account(context: Context, *privileges: str) -> bool:
    """Say whether the roles in force hold one of the privileges on the account."""
    need = Need(
        privilege=privileges[0], object_id=ACCOUNT_ID, family=Family.ACCOUNT, shown="account", any_of=privileges
    )
    return decide(context.snapshot, context.roles(), need).allowed


@system_function("WAIT", 1, 2)
def wait(context: Context, arguments: Sequence[object]) -> str:
    """Wait for an amount of time, in seconds unless a unit is given; a cancellation ends it at once."""
    unit = str(arguments[1]).upper() if len(arguments) > 1 else "SECONDS"
    if unit not in _UNIT_SECONDS:
        raise InvalidArgumentError(f"Invalid value [{arguments[1]}] for function 'SYSTEM$WAIT', parameter 2")
    try:
        amount = float(text_argument("WAIT", arguments))
        until = context.services.clock.now() + datetime.timedelta(seconds=amount * _UNIT_SECONDS[unit])
    except (ValueError, OverflowError):
        raise InvalidArgumentError(f"Invalid value [{arguments[0]}] for function 'SYSTEM$WAIT', parameter 1") from None
    _wait_until(context, until)
    return f"waited {amount:g} {unit.lower()}"


@system_function("CANCEL_QUERY", 1)
def cancel_query(context: Context, arguments: Sequence[object]) -> str:
    """Cancel a running statement of one's own; of others with MONITOR or as an administrator."""
    query_id = QueryId(text_argument("CANCEL_QUERY", arguments))
    for session in sessions_of(context).all():
        execution = session.find_execution(query_id)
        if execution is not None and not execution.wait(0):
            _require_own(context, session.state)
            execution.cancel()
            execution.wait(_CANCEL_SECONDS)
            return f"query [{query_id}] terminated."
    if context.services.tasks is not None and _cancel_body(context, query_id):
        return f"query [{query_id}] terminated."
    raise StatementNotRunningError("Identified SQL statement is not currently executing.")


@system_function("CANCEL_ALL_QUERIES", 1)
def cancel_all_queries(context: Context, arguments: Sequence[object]) -> str:
    """Cancel every running statement of a session but this one.  A session that is gone has none: no error."""
    session_id = SessionId(_whole("CANCEL_ALL_QUERIES", arguments))
    session = sessions_of(context).find(session_id)
    cancelled: Sequence[QueryId] = ()
    if session is not None:
        _require_own(context, session.state)
        cancelled = session.cancel_running(context.query_id)
    return f"{len(cancelled)} queries cancelled in session [{session_id}]"


@system_function("ABORT_SESSION", 1)
def abort_session(context: Context, arguments: Sequence[object]) -> str:
    """End a session: its statements are cancelled and its transaction is rolled back."""
    session_id = SessionId(_whole("ABORT_SESSION", arguments))
    session = sessions_of(context).find(session_id)
    if session is None:
        raise EvaluationError(f"Session [{session_id}] does not exist.")
    _require_own(context, session.state)
    context.after_commit.append(lambda: sessions_of(context).abort(session))
    return f"session [{session_id}] terminated."


@system_function("ABORT_TRANSACTION", 1)
def abort_transaction(context: Context, arguments: Sequence[object]) -> str:
    """Roll back an open transaction of any session."""
    wanted = _whole("ABORT_TRANSACTION", arguments)
    for session in sessions_of(context).all():
        transaction = session.state.transaction
        if transaction is not None and transaction.id == wanted:
            _require_own(context, session.state)
            transaction.abort("The transaction was aborted by SYSTEM$ABORT_TRANSACTION and rolled back")
            return f"Aborted transaction id: {wanted}"
    raise EvaluationError(f"Transaction '{wanted}' does not exist.")


@system_function("CLIENT_VERSION_INFO")
def client_version_info(context: Context, arguments: Sequence[object]) -> str:
    """Return the client versions the server asks for: any will do."""
    names = ("PythonConnector", "PythonSnowpark", "PyCore", "SnowSQL", "JDBC", "ODBC", "GO", "JSDriver", "DOTNETDriver")
    entries = [
        {
            "clientId": name,
            "clientAppId": name,
            "minimumSupportedVersion": "0.0.0",
            "minimumNearingEndOfSupportVersion": "0.0.0",
            "recommendedVersion": "0.0.0",
            "deprecatedVersions": [],
            "_customSupportedVersions_": [],
        }
        for name in names
    ]
    return orjson.dumps(entries).decode()


@system_function("ML_PLATFORM_CAPABILITIES")
def ml_platform_capabilities(context: Context, arguments: Sequence[object]) -> str:
    """Return the optional features of the ML platform: none."""
    return "{}"


@system_function("GET_DEFAULT_PYTHON_ARTIFACT_REPOSITORY", 0, 3)
def default_artifact_repository(context: Context, arguments: Sequence[object]) -> None:
    """Return that there is none: Snowpark then takes its own."""
    return


def _check_count(name: str, found: SystemFunction, arguments: Sequence[object]) -> None:
    spelled = _spelled(name, arguments)
    error = wrong_count(spelled, len(arguments), least=found.minimum, most=found.maximum)
    if error is not None:
        raise error


def _spelled(name: str, arguments: Sequence[object]) -> str:
    shown = (f"'{each}'" if isinstance(each, str) else "NULL" if each is None else str(each) for each in arguments)
    return f"{name}({', '.join(shown)})"


def _whole(name: str, arguments: Sequence[object]) -> int:
    try:
        return int(text_argument(name, arguments))
    except ValueError:
        raise InvalidArgumentError(
            f"Invalid value [{arguments[0]}] for function 'SYSTEM${name}', parameter 1"
        ) from None


def _require_own(context: Context, state: SessionState) -> None:
    """Let pass for one's own sessions, and for roles that may manage everybody's."""
    if state.user_name == context.state.user_name or holds_on_account(context, "MONITOR", "MANAGE GRANTS"):
        return
    raise InsufficientPrivilegesError(
        f"SQL access control error:\nInsufficient privileges to operate on session '{state.id}'."
    )


def _cancel_body(context: Context, query_id: QueryId) -> bool:
    """Cancel the statement of a task's run, and say whether there was one."""
    if not holds_on_account(context, "MONITOR EXECUTION"):
        return False
    return bool(context.services.tasks.cancel(query_id))


_LONGEST_WAIT = datetime.timedelta(days=1)
"""At a time: the platform cannot wait for centuries at once."""


def _wait_until(context: Context, until: datetime.datetime) -> None:
    """Wait on the server's clock until the time has come or the statement is stopped, without a slot meanwhile."""
    condition = threading.Condition()
    clock, task = context.services.clock, context.state.task
    waits = task.waits if task is not None else None
    with ExitStack() as held:
        wait = held.enter_context(waits.waiting(until)) if waits is not None else None

        def wake() -> None:
            if wait is not None:
                wait.over = True
            with condition:
                condition.notify_all()

        held.enter_context(context.services.store.locks.blocked())
        held.enter_context(context.canceller.interrupting(wake))
        held.enter_context(condition)
        while (now := clock.now()) < until:
            context.canceller.check()
            clock.wait(condition, min(until, now + _LONGEST_WAIT))
        context.canceller.check()
