"""SQLAlchemy 2 by snowflake-sqlalchemy, unmodified: engines, reflection, the ORM, MERGE, pandas."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from snowflake.sqlalchemy import TIMESTAMP_TZ, VARIANT, MergeInto
from sqlalchemy import orm

NUMBERS = itertools.count()


def engine_of(database: str) -> sa.Engine:
    url = sa.URL.create(
        "snowflake",
        username="ADMIN",
        password=os.environ["FRAZIL_TEST_PASSWORD"],
        host=os.environ["FRAZIL_TEST_HOST"],
        port=int(os.environ["FRAZIL_TEST_PORT"]),
        database=database,
        query={"account": "frazil", "warehouse": "compute_wh"},
    )
    return sa.create_engine(url, connect_args={"protocol": "http"})


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    """An engine whose URL names a database and schema of its own."""
    name = f"alchemy{next(NUMBERS)}"
    maker = engine_of("")
    with maker.begin() as connection:
        connection.exec_driver_sql(f"create database {name}")
    found = engine_of(f"{name}/public")
    yield found
    found.dispose()
    with maker.begin() as connection:
        connection.exec_driver_sql(f"drop database {name}")
    maker.dispose()


class Base(orm.DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: orm.Mapped[int] = orm.mapped_column(sa.Sequence("customer_ids"), primary_key=True)
    name: orm.Mapped[str] = orm.mapped_column(sa.String(40))
    since: orm.Mapped[dt.date | None]
    orders: orm.Mapped[list[Order]] = orm.relationship(back_populates="customer", order_by="Order.id")


class Order(Base):
    __tablename__ = "orders"
    id: orm.Mapped[int] = orm.mapped_column(sa.Sequence("order_ids"), primary_key=True)
    customer_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("customers.id"))
    amount: orm.Mapped[Decimal] = orm.mapped_column(sa.Numeric(10, 2))
    customer: orm.Mapped[Customer] = orm.relationship(back_populates="orders")


def test_the_url_names_what_is_current(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        row = connection.execute(sa.text("select current_schema(), current_warehouse(), :n + 1"), {"n": 41}).one()
    assert tuple(row) == ("PUBLIC", "COMPUTE_WH", 42)
    assert engine.dialect.default_schema_name == "public"


def test_an_error_is_sqlalchemys(engine: sa.Engine) -> None:
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError) as caught:
        connection.exec_driver_sql("select * from nowhere")
    assert getattr(caught.value.orig, "errno", None) == 2003


def test_the_orm_goes_and_comes(engine: sa.Engine) -> None:
    Base.metadata.create_all(engine)
    with orm.Session(engine) as session:
        ada = Customer(name="Ada", since=dt.date(1843, 1, 1), orders=[Order(amount=Decimal("1.50"))])
        session.add_all([ada, Customer(name="Bob")])
        session.commit()
        ada.orders.append(Order(amount=Decimal("2.25")))
        ada.name = "Ada L."
        session.commit()
    with orm.Session(engine) as session:
        found = session.scalars(sa.select(Customer).options(orm.selectinload(Customer.orders)).order_by("id")).all()
        assert [(each.name, each.since, [order.amount for order in each.orders]) for each in found] == [
            ("Ada L.", dt.date(1843, 1, 1), [Decimal("1.50"), Decimal("2.25")]),
            ("Bob", None, []),
        ]
        session.delete(found[1])
        session.flush()
        session.rollback()
        assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 2
    Base.metadata.drop_all(engine)
    assert sa.inspect(engine).get_table_names() == []
    assert sa.inspect(engine).get_sequence_names() == []


def test_identity_counts(engine: sa.Engine) -> None:
    table = sa.Table(
        "counted",
        sa.MetaData(),
        sa.Column("id", sa.Integer, sa.Identity(start=100, increment=10), primary_key=True),
        sa.Column("s", sa.String),
    )
    table.create(engine)
    with engine.begin() as connection:
        for text in "ab":
            connection.execute(table.insert(), {"s": text})
        assert connection.execute(sa.select(table).order_by("id")).all() == [(100, "a"), (110, "b")]
    column = sa.inspect(engine).get_columns("counted")[0]
    assert (column["identity"]["start"], column["identity"]["increment"], column["autoincrement"]) == (100, 10, True)


REFLECTED = """
create table parents (
    id int not null primary key, code varchar(8) not null unique, rate number(12, 3) default 1.5,
    at timestamp_tz default current_timestamp(), data variant, raw binary(10), ratio float, done boolean default false,
    comment varchar comment 'free text');
