"""Snowflake's REST interfaces under ``/api/v2``: requests into statements, results into JSON.  No logic."""
