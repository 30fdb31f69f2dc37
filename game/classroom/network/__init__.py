"""The phones' side of a class: the door, the page and the server. Imported only when a class runs."""

from game.classroom.network.address import PORT, Address, PortTakenError
from game.classroom.network.server import Server

__all__ = ["PORT", "Address", "PortTakenError", "Server"]
