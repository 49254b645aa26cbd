"""SQLAlchemy's suite for dialects; what fails is told with its reason in docs/reference/sqlalchemy.md.

Three classes make their tables without what the dialect or Snowflake refuses, so that their tests run at all.
"""

from __future__ import annotations

from sqlalchemy.schema import Column, MetaData, Sequence, Table
from sqlalchemy.testing.suite import *  # noqa: F403
from sqlalchemy.testing.suite import ComponentReflectionTest as _ComponentReflectionTest
from sqlalchemy.testing.suite import HasSequenceTest as _HasSequenceTest
from sqlalchemy.testing.suite import QuotedNameArgumentTest as _QuotedNameArgumentTest
from sqlalchemy.types import Integer


def simplify(metadata: MetaData) -> None:
    """Take away indexes, which the dialect makes for hybrid tables only."""
    for table in metadata.tables.values():
        table.indexes.clear()


class ComponentReflectionTest(_ComponentReflectionTest):
    @classmethod
    def define_tables(cls, metadata: MetaData) -> None:
        super().define_tables(metadata)
        simplify(metadata)


class QuotedNameArgumentTest(_QuotedNameArgumentTest):
    @classmethod
    def define_tables(cls, metadata: MetaData) -> None:
        super().define_tables(metadata)
        simplify(metadata)


class HasSequenceTest(_HasSequenceTest):
    """The original also asks for NO MINVALUE and NO MAXVALUE, which Snowflake does not have."""

    @classmethod
    def define_tables(cls, metadata: MetaData) -> None:
        Table("user_id_table", metadata, Column("id", Integer, primary_key=True))
        for name, schema in (
            ("user_id_seq", None),
            ("other_seq", None),
            ("user_id_seq", "test_schema"),
            ("schema_seq", "test_schema"),
        ):
            Sequence(name, schema=schema, metadata=metadata)
