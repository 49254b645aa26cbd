"""What exists: immutable records, and the snapshots in which they are found."""
