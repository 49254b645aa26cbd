"""Layout 4: attempts to log in, and the ends of the sessions that they opened."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE frazil.logins (
        event_id BIGINT, event_timestamp TIMESTAMP, user_id BIGINT, user_name VARCHAR, client_ip VARCHAR,
        client_type VARCHAR, client_version VARCHAR, factor VARCHAR, factor_id BIGINT, error_code BIGINT,
        error_message VARCHAR, failure_id VARCHAR, session_id BIGINT, client_application VARCHAR,
        client_environment VARCHAR
    )""",
    "CREATE TABLE frazil.session_ends (session_id BIGINT, ended_on TIMESTAMP, access_time TIMESTAMP, reason VARCHAR)",
)
