"""Layout 5: grants that were revoked, and users and roles that were dropped, as the views of the account list them."""

from __future__ import annotations

STATEMENTS = (
    "CREATE TABLE frazil.deletions (deleted_on TIMESTAMP, view_name VARCHAR, object_id BIGINT, facts VARCHAR)",
)
