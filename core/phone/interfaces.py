"""The addresses at which phones on the local network can reach this computer."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

import psutil

from core.errors import TransferError

_VIRTUAL = re.compile(
    r"docker|veth|virbr|vbox|vmnet|vmware|virtualbox|vethernet|hyper-v|wsl|utun|tun\d|tap\d"
    r"|tailscale|zerotier|wireguard|^wg\d|^br-|bluetooth|ppp",
    re.IGNORECASE,
)
# Sends nothing: connecting a datagram socket only asks the system which way it would go.
_ANYWHERE = ("203.0.113.1", 9)


@dataclass(frozen=True)
class LanAddress:
    """An interface that is up: its name as the system has it, and its IPv4 address.

    ``virtual`` ones belong to virtual machines and tunnels, where no phone is.
    """

    name: str
    address: str
    virtual: bool = False


def lan_addresses() -> tuple[LanAddress, ...]:
    """Return the addresses phones may reach, the likeliest first; none without a network.

    Loopback and self-assigned addresses are left out. IPv4 only: what a QR code carries stays
    short, and phones' hotspots and clubs' networks all have it.
    """
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        LanAddress(name, entry.address, _VIRTUAL.search(name) is not None)
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if name in up and entry.family == socket.AF_INET and _is_reachable(entry.address)
    ]
    usual = _usual_address()

    def order(one: LanAddress) -> tuple[bool, bool, bool, str]:
        is_private = ipaddress.ip_address(one.address).is_private
        return one.virtual, one.address != usual, not is_private, one.name

    return tuple(sorted(found, key=order))


def chosen_address(wanted: str = "") -> LanAddress:
    """Return the interface that ``wanted`` names (its name or address), or the likeliest.

    Raises ``TransferError`` when there is no network, or no such interface.
    """
    found = lan_addresses()
    if wanted:
        for one in found:
            if wanted in (one.name, one.address):
                return one
        known = ", ".join(f"{one.address} ({one.name})" for one in found) or "none"
        raise TransferError(f"There is no network interface “{wanted}”.", f"There are: {known}.")
    if not found:
        raise TransferError(
            "This computer is on no network, so no phone can reach it.",
            "Join the phone's Wi-Fi or its hotspot, or hand the bundle over as a file.",
        )
    return found[0]


def _is_reachable(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)


def _usual_address() -> str:
    """Return the address from which this computer speaks to the rest of the world."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANYWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return ""
