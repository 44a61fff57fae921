"""The companion's import and practices against the laptop's own code, over a real connection.

The companion's part is its Swift package, built beforehand; without that these tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bundle_maker import check_again, make_phone_model
from companion_probe import probe_command, run_probe
from phone_client import LOOPBACK, large_file

from core.phone.bundle import pack_bundle
from core.phone.delivery import Delivered, Delivery
from core.phone.golden import FOLDER, Golden
from core.phone.on_device import OnDevice
from core.phone.transfer import Transfer, TransferLimits
from core.phone.transfer_events import Ending, TransferEvent, Waiting
from core.scoring.rules import score_hit
from core.sessions.session_file import from_bytes
from core.video.fingerprint import fingerprint


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a checked detector's bundle whose golden frames hold no hits."""
    folder = make_phone_model(tmp_path / "model", checked=False)
    golden = Golden.load(folder / FOLDER)
    stretches = tuple(replace(stretch, hits=()) for stretch in golden.stretches)
    replace(golden, stretches=stretches).save(folder / FOLDER)
    check_again(folder)
    path = tmp_path / "court-4.sweetspot"
    pack_bundle(folder, path, program="0.1.0")
    return path


class Phone:
    """Starts the probe as soon as the laptop shows its code."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self._running: subprocess.Popen[bytes] | None = None
        self.judged: OnDevice | None = None
        probe_command()

    def hear(self, event: TransferEvent | OnDevice) -> None:
        """Scan the code; remember what the laptop makes of the report."""
        if isinstance(event, Waiting):
            command = probe_command("import", event.offer.link, *self._words)
            self._running = subprocess.Popen(command, stdout=subprocess.PIPE)
        if isinstance(event, OnDevice):
            self.judged = event

    def outcome(self) -> dict[str, Any]:
        """Return what the probe says of its import."""
        assert self._running is not None
        told, _ = self._running.communicate(timeout=60)
        assert self._running.returncode == 0
        return dict(json.loads(told))


def deliver(bundle: Path, root: Path, phone: Phone) -> Delivered:
    """Hand the bundle to the phone and wait for the end."""
    return Delivery(bundle, LOOPBACK, root).run(phone.hear)


def test_the_phone_fetches_proves_and_reports_and_the_laptop_says_verified(
    bundle: Path, tmp_path: Path
) -> None:
    phone = Phone()
    delivered = deliver(bundle, tmp_path / "library", phone)
    told = phone.outcome()
    assert delivered.outcome.ending is Ending.REPORTED
    assert delivered.judged is not None
    assert delivered.judged.passed
    assert delivered.receipt is not None
    assert delivered.receipt.verified is not None
    assert delivered.receipt.verified.device == "Probe"
    assert [told[word] for word in ("passed", "reported", "in_use")] == [True, True, True]
    assert (told["name"], told["bundle"]) == ("Court 4", delivered.outcome.offer.sha256)
    # Both sides say the same of the same frames.
    assert delivered.judged.words == told["words"]
    assert told["left_behind"] == []


def test_a_phone_that_sees_nothing_says_so_on_both_sides(bundle: Path, tmp_path: Path) -> None:
    phone = Phone("blind")
    delivered = deliver(bundle, tmp_path / "library", phone)
    told = phone.outcome()
    assert delivered.judged is not None
    assert not delivered.judged.passed
    assert told["reported"]
    assert not told["passed"]
    assert not told["in_use"]
    # The laptop adds that the phone itself said no.
    assert delivered.judged.words.startswith(told["words"])


def test_a_file_that_is_no_bundle_leaves_nothing_on_the_phone(tmp_path: Path) -> None:
    phone = Phone()
    limits = TransferLimits(report_s=0.5)
    outcome = Transfer(large_file(tmp_path), LOOPBACK, limits=limits).serve(phone.hear)
    told = phone.outcome()
    assert outcome.ending is Ending.DOWNLOADED
    assert "name" not in told
    assert told["problem"]
    assert told["left_behind"] == []


def test_a_laptop_that_has_stopped_is_told_in_words(bundle: Path) -> None:
    offers: list[Waiting] = []
    limits = TransferLimits(open_s=0.0)
    transfer = Transfer(bundle, LOOPBACK, limits=limits)
    transfer.serve(lambda event: offers.append(event) if isinstance(event, Waiting) else None)
    told = json.loads(run_probe("import", offers[0].offer.link, "once"))
    assert "does not answer" in told["problem"]
    assert told["left_behind"] == []


def test_a_practice_of_the_phone_is_a_session_of_the_laptop(tmp_path: Path) -> None:
    for n_bytes in (3, 300_000, 1_000_001):
        film = tmp_path / f"{n_bytes}.mov"
        film.write_bytes(bytes(i * 31 % 251 for i in range(n_bytes)))
        session = from_bytes(run_probe("practice", given=film.read_bytes()))
        assert session.video.fingerprint == fingerprint(film)
        assert (session.video.n_frames, session.video.width) == (240, 1280)
        assert [hit.frame for hit in session.hits] == [60, 120]
        assert [score_hit(hit, session.rule).value for hit in session.hits] == [5, 3]
