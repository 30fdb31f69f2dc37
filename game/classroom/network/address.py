"""Where phones find this computer: its addresses, the likeliest first, and a port that is free."""

import errno
import os
import re
import socket
from typing import Final, NamedTuple

PORT: Final = 8765
"""Asked for first when nobody says otherwise."""
BACKLOG: Final = 1024
"""Phones that may knock at the same moment: all of a class scans at once."""
TRIES: Final = 20
"""How many ports are tried, counting up."""

SILENT_MS: Final = 30_000
"""Milliseconds after which a phone that confirms nothing of what it is sent is taken to be gone: by itself
the system of some computers waits for a quarter of an hour."""

# Interfaces that no phone in the room is on: other machines inside this one, and tunnels out of it.
_VIRTUAL: Final = re.compile(
    r"\b(docker|podman|lxc|lxd|cni|veth|virbr|br-|vmnet|vboxnet|virtualbox|vmware|hyper-v|vethernet|wsl"
    r"|u?tun|tap|wg|ppp|ipsec|tailscale|zerotier|zt|nordlynx|loopback)",
    re.IGNORECASE,
)
# No packet goes there: connecting a datagram socket only asks which way one would leave.
_ELSEWHERE: Final = ("198.51.100.1", 9)


class Address(NamedTuple):
    """One way to this computer: an IPv4 address and the interface it belongs to, as the system calls it."""

    ip: str
    interface: str

    @property
    def remote(self) -> tuple[bool, bool]:
        """How unlikely it is that a phone is on it, for comparison: hardly, on an interface that is inside
        this computer or a tunnel; less still, where the address was made up because nobody gave one."""
        return self.ip.startswith("169.254."), _VIRTUAL.search(self.interface) is not None


class PortTakenError(Exception):
    """No port could be had; the message says which were tried and what to do."""


def addresses() -> tuple[Address, ...]:
    """The IPv4 addresses of this computer that a phone could reach, the likeliest first.

    Empty without a network. Reads the interfaces anew every time, in well under a millisecond.
    """
    import ifaddr

    way_out = _way_out()
    try:
        adapters = list(ifaddr.get_adapters())
    except OSError:  # some systems let nobody look
        return (Address(way_out, ""),) if way_out else ()
    found = [
        Address(ip.ip, adapter.nice_name)
        for adapter in adapters
        for ip in adapter.ips
        if isinstance(ip.ip, str) and not ip.ip.startswith(("127.", "0."))
    ]
    found.sort(key=lambda address: (address.remote, address.ip != way_out))
    return tuple(found)


def _way_out() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def listen(port: int) -> socket.socket:
    """A socket that listens on every address, at `port` or at the first free one of the next few.

    `port` 0 is any free one. Raises `PortTakenError` if none can be had.
    """
    last = min(port + TRIES, 65536) - 1 if port else 0
    for number in range(port, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                # Without it a port stays closed for a minute after a crash. Elsewhere the same option
                # would let two programs share one.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                # What is accepted inherits it.
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT_MS)
            listener.bind(("", number))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            listener.setblocking(False)
            return listener
    raise PortTakenError(
        f"Ports {port} to {last} of this computer are in use or not allowed. "
        "Close the other class, or choose another port with --port."
    )
