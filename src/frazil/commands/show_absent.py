"""SHOW of kinds of object that frazil has none of: Snowflake's columns, and never a row.

Tools list these whatever a server has, so an empty list is the right answer.  The columns were compared with the
sources that ``tests/unit/commands/listings.toml`` names; a kind for which there is no source is not here.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.show_functions import PROCEDURES
from frazil.commands.show_objects import TERSE
from frazil.commands.show_scope import Lister, columns, databases_in, schemas_in
from frazil.core.errors import UnsupportedError
from frazil.sql import statements as st
from frazil.sql.columns import ResultColumn


class Level(enum.Enum):
    """Where objects of a kind live, which says what IN may name."""

    ACCOUNT = "account"
    DATABASE = "database"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object: its columns, where its objects live, and the columns that TERSE leaves."""

    columns: tuple[ResultColumn, ...]
    level: Level = Level.SCHEMA
    terse: tuple[ResultColumn, ...] | None = None


def lister(kind: Kind) -> Lister:
    """Return the SHOW of a kind: it checks the names in its scope, and lists nothing."""

    def show(statement: st.Show, context: Context) -> Rows:
        if kind.level is Level.SCHEMA:
            schemas_in(statement, context)
        elif kind.level is Level.DATABASE:
            databases_in(statement, context)
        elif statement.scope not in ("", "ACCOUNT"):
            raise UnsupportedError(f"SHOW {statement.objects} IN {statement.scope}")
        return Rows(kind.terse if statement.terse and kind.terse is not None else kind.columns, [])

    return show


_TIMES = "created_on updated_on resumed_on suspended_on last_suspended_on last_refreshed_on last_fetched_at stale_after"
_PLACE = "created_on name database_name schema_name"


def _columns(words: str, numbers: str = "") -> tuple[ResultColumn, ...]:
    return columns(words, times=_TIMES, numbers=numbers)


_INTEGRATIONS = Kind(_columns("name type category enabled comment created_on"), Level.ACCOUNT)
_POLICIES = Kind(_columns(f"{_PLACE} kind owner comment owner_role_type options"))
_PROCEDURES = Kind(PROCEDURES)

