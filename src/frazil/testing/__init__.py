"""For tests, frazil's own and those of its users: a server in the process."""

from frazil.testing.server import TestServer, server

__all__ = ["TestServer", "server"]
