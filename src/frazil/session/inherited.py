"""Session parameters before a session sets any: the server's defaults, what the account and the user set."""

from __future__ import annotations

from collections.abc import Mapping

from frazil.catalog.records import ACCOUNT_ID, Account, User
from frazil.catalog.snapshot import Catalog
from frazil.commands.parameters import inherited_values
from frazil.core.ids import ObjectId

_Known = tuple[Account | None, User | None, Mapping[str, object]]


class InheritedParameters:
    """The values each user's sessions begin with, made anew only when the account's or the user's record changed.

    Shared by all sessions: a task's run is a session of its own and must not pay for the table of parameters.
    """

    def __init__(self, catalog: Catalog, defaults: Mapping[str, object]) -> None:
        self._catalog = catalog
        self._defaults = defaults
        self._known: dict[ObjectId | None, _Known] = {}

    def values(self, user: User | None) -> Mapping[str, object]:
        """Return every session parameter's value for a user, None for the service user of tasks."""
        snapshot = self._catalog.snapshot
        account = snapshot.get(Account, ACCOUNT_ID)
        user_id = user.id if user is not None else None
        newest = snapshot.get(User, user_id)
        known = self._known.get(user_id)
        if known is None or known[0] is not account or known[1] is not newest:
            known = (account, newest, inherited_values(snapshot, newest, self._defaults))
            self._known[user_id] = known
        return known[2]
