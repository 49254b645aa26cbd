"""Small programs that measure one cost of the machine, to read the other numbers by."""
