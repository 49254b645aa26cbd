"""The server's own relations: INFORMATION_SCHEMA, ACCOUNT_USAGE, and the table functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frazil.commands.context import Services, SessionState
from frazil.commands.task_relations import task_function
from frazil.sql.binder.environment import Environment, SystemRelation


class CommandRelations:
    """Gives a statement the relations that are not in the catalog; made for each statement."""

    def __init__(self, services: Services, state: SessionState) -> None:
        self._services = services
        self._state = state

    def view(self, environment: Environment, database: str, schema: str, name: str) -> SystemRelation | None:
        """Return a system view such as DB.INFORMATION_SCHEMA.TABLES, None for an unknown name."""
        return None

    def table_function(
        self, environment: Environment, name: tuple[str, ...], arguments: Sequence[object], named: Mapping[str, object]
    ) -> SystemRelation | None:
        """Return a table function's relation, None for an unknown name."""
        return task_function(
            environment, self._services, self._state, name=name, arguments=arguments, named=named
        )
