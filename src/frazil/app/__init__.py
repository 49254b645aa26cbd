"""What runs: the parts put together, the data directory, the process."""
