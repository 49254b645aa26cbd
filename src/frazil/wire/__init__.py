"""The connector protocol: requests into statements, results into what Snowflake's clients decode.  No logic."""
