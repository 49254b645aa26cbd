"""Files that clients send: so far only the bindings of one statement."""
