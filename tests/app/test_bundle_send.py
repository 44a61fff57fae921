"""``sweetspot bundle`` and ``sweetspot send``: a terminal, and a client that plays the phone."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from bundle_maker import PROGRAM, make_phone_model, phone_report
from phone_client import LOOPBACK, PATIENCE_S, fetch, post_report

from app import cli, send
from core.files import sha256_of
from core.phone.bundle import pack_bundle
from core.phone.delivery import Delivered, Delivery
from core.phone.golden import FOLDER, Golden
from core.phone.interfaces import LanAddress
from core.phone.on_device import OnDevice
from core.phone.one_time import TransferLimits
from core.phone.receipts import Receipts, Way
from core.phone.transfer_events import Downloaded, Ending, TransferEvent, TransferOffer, Waiting


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the folder of a checked detector."""
    return make_phone_model(tmp_path / "model")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty library, which is the one in use."""
    monkeypatch.setenv("SWEETSPOT_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.fixture
def on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a computer whose one network is itself."""
    monkeypatch.setattr(send, "chosen_address", lambda wanted: LanAddress("lo", LOOPBACK))


@contextmanager
def interrupted(stopped: threading.Event) -> Iterator[None]:
    """Play somebody who stops at once."""
    stopped.set()
    yield


@pytest.fixture
def bundle(model: Path, tmp_path: Path) -> Path:
    """Return the detector's bundle."""
    path = tmp_path / "court-4.sweetspot"
    pack_bundle(model, path, program=PROGRAM)
    return path


class Phone:
    """Hears a delivery and does what a phone does, in a thread of its own."""

    def __init__(self, model: Path, teller: send.Teller, *, shift_px: float = 0.1) -> None:
        self.offer: TransferOffer | None = None
        self._golden, self._teller = Golden.load(model / FOLDER), teller
        self._shift_px = shift_px
        self._threads: list[threading.Thread] = []

    def hear(self, event: TransferEvent | OnDevice) -> None:
        """Tell the terminal, and act as the phone."""
        self._teller.hear(event)
        if isinstance(event, Waiting):
            self.offer = event.offer
            self._do(fetch, event.offer)
        elif isinstance(event, Downloaded):
            assert self.offer is not None
            report = phone_report(self.offer.sha256, self._golden, shift_px=self._shift_px)
            self._do(post_report, self.offer, report)

    def over(self) -> None:
        """Wait for what the phone still does."""
        for thread in self._threads:
            thread.join(PATIENCE_S)

    def _do(self, act: object, *given: object) -> None:
        thread = threading.Thread(target=act, args=given)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()


def delivered(
    bundle: Path, model: Path, library: Path, *, shift_px: float = 0.1
) -> tuple[Delivered, int, str]:
    """Deliver a bundle to a client and return how it went, the exit code, and what was told."""
    out = io.StringIO()
    teller = send.Teller(out)
    phone = Phone(model, teller, shift_px=shift_px)
    found = Delivery(bundle, LOOPBACK, library).run(phone.hear)
    phone.over()
    return found, teller.end(found), out.getvalue()


def test_a_detector_is_packed_and_verified(
    model: Path, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.sweetspot"
    assert cli.main(["bundle", str(model), "--out", str(path)]) == 0
    packed = capsys.readouterr().out
    assert "“Court 4”" in packed
    assert "  checked: 40 of 40 frames: same boxes" in packed
    assert cli.main(["bundle", "--verify", str(path)]) == 0
    assert capsys.readouterr().out == packed
    (receipt,) = Receipts(library).all()
    assert (receipt.way, receipt.bundle, receipt.where) == (Way.FILE, sha256_of(path), str(path))


def test_without_a_check_only_who_insists(
    model: Path, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.sweetspot"
    (model / "check.json").unlink()
    assert cli.main(["bundle", str(model), "--out", str(path)]) == cli.BAD_INPUT
    assert "not been checked" in capsys.readouterr().err
    assert not path.exists()
    assert Receipts(library).all() == ()
    assert cli.main(["bundle", str(model), "--out", str(path), "--unchecked"]) == 0
    assert "NOT CHECKED" in capsys.readouterr().out
    assert not Receipts(library).all()[0].checked


@pytest.mark.parametrize("arguments", [[], ["model", "--verify", "file"]])
def test_either_packed_or_verified(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bundle", *arguments]) == cli.BAD_INPUT
    assert "Either a detector is packed" in capsys.readouterr().err


@pytest.mark.usefixtures("library", "on_loopback")
def test_a_damaged_bundle_is_never_sent(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-100])
    for arguments in (["bundle", "--verify", str(bundle)], ["send", str(bundle)]):
        assert cli.main(arguments) == cli.BAD_INPUT
        told = capsys.readouterr()
        assert "damaged" in told.err
        assert told.out == ""


def test_an_interface_that_is_not_there_is_named(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["send", str(bundle), "--interface", "nowhere"]) == cli.BAD_INPUT
    assert "no network interface “nowhere”" in capsys.readouterr().err


def test_a_phone_verifies_it_and_the_library_remembers(
    bundle: Path, model: Path, library: Path
) -> None:
    found, code, told = delivered(bundle, model, library)
    assert code == 0
    assert found.judged is not None
    assert found.judged.passed
    assert "▀" in told
    assert "Scan the code in the app on the phone, within 10:00." in told
    assert "Verified on Anna's iPhone (iPhone15,2, iOS 18.1): 6 of 6 frames: same boxes" in told
    assert "8.5 ms a frame, the slowest 9.5 ms" in told
    (receipt,) = Receipts(library).all()
    assert receipt == found.receipt
    assert receipt.verified is not None
    assert (receipt.verified.same, receipt.verified.frames) == (6, 6)
    assert receipt.where == LOOPBACK


def test_a_phone_that_sees_otherwise_is_told_loudly(
    bundle: Path, model: Path, library: Path
) -> None:
    found, code, told = delivered(bundle, model, library, shift_px=3.0)
    assert code == send.DIFFERS
    assert "NOT the same on Anna's iPhone" in told
    assert found.receipt is not None
    assert found.receipt.verified is not None
    assert not found.receipt.verified.passed


def test_nobody_came(bundle: Path, library: Path) -> None:
    out = io.StringIO()
    teller = send.Teller(out)
    found = Delivery(bundle, LOOPBACK, library, limits=TransferLimits(open_s=0.05)).run(teller.hear)
    assert found.outcome.ending is Ending.EXPIRED
    assert teller.end(found) == send.NOT_ARRIVED
    assert "No phone has fetched it in time" in out.getvalue()
    assert Receipts(library).all() == ()


@pytest.mark.usefixtures("library", "on_loopback")
def test_the_verb_serves_until_it_is_stopped(
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The whole verb; only the network and the hand on Ctrl-C are played."""
    monkeypatch.setattr(send, "stop_on_interrupt", interrupted)
    assert cli.main(["send", str(bundle)]) == send.STOPPED
    assert capsys.readouterr().out.endswith("Stopped.\n")


def test_a_report_on_other_frames_is_told_and_not_believed(
    bundle: Path, model: Path, library: Path
) -> None:
    golden = Golden.load(model / FOLDER)
    replace(golden, stretches=golden.stretches[:1]).save(model / FOLDER)
    found, code, told = delivered(bundle, model, library)
    assert code == 0
    assert "about other golden frames" in told
    assert found.receipt is not None
    assert found.receipt.verified is None
