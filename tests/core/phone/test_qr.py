"""QR codes hold what they should, in every form they are shown."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.phone.qr import QUIET, qr_modules, qr_text
from core.phone.transfer_events import TransferOffer

LINK = TransferOffer("192.168.178.123", 49152, "a1" * 16, "b2" * 32, 12_345_678).link


def read(modules: np.ndarray) -> str:
    """Return what a camera would read, four pixels to a module."""
    picture = np.where(modules, 0, 255).astype(np.uint8).repeat(4, 0).repeat(4, 1)
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(text)


def test_a_camera_reads_the_link() -> None:
    assert read(np.array(qr_modules(LINK))) == LINK


def test_the_quiet_zone_is_light() -> None:
    modules = np.array(qr_modules(LINK))
    inside = modules[QUIET:-QUIET, QUIET:-QUIET]
    assert modules.sum() == inside.sum()
    assert inside[0].any()
    assert len(modules) <= 61  # so that a terminal of 80 letters and a small screen show it


def test_the_blocks_of_a_terminal_are_the_same_code() -> None:
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    for coloured in (True, False):
        lines = qr_text(LINK, coloured=coloured).splitlines()
        plain = [line.replace("\x1b[30;107m", "").replace("\x1b[0m", "") for line in lines]
        pairs = np.array([[halves[letter] for letter in line] for line in plain])
        shown = pairs.transpose(0, 2, 1).reshape(-1, pairs.shape[1])
        modules = shown if coloured else 1 - shown
        assert (modules[: len(qr_modules(LINK))] == np.array(qr_modules(LINK))).all()


def test_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr_modules("x" * 3_000)
