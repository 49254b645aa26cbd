"""What statements that define objects can be refused with, beyond the errors that everything shares.

The texts are Snowflake's, where they are known.
"""

from __future__ import annotations

from frazil.catalog.records import Family, Record
from frazil.core.errors import (
    CompilationError,
    InsufficientPrivilegesError,
    InvalidValueError,
    MissingObjectError,
    ObjectExistsError,
    ObjectNotFoundError,
    UserError,
)
from frazil.core.names import render


class WrongObjectTypeError(CompilationError):
    """``Object found is of type 'VIEW', not specified type 'TABLE'.``"""

    code = "002203"
    sqlstate = "02000"

    def __init__(self, found: Record, wanted: str) -> None:
        super().__init__(f"Object found is of type '{found.kind_word}', not specified type '{wanted}'.")
        self.found = found


class OtherKindExistsError(CompilationError):
    """``Object 'T' already exists as TABLE``: a view, say, cannot take that name, nor replace the table."""

    code = "001998"
    sqlstate = "42710"

    def __init__(self, found: Record) -> None:
        super().__init__(f"Object '{render(found.name)}' already exists as {found.kind_word}")


class SystemObjectError(CompilationError):
    """``Role 'SYSADMIN' is a system object. DROP cannot be performed.``"""

    code = "003042"
    sqlstate = "42501"

    def __init__(self, family: Family, name: str, operation: str) -> None:
        word = family.value.capitalize()
        super().__init__(f"{word} '{name}' is a system object. {operation} cannot be performed.")


class PrivilegeTypeError(CompilationError, shares=InvalidValueError):
    """``Invalid object type 'SCHEMA' for privilege 'SELECT'``."""


class PartialGrantError(UserError):
    """``Grant partially executed: privileges [P] not granted.``"""

    code = "003011"
    sqlstate = "42501"


class DependentGrantError(UserError):
    """``Dependent grant of privilege 'SELECT' on securable 'DB.S.T' to role 'R' exists. ...``"""

    code = "003036"
    sqlstate = "23001"

    def __init__(self, privilege: str, securable: str, role: str) -> None:
        super().__init__(
            f"SQL execution error: Dependent grant of privilege '{privilege}' on securable '{securable}' "
            f"to role '{role}' exists.  It must be revoked first.  More than one dependent grant may exist: "
            "use 'SHOW GRANTS' command to view them.  To revoke all dependent grants while transferring object "
            "ownership, use convenience command 'GRANT OWNERSHIP ON <target_objects> TO <target_role> "
            "REVOKE CURRENT GRANTS'."
        )


class RoleCycleError(UserError, shares=MissingObjectError):
    """A role granted to one that it contains."""


class RoleInUseError(UserError, shares=MissingObjectError):
    """``Cannot drop role X as it is the current primary role.``"""


class RestrictedSessionError(UserError):
    """``Current session is restricted. USE ROLE not allowed.``: its token is for one role."""

    code = "003107"
    sqlstate = "42501"

    def __init__(self, operation: str) -> None:
        super().__init__(f"Current session is restricted. {operation} not allowed.")


class TokenSessionError(UserError, shares=InsufficientPrivilegesError):
    """A token altered in a session that was opened with one."""

    def __init__(self, verb: str) -> None:
        super().__init__(f"Programmatic access tokens: {verb} is not allowed in a session opened with one of them.")


class RotatedTokenError(UserError, shares=MissingObjectError):
    """A token altered that a newer one took the place of."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Programmatic access token {name} was rotated: it can only be removed.")


class TokenCountError(UserError, shares=MissingObjectError):
    """A token too many for its user."""

    def __init__(self, most: int) -> None:
        super().__init__(f"A user can have at most {most} programmatic access tokens that have not expired.")


class TokenRoleError(UserError, shares=InsufficientPrivilegesError):
    """A ROLE_RESTRICTION that is missing or that the user does not have."""


class InvalidPublicKeyError(UserError):
    """``New public key rejected by current policy. Reason: 'Invalid public key'``"""

    code = "003002"
    sqlstate = "42601"


class OwnUserError(UserError, shares=MissingObjectError):
    """``Cannot drop user U as it is the current user.``"""


class WarehouseStateError(UserError):
    """``Invalid state. Warehouse 'W' cannot be suspended.``"""

    code = "090064"
    sqlstate = "22000"


class DifferentTypeError(CompilationError):
    """``cannot change column A from type VARCHAR(10) to NUMBER(38,0)``"""

    code = "002108"
    sqlstate = "22000"


class ColumnTypeChangeError(CompilationError):
    """``cannot change column A from type NUMBER(38,2) to NUMBER(38,0) because changing the scale ...``"""

    code = "040052"
    sqlstate = "22000"


class AddedDefaultError(CompilationError, shares=MissingObjectError):
    """``Dropping default value is not allowed for column 'B' because ...``"""


class ClusteringKeyError(CompilationError, shares=MissingObjectError):
    """A column that the clustering key needs."""


class ColumnNullabilityError(CompilationError):
    """NOT NULL asked of a column whose rows, old or new, have no value."""

    code = "001471"
    sqlstate = "42601"


class ColumnListError(CompilationError):
    """``Invalid column definition list``."""

    code = "002026"
    sqlstate = "42601"


class MissingColumnNameError(CompilationError):
    """``Missing column specification``: an output column of a view or CTAS that has no name."""

    code = "002022"
    sqlstate = "42601"


class MaterializedViewError(CompilationError):
    """``Invalid materialized view definition. ...``"""

    code = "002212"
    sqlstate = "0A000"


class TagValueError(CompilationError, shares=InvalidValueError):
    """A value that a tag does not allow, or too many of them."""


class LastColumnError(CompilationError, shares=MissingObjectError):
    """``Cannot drop the only column``."""


class PrimaryKeyError(CompilationError, shares=ObjectExistsError):
    """``primary key already exists for table 'T'``."""


class ConstraintSignatureError(CompilationError, shares=ObjectExistsError):
    """``constraint with the same signature already exists on table 'T'``."""


class ReferencedKeyError(CompilationError, shares=MissingObjectError):
    """A foreign key that fits no key."""


class CheckValidationError(UserError, shares=MissingObjectError):
    """``ALTER TABLE ADD CHECK is not supported with ENABLE VALIDATE (you may specify ENABLE NOVALIDATE instead).``"""


class CheckedColumnError(CompilationError, shares=MissingObjectError):
    """A column that a CHECK names beside another one."""


class KeyInUseError(CompilationError, shares=MissingObjectError):
    """``Cannot drop the table because of dependencies``, under RESTRICT."""

    def __init__(self, word: str) -> None:
        super().__init__(f"Cannot drop the {word} because of dependencies")


class CloneKindError(CompilationError):
    """``Transient object cannot be cloned to a permanent object.``"""

    code = "002120"
    sqlstate = "0A000"


def missing(family: Family, shown: str) -> ObjectNotFoundError:
    """Return what DDL says of an object that is not there."""
    state = "42S02" if family in (Family.TABLE, Family.VIEW) else "02000"
    return ObjectNotFoundError(
        f"{family.value.capitalize()} '{shown}' does not exist or not authorized.", sqlstate=state
    )
