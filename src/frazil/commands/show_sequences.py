"""SHOW and DESCRIBE of sequences."""

from __future__ import annotations

from frazil.catalog.records import NumberSequence
from frazil.commands.context import Context
from frazil.commands.results import Rows
from frazil.commands.sequences import next_value
from frazil.commands.show_scope import Row, Visibility, columns, filters_of, owner_name, records_in
from frazil.sql import statements as st

SEQUENCE_COLUMNS = columns(
    "name database_name schema_name next_value interval created_on owner comment owner_role_type ordered",
    times="created_on",
    numbers="next_value interval",
)


def show_sequences(statement: st.Show, context: Context) -> Rows:
    """List sequences, each with the value that it gives next."""
    visibility = Visibility(context)
    rows = [
        (record.name, sequence_row(record, context))
        for _, _, record in records_in(statement, context, NumberSequence)
        if isinstance(record, NumberSequence) and visibility.sees(record)
    ]
    return Rows(SEQUENCE_COLUMNS, filters_of(statement, context).select(rows))


def sequence_row(sequence: NumberSequence, context: Context) -> Row:
    """Return a sequence as SHOW and DESCRIBE print it."""
    database, schema, _ = context.snapshot.path(sequence)
    return (
        sequence.name,
        database,
        schema,
        next_value(context.services.store, sequence),
        sequence.numbering.increment,
        sequence.created_on,
        owner_name(context, sequence),
        sequence.comment,
        "ROLE",
        "Y" if sequence.numbering.ordered else "N",
    )
