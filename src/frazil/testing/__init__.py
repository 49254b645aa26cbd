"""For tests, frazil's own and those of its users: a server in the process, and its time."""

from frazil.testing.server import TestServer, server
from frazil.testing.virtual_time import VirtualTime

__all__ = ["TestServer", "VirtualTime", "server"]
