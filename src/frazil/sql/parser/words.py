"""Snowflake's reserved words, by what they may not be."""

from __future__ import annotations

_RESERVED = """
    ALL ALTER AND ANY AS BETWEEN BY CHECK COLUMN CONNECT CREATE CURRENT DELETE DISTINCT DROP ELSE EXISTS
    FOLLOWING FOR FROM GRANT GROUP HAVING ILIKE IN INCREMENT INSERT INTERSECT INTO IS LIKE MINUS NOT NULL OF ON
    OR ORDER QUALIFY REGEXP REVOKE RLIKE ROW ROWS SAMPLE SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER
    UNION UNIQUE UPDATE VALUES WHENEVER WHERE WITH
"""
RESERVED = frozenset(_RESERVED.split())
"""Words that are no identifier anywhere.  Source: *Reserved & limited keywords*."""

NOT_A_COLUMN = RESERVED | {"CASE", "CAST", "FALSE", "TRUE", "TRY_CAST", "WHEN"}
"""Words that are no column reference in an expression."""

NOT_AN_ALIAS = RESERVED | {"EXCEPT", "FETCH", "LIMIT", "OFFSET", "WHEN"}
"""Words that are no alias of a select item unless AS comes before."""

_JOINS = """
    ASOF CROSS FULL INNER JOIN LATERAL LEFT MATCH_CONDITION MATCH_RECOGNIZE NATURAL PIVOT RIGHT UNPIVOT USING
"""
NOT_A_SOURCE_ALIAS = NOT_AN_ALIAS | set(_JOINS.split())
"""Words that are no alias of a source in FROM unless AS comes before."""

RESERVED_FUNCTIONS = frozenset({"INSERT", "LIKE", "ILIKE", "RLIKE", "REGEXP"})
"""Reserved words that are functions' names all the same when a parenthesis follows."""

BARE_FUNCTIONS = frozenset(
    {"CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "LOCALTIME", "LOCALTIMESTAMP"}
)
"""Functions that may be called without parentheses."""
