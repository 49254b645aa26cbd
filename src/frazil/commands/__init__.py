"""What statements do: one handler per statement, found in a dictionary by the statement's type."""
