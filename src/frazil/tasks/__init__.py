"""Task graphs: what they are, when they run, what follows what, and the loop that makes it happen."""
