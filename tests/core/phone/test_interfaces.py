"""Which address a phone can reach: the usual one first, tunnels last, none without a network."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import psutil
import pytest

from core.errors import TransferError
from core.phone import interfaces
from core.phone.interfaces import LanAddress, chosen_address, lan_addresses


def a_computer(
    monkeypatch: pytest.MonkeyPatch, usual: str = "", down: str = "", **addresses: str
) -> None:
    """Play a computer with these interfaces."""

    def entries(address: str) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(family=socket.AF_INET6, address="fe80::1"),
            SimpleNamespace(family=socket.AF_INET, address=address),
        ]

    monkeypatch.setattr(
        psutil, "net_if_addrs", lambda: {name: entries(a) for name, a in addresses.items()}
    )
    monkeypatch.setattr(
        psutil,
        "net_if_stats",
        lambda: {name: SimpleNamespace(isup=name != down) for name in addresses},
    )
    monkeypatch.setattr(interfaces, "_usual_address", lambda: usual)


def test_the_usual_way_comes_first_and_tunnels_last(monkeypatch: pytest.MonkeyPatch) -> None:
    a_computer(
        monkeypatch, usual="192.168.1.5", docker0="172.17.0.1", eth0="10.0.0.7",
        lo="127.0.0.1", usb0="169.254.3.4", wlan0="192.168.1.5", wwan0="100.64.0.1",
    )  # fmt: skip
    assert [one.name for one in lan_addresses()] == ["wlan0", "eth0", "wwan0", "docker0"]
    assert lan_addresses()[-1].virtual
    assert chosen_address() == LanAddress("wlan0", "192.168.1.5")


def test_one_is_chosen_by_name_or_address(monkeypatch: pytest.MonkeyPatch) -> None:
    a_computer(monkeypatch, eth0="10.0.0.7", wlan0="192.168.1.5")
    assert chosen_address("eth0") == chosen_address("10.0.0.7")
    with pytest.raises(TransferError, match="no network interface “eth1”") as caught:
        chosen_address("eth1")
    assert "10.0.0.7 (eth0)" in caught.value.hint


def test_what_is_down_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    a_computer(monkeypatch, down="eth0", eth0="10.0.0.7", lo="127.0.0.1")
    assert lan_addresses() == ()
    with pytest.raises(TransferError, match="on no network"):
        chosen_address()


def test_this_very_computer_can_be_asked() -> None:
    for one in lan_addresses():
        assert socket.inet_aton(one.address)
        assert not one.address.startswith("127.")