create table children (
    id int autoincrement, parent int, constraint children_pk primary key (id),
    constraint to_parent foreign key (parent) references parents (id));
create view done as select id from parents where done;
create sequence numbers;
create schema other;
create table other.elsewhere (a date, b time);
use schema public
"""


def test_a_schema_is_reflected(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for statement in REFLECTED.split(";"):
            connection.exec_driver_sql(statement)
    seen = sa.inspect(engine)
    assert sorted(seen.get_table_names()) == ["children", "parents"]
    assert seen.get_view_names() == ["done"]
    assert "select id from parents" in seen.get_view_definition("done")
    assert seen.get_sequence_names() == ["numbers"]
    assert {"public", "other", "information_schema"} <= set(seen.get_schema_names())
    assert seen.get_table_names(schema="other") == ["elsewhere"]
    assert (seen.has_table("parents"), seen.has_table("nowhere"), seen.has_sequence("numbers")) == (True, False, True)
    columns = {column["name"]: column for column in seen.get_columns("parents")}
    kinds = {name: type(column["type"]) for name, column in columns.items()}
    assert issubclass(kinds["rate"], sa.Numeric)
    assert (kinds["at"], kinds["data"], kinds["done"]) == (TIMESTAMP_TZ, VARIANT, sa.BOOLEAN)
    assert (columns["code"]["type"].length, columns["rate"]["type"].scale) == (8, 3)
    assert [columns[name]["nullable"] for name in ("id", "code", "rate")] == [False, False, True]
    assert (columns["rate"]["default"], columns["comment"]["comment"]) == ("1.5", "free text")
    assert seen.get_pk_constraint("children") == {"constrained_columns": ["id"], "name": "children_pk"}
    (key,) = seen.get_foreign_keys("children")
    assert (key["name"], key["constrained_columns"]) == ("to_parent", ["parent"])
    assert (key["referred_table"], key["referred_columns"]) == ("parents", ["id"])
    assert [each["column_names"] for each in seen.get_unique_constraints("parents")] == [["code"]]


def test_tables_of_a_whole_schema_are_reflected(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for statement in REFLECTED.split(";"):
            connection.exec_driver_sql(statement)
    metadata = sa.MetaData()
    metadata.reflect(engine, views=True)
    assert sorted(metadata.tables) == ["children", "done", "parents"]
    assert list(metadata.tables["children"].c.parent.foreign_keys)[0].column.table.name == "parents"
    assert [column.name for column in metadata.tables["parents"].primary_key] == ["id"]


def test_many_rows_at_once_and_merge(engine: sa.Engine) -> None:
    metadata = sa.MetaData()
    target = sa.Table("target", metadata, sa.Column("k", sa.Integer), sa.Column("v", sa.String(20)))
    source = sa.Table("source", metadata, sa.Column("k", sa.Integer), sa.Column("v", sa.String(20)))
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(target.insert(), [{"k": number, "v": "old"} for number in range(1000)])
        connection.execute(source.insert(), [{"k": 0, "v": "gone"}, {"k": 1, "v": "new"}, {"k": 5000, "v": "added"}])
        merge = MergeInto(target, source, target.c.k == source.c.k)
        merge.when_matched_then_delete().where(source.c.v == "gone")
        merge.when_matched_then_update().values(v=source.c.v)
        merge.when_not_matched_then_insert().values(k=source.c.k, v=source.c.v)
        connection.execute(merge)
        rows = connection.execute(sa.select(target).where(target.c.v != "old").order_by("k")).all()
        assert rows == [(1, "new"), (5000, "added")]
        assert connection.scalar(sa.select(sa.func.count()).select_from(target)) == 1000


def test_pandas_reads_and_writes(engine: sa.Engine) -> None:
    frame = pd.DataFrame(
        {"n": [1, 2, 3], "s": ["x", None, "z"], "f": [0.5, 1.5, None], "d": pd.to_datetime(["2024-01-01"] * 3)}
    )
    frame.to_sql("frames", engine, index=False, method="multi")
    frame.to_sql("frames", engine, index=False, if_exists="append")
    back = pd.read_sql("select * from frames order by n", engine)
    assert list(back.columns) == ["n", "s", "f", "d"]
    assert back["n"].tolist() == [1, 1, 2, 2, 3, 3]
    assert back["s"].isna().sum() == back["f"].isna().sum() == 2
    assert back["d"].unique().tolist() == [pd.Timestamp("2024-01-01")]
    whole: Any = pd.read_sql_table("frames", engine)
    assert len(whole) == 6