KINDS: Mapping[str, Kind] = {
    "ALERTS": Kind(
        _columns(f"{_PLACE} owner comment warehouse schedule state condition action owner_role_type"), terse=TERSE
    ),
    "API INTEGRATIONS": _INTEGRATIONS,
    "BUILTIN PROCEDURES": _PROCEDURES,
    "CATALOG INTEGRATIONS": _INTEGRATIONS,
    "COMPUTE POOLS": Kind(
        _columns(
            "name state min_nodes max_nodes instance_family num_services num_jobs auto_suspend_secs auto_resume "
            "active_nodes idle_nodes target_nodes created_on resumed_on updated_on owner comment is_exclusive "
            "application placement_group backup_instance_families",
            "min_nodes max_nodes num_services num_jobs auto_suspend_secs active_nodes idle_nodes target_nodes",
        ),
        Level.ACCOUNT,
    ),
    "CORTEX SEARCH SERVICES": Kind(
        _columns(
            f"{_PLACE} target_lag warehouse search_column attribute_columns columns definition comment "
            "embedding_model indexing_state serving_state source_data_num_rows primary_key_columns "
            "scoring_profile_count auto_suspend refresh_mode vector_indexes",
            "source_data_num_rows scoring_profile_count",
        )
    ),
    "DATABASE ROLES": Kind(
        _columns(
            "created_on name is_default is_current is_inherited granted_to_roles granted_to_database_roles "
            "granted_database_roles owner comment owner_role_type",
            "granted_to_roles granted_to_database_roles granted_database_roles",
        ),
        Level.DATABASE,
    ),
    "DYNAMIC TABLES": Kind(
        _columns(
            f"{_PLACE} cluster_by rows bytes owner target_lag refresh_mode refresh_mode_reason warehouse comment text "
            "automatic_clustering scheduling_state last_suspended_on is_clone is_replica is_iceberg data_timestamp "
            "owner_role_type execute_as_user secondary_role_names insert_only_inputs immutable_where "
            "initialization_warehouse backfill_from scheduler frozen_where configured_refresh_mode",
            "rows bytes",
        )
    ),
    "EVENT TABLES": Kind(_columns(f"{_PLACE} owner comment owner_role_type"), terse=TERSE),
    "EXTERNAL ACCESS INTEGRATIONS": _INTEGRATIONS,
    "EXTERNAL TABLES": Kind(
        _columns(
            f"{_PLACE} invalid invalid_reason owner comment stage location file_format_name file_format_type cloud "
            "region notification_channel last_refreshed_on table_format last_refresh_details owner_role_type"
        ),
        terse=TERSE,
    ),
    "FILE FORMATS": Kind(_columns(f"{_PLACE} type owner comment format_options owner_role_type")),
    "GIT REPOSITORIES": Kind(
        _columns(f"{_PLACE} origin api_integration git_credentials owner owner_role_type comment last_fetched_at")
    ),
    "HYBRID TABLES": Kind(_columns(f"{_PLACE} owner rows bytes comment owner_role_type", "rows bytes")),
    "ICEBERG TABLES": Kind(
        _columns(
            f"{_PLACE} owner external_volume_name catalog_name iceberg_table_type catalog_table_name "
            "catalog_namespace base_location can_write_metadata comment name_mapping owner_role_type "
            "catalog_sync_name auto_refresh_status partition_specs current_partition_spec_id "
            "iceberg_table_format_version",
            "current_partition_spec_id iceberg_table_format_version",
        ),
        terse=TERSE,
    ),
    "IMAGE REPOSITORIES": Kind(
        _columns(f"{_PLACE} repository_url owner owner_role_type comment encryption privatelink_repository_url")
    ),
    "INTEGRATIONS": _INTEGRATIONS,
    "MANAGED ACCOUNTS": Kind(
        _columns(
            "account_name cloud region account_locator created_on account_url account_locator_url is_reader comment"
        ),
        Level.ACCOUNT,
    ),
    "MASKING POLICIES": _POLICIES,
    "MODELS": Kind(
        _columns(
            "created_on name model_type database_name schema_name comment owner default_version_name versions aliases"
        )
    ),
    "NETWORK POLICIES": Kind(
        _columns(
            "created_on name comment entries_in_allowed_ip_list entries_in_blocked_ip_list "
            "entries_in_allowed_network_rules entries_in_blocked_network_rules",
            "entries_in_allowed_ip_list entries_in_blocked_ip_list entries_in_allowed_network_rules "
            "entries_in_blocked_network_rules",
        ),
        Level.ACCOUNT,
    ),
    "NETWORK RULES": Kind(
        _columns(f"{_PLACE} owner comment type mode entries_in_valuelist owner_role_type", "entries_in_valuelist")
    ),
    "NOTEBOOKS": Kind(_columns(f"{_PLACE} comment owner query_warehouse url_id owner_role_type code_warehouse")),
    "NOTIFICATION INTEGRATIONS": _INTEGRATIONS,
    "PASSWORD POLICIES": _POLICIES,
    "PIPES": Kind(
        _columns(
            f"{_PLACE} definition owner notification_channel comment integration pattern error_integration "
            "owner_role_type invalid_reason kind is_snowflake_managed"
        )
    ),
    "PROCEDURES": _PROCEDURES,
    "RESOURCE MONITORS": Kind(
        _columns(
            "name credit_quota used_credits remaining_credits level frequency start_time end_time notify_at "
            "suspend_at suspend_immediately_at created_on owner comment"
        ),
        Level.ACCOUNT,
    ),
    "ROW ACCESS POLICIES": _POLICIES,
    "SECRETS": Kind(
        _columns("created_on name schema_name database_name owner comment secret_type oauth_scopes owner_role_type")
    ),
    "SECURITY INTEGRATIONS": _INTEGRATIONS,
    "SERVICES": Kind(
        _columns(
            "name status database_name schema_name owner compute_pool dns_name current_instances target_instances "
            "min_ready_instances min_instances max_instances auto_resume external_access_integrations created_on "
            "updated_on resumed_on suspended_on auto_suspend_secs comment owner_role_type query_warehouse is_job "
            "is_async_job spec_digest is_upgrading managing_object_domain managing_object_name",
            "current_instances target_instances min_ready_instances min_instances max_instances auto_suspend_secs",
        )
    ),
    "SESSION POLICIES": _POLICIES,
    "SHARES": Kind(
        _columns(
            "created_on kind owner_account name database_name to owner comment listing_global_name secure_objects_only"
        ),
        Level.ACCOUNT,
    ),
    "STAGES": Kind(
        _columns(
            f"{_PLACE} url has_credentials has_encryption_key owner comment region type cloud notification_channel "
            "storage_integration endpoint owner_role_type directory_enabled"
        )
    ),
    "STORAGE INTEGRATIONS": _INTEGRATIONS,
    "STREAMLITS": Kind(_columns(f"{_PLACE} title owner comment query_warehouse url_id owner_role_type"), terse=TERSE),
    "STREAMS": Kind(
        _columns(
            f"{_PLACE} owner comment table_name source_type base_tables type stale mode stale_after invalid_reason "
            "owner_role_type"
        ),
        terse=(*TERSE, *columns("tableOn")),
    ),
    "USER PROCEDURES": _PROCEDURES,
}
"""The kinds by the plural that SHOW takes."""
