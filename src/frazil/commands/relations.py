"""The server's own relations: INFORMATION_SCHEMA, ACCOUNT_USAGE, and the table functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from frazil.catalog.records import Database, Table
from frazil.commands.account_usage import usage_view
from frazil.commands.context import Services, SessionState, roles_in_force
from frazil.commands.information_schema import INFORMATION_VIEWS
from frazil.commands.sequences import next_value
from frazil.commands.system_rows import facts_relation
from frazil.commands.table_functions import TABLE_FUNCTIONS
from frazil.commands.task_relations import task_function
from frazil.commands.viewers import viewer
from frazil.core.errors import ObjectNotFoundError
from frazil.core.ids import ObjectId
from frazil.core.names import render
from frazil.engine.mapping import table_name
from frazil.security.privileges import may_see
from frazil.sql.binder.environment import Environment, SystemRelation
from frazil.sql.binder.names import INFORMATION_SCHEMA
from frazil.sql.binder.typed import Typed

_ACCOUNT_USAGE = ("SNOWFLAKE", "ACCOUNT_USAGE")
_COUNTED_AT_ONCE = 200


class CommandRelations:
    """Gives a statement the relations that are not in the catalog; made for each statement."""

    def __init__(self, services: Services, state: SessionState) -> None:
        self._services = services
        self._state = state

    def view(self, environment: Environment, database: str, schema: str, name: str) -> SystemRelation | None:
        """Return a system view such as DB.INFORMATION_SCHEMA.TABLES; None for a schema that is not the server's.

        Raises ObjectNotFoundError for an unknown view of INFORMATION_SCHEMA, and for a database or, with
        ACCOUNT_USAGE, privileges that the roles do not have.
        """
        if schema == INFORMATION_SCHEMA:
            return self._information_schema(environment, database, name)
        if (database, schema) == _ACCOUNT_USAGE:
            return self._account_usage(environment, name)
        return None

    def table_function(
        self, environment: Environment, name: tuple[str, ...], arguments: Sequence[object], named: Mapping[str, object]
    ) -> SystemRelation | None:
        """Return a table function's relation, None for an unknown name; its database must be one the roles may see."""
        if len(name) == 3:
            database = environment.snapshot.database(name[0])
            # Everybody may ask the functions of the database SNOWFLAKE: they show each role its own.
            if database is None or not database.system:
                self._visible_database(environment, name[0])
        if len(name) > 1 and name[-2] != INFORMATION_SCHEMA:
            return None
        found = TABLE_FUNCTIONS.get(name[-1])
        if found is None:
            return task_function(environment, self._services, self._state, name=name, arguments=arguments, named=named)
        given = [argument for argument in arguments if isinstance(argument, Typed)]
        given_named = {key: value for key, value in named.items() if isinstance(value, Typed)}
        return found(environment, self._services, self._state, (given, given_named))

    def _information_schema(self, environment: Environment, database: str, name: str) -> SystemRelation:
        snapshot = environment.snapshot
        record = self._visible_database(environment, database)
        view = INFORMATION_VIEWS.get(name)
        if view is None:
            shown = ".".join(render(part) for part in (database, INFORMATION_SCHEMA, name))
            raise ObjectNotFoundError(f"Object '{shown}' does not exist or not authorized.")
        seen = viewer(snapshot, self._state, record, self._count, lambda each: next_value(self._services.store, each))
        return facts_relation(environment, view.columns, () if environment.describe_only else view.rows(seen))

    def _visible_database(self, environment: Environment, name: str) -> Database:
        snapshot = environment.snapshot
        record = snapshot.database(name)
        if record is None or not may_see(snapshot, roles_in_force(snapshot, self._state), record):
            raise ObjectNotFoundError(f"Database '{render(name)}' does not exist or not authorized.")
        return record

    def _account_usage(self, environment: Environment, name: str) -> SystemRelation | None:
        """Return a view of the whole account, to roles with USAGE on the database SNOWFLAKE and the schema."""
        relation = usage_view(name, self._services, environment)
        database = environment.snapshot.database(_ACCOUNT_USAGE[0])
        schema = environment.snapshot.schema(*_ACCOUNT_USAGE)
        if relation is None or not isinstance(database, Database) or schema is None:
            return None
        environment.need("USAGE", database, database.name)
        environment.need("USAGE", schema, ".".join(_ACCOUNT_USAGE))
        return relation

    def _count(self, tables: Iterable[Table]) -> Mapping[ObjectId, int]:
        """Return the committed number of rows of tables."""
        ids = [table.id for table in tables]
        counts: dict[ObjectId, int] = {}
        for start in range(0, len(ids), _COUNTED_AT_ONCE):
            part = ids[start : start + _COUNTED_AT_ONCE]
            sql = " UNION ALL ".join(f"SELECT {each}, count(*) FROM {table_name(each)}" for each in part)
            counts.update((ObjectId(table_id), count) for table_id, count in self._services.store.rows(sql))
        return counts
