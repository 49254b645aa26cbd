"""The stages of drivers for bindings: CREATE TEMPORARY STAGE of their fixed names, and PUT into them.

Other stages are not built.  Source: what connectors 4.x and 5.x send for array bindings of many values.
"""

from __future__ import annotations

from frazil.commands.context import Context
from frazil.commands.registry import DDL_TYPE, Effect, handles
from frazil.commands.results import Status, Upload
from frazil.core.errors import InvalidExpressionError, UnsupportedError
from frazil.sql import statements as st

_UNKNOWN_TYPE = 0x0


@handles(
    st.CreateBindStage,
    Effect.SESSION,
    DDL_TYPE,
    "CREATE",
    privileges="none: the stage is the session's own",
)
def create_bind_stage(statement: st.CreateBindStage, context: Context) -> Status:
    """Let the session upload bindings."""
    context.authorized = True
    return Status(f"Stage area {statement.name} successfully created.")


@handles(st.Put, Effect.SESSION, _UNKNOWN_TYPE, "PUT_FILES", privileges="none: the stage is the session's own")
def put(statement: st.Put, context: Context) -> Upload:
    """Say where a file of bindings may be sent."""
    context.authorized = True
    target = statement.target
    if target is None:
        bound = context.environment.bindings.get(1)
        if bound is None or not bound.constant:
            raise InvalidExpressionError("Bind variable :1 not set.", position=0)
        target = str(bound.constant[0])
    folder = bind_folder(target)
    if folder is None:
        raise UnsupportedError("PUT")
    options = dict(statement.options)
    name = statement.source.rpartition("/")[2]
    return Upload(
        source=statement.source,
        folder=folder,
        token=context.services.bind_stages.expect(context.state.id, folder, name),
        parallel=int(options.get("PARALLEL", "4")) if options.get("PARALLEL", "4").isdecimal() else 4,
        compress=options.get("AUTO_COMPRESS", "TRUE") != "FALSE",
        compression=options.get("SOURCE_COMPRESSION", "AUTO_DETECT").lower(),
        overwrite=options.get("OVERWRITE", "FALSE") == "TRUE",
    )


def bind_folder(location: str) -> str | None:
    """Return the folder that a location names in a stage for bindings, None for any other location."""
    stage, _, folder = location.removeprefix("@").partition("/")
    return folder.strip("/") if location.startswith("@") and stage.strip('"').upper() in st.BIND_STAGES else None
