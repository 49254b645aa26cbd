"""What every front that speaks HTTP shares: bodies, answers from threads, rows and columns as JSON."""
