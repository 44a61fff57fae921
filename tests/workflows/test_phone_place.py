"""A coach's acts in the Phone place, through the real window: hand over, refuse, stop, go on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bundle_maker import make_phone_model, phone_report
from check_values import bad_report
from phone_client import LOOPBACK, ask, fetch, post_report
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app import trainer_process
from app.context import AppContext
from app.main_window import MainWindow
from app.places.phone import PhonePlace
from app.state import phone_parcel
from app.state.phone_flow import Stage, StepId, StepState
from app.state.phone_sending import Phase
from core.phone import interfaces
from core.phone.bundle_reader import bundle_index, verify_bundle
from core.phone.check_report import CheckReport
from core.phone.golden import FOLDER, Golden
from core.phone.interfaces import LanAddress
from core.phone.receipts import Receipts, Way
from core.phone.transfer_events import TransferOffer

LONG_MS = 280_000
HERE = LanAddress("loopback", LOOPBACK)


class PhoneCoach:
    """A coach in the Phone place of one window."""

    def __init__(self, window: MainWindow, context: AppContext, qtbot: QtBot) -> None:
        self.window, self.context, self.qtbot = window, context, qtbot
        self.root = context.store.root

    def go_there(self) -> None:
        """Go to the place and wait until it has looked at the library."""
        QTest.keyClick(self.window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    @property
    def place(self) -> PhonePlace:
        place = self.window.place("phone")
        assert isinstance(place, PhonePlace)
        return place

    def wait(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=LONG_MS)

    def settle(self) -> None:
        """Wait until nothing is being read or done."""
        self.wait(lambda: self.place.desk.was_read and not self.context.runner.alive())

    def choose(self, name: str) -> None:
        """Select a detector by its name."""
        view = self.place.layout_.detectors
        texts = [
            str(view.item(row).data(Qt.ItemDataRole.AccessibleTextRole))
            for row in range(view.count())
        ]
        view.setCurrentRow(next(row for row, text in enumerate(texts) if text.startswith(name)))
        self.settle()

    def offer(self) -> TransferOffer:
        """Show the code and return what it says."""
        self.place.layout_.card.code.click()
        return self.offered()

    def offered(self) -> TransferOffer:
        """Wait for the code and return what it says."""
        self.wait(lambda: self.phase is Phase.WAITING)
        sending = self.place.leaving.hand_over.sending
        assert sending is not None
        assert sending.offer is not None
        return sending.offer

    @property
    def phase(self) -> Phase | None:
        sending = self.place.leaving.hand_over.sending
        return None if sending is None else sending.phase


@pytest.fixture
def phone_coach(
    live_window: MainWindow,
    live_context: AppContext,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[PhoneCoach]:
    monkeypatch.setattr(phone_parcel, "lan_addresses", lambda: (HERE,))
    monkeypatch.setattr(phone_parcel, "chosen_address", lambda wanted="": HERE)
    live_window.resize(1280, 720)
    coach = PhoneCoach(live_window, live_context, qtbot)
    yield coach
    coach.place.leaving.hand_over.leave()
    coach.wait(lambda: not live_context.runner.alive())


def test_by_code_to_a_phone_that_checks_it_itself(phone_coach: PhoneCoach) -> None:
    folder = make_phone_model(phone_coach.root / "models" / "court-4")
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    offer = phone_coach.offer()
    assert phone_coach.place.leaving.page.code.isVisible()
    assert phone_coach.place.leaving.page.code.module_px() >= 2
    content = fetch(offer)
    assert content.startswith(b"PK")
    phone_coach.wait(lambda: phone_coach.phase is Phase.CHECKING)
    golden = Golden.load(folder / FOLDER)
    assert post_report(offer, phone_report(offer.sha256, golden)).status < 300
    phone_coach.wait(lambda: phone_coach.phase is Phase.VERIFIED)
    assert phone_coach.place.leaving.page.status.text() == "Verified on Anna's iPhone"
    phone_coach.place.leaving.page.back.click()
    phone_coach.settle()
    texts = phone_coach.place.layout_.history.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Verified on Anna's iPhone" in texts
    shown = phone_coach.place.layout_.detectors.current
    assert shown is not None
    assert shown.verified == "Anna's iPhone"


def test_a_report_that_comes_after_the_page_was_left_is_told(phone_coach: PhoneCoach) -> None:
    folder = make_phone_model(phone_coach.root / "models" / "court-4")
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    offer = phone_coach.offer()
    fetch(offer)
    phone_coach.wait(lambda: phone_coach.phase is Phase.CHECKING)
    QTest.keyClick(phone_coach.window, Qt.Key.Key_Escape)
    assert phone_coach.phase is None
    post_report(offer, phone_report(offer.sha256, Golden.load(folder / FOLDER), shift_px=4.0))
    phone_coach.settle()
    assert phone_coach.window.banner.isVisible()
    assert "does not see the same" in phone_coach.window.banner.message.text()


def test_stopping_closes_the_door(phone_coach: PhoneCoach) -> None:
    make_phone_model(phone_coach.root / "models" / "court-4")
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    offer = phone_coach.offer()
    QTest.keyClick(phone_coach.window, Qt.Key.Key_Escape)
    phone_coach.settle()
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system has it
        ask(offer)
    assert Receipts(phone_coach.root).all() == ()
    assert phone_coach.place.layout_.isVisible()


def test_closing_the_window_closes_the_door(phone_coach: PhoneCoach) -> None:
    folder = make_phone_model(phone_coach.root / "models" / "court-4")
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    offer = phone_coach.offer()
    phone_coach.window.close()
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system has it
        ask(offer)
    assert verify_bundle(folder.with_name("court-4.sweetspot")).checked


def test_without_a_network_it_says_so_and_offers_the_file(
    phone_coach: PhoneCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_parcel, "chosen_address", interfaces.chosen_address)
    monkeypatch.setattr(interfaces, "lan_addresses", lambda: ())
    make_phone_model(phone_coach.root / "models" / "court-4")
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    phone_coach.place.layout_.card.code.click()
    phone_coach.wait(lambda: phone_coach.phase is Phase.FAILED)
    page = phone_coach.place.leaving.page
    assert "on no network" in page.status.text()
    assert "file" in page.hint.text()
    assert page.retry.isVisible()


def test_a_file_is_saved_and_reads_back(
    phone_coach: PhoneCoach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_phone_model(phone_coach.root / "models" / "court-4")
    target = tmp_path / "for Anna"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    QTest.keyClick(phone_coach.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    phone_coach.settle()
    written = target.with_name("for Anna.sweetspot")
    index = verify_bundle(written)
    assert (index.name, index.checked) == ("Court 4", True)
    (receipt,) = Receipts(phone_coach.root).all()
    assert (receipt.way, receipt.where) == (Way.FILE, str(written))
    assert "is saved" in phone_coach.window.banner.message.text()


def test_what_failed_its_check_stays_unless_someone_insists(
    phone_coach: PhoneCoach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_phone_model(phone_coach.root / "models" / "hall", name="Hall")
    replace(bad_report(), files=CheckReport.load(folder).files).save(folder)
    target = tmp_path / "hall.sweetspot"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    phone_coach.go_there()
    phone_coach.choose("Hall")
    place = phone_coach.place
    assert "Red and blue are swapped" in place.layout_.story.verdict.reasons.text()
    assert not place.layout_.card.code.isEnabled()
    QTest.keyClick(phone_coach.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not target.exists()
    place.layout_.card.send_anyway.click()
    box = place.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert box.defaultButton() is box.escapeButton(), "Enter and Esc keep it here"
    next(each for each in box.buttons() if each.text().startswith("Save")).click()
    phone_coach.settle()
    assert not bundle_index(target).checked
    (receipt,) = Receipts(phone_coach.root).all()
    assert not receipt.checked


def trainer_of(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let a few lines of Python stand where the trainer is."""

    def command(verb: str, request: Path) -> list[str]:
        return [sys.executable, "-c", program, verb, str(request)]

    monkeypatch.setattr(trainer_process, "trainer_command", command)


def test_without_the_trainer_it_says_how_to_get_it(
    phone_coach: PhoneCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer_of(monkeypatch, "import no_torch_at_all")
    phone_coach.go_there()
    QTest.keyClick(phone_coach.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    phone_coach.settle()
    story = phone_coach.place.layout_.story
    assert story.problem.isVisible()
    assert "not installed" in story.problem.message.text()
    assert "pip install" in story.problem.hint.text()
    assert phone_coach.place.desk.run.flow.stage is Stage.FAILED


WAITS = """
import json, sys, threading
print(json.dumps({"event": "progressed", "stage": "convert", "done": 1, "of": 4,
                  "message": "Converting it"}), flush=True)
closed = threading.Event()
def wait():
    sys.stdin.read()
    closed.set()
threading.Thread(target=wait, daemon=True).start()
while not closed.wait(0.05):
    print(json.dumps({"event": "progressed", "stage": "convert", "done": 2, "of": 4,
                      "message": "Converting it"}), flush=True)
print(json.dumps({"event": "cancelled"}), flush=True)
"""


def test_stopping_midway_leaves_what_was_ready(
    phone_coach: PhoneCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_phone_model(phone_coach.root / "models" / "court-4")
    (folder / "weights.pt").write_bytes(b"weights")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    trainer_of(monkeypatch, WAITS)
    phone_coach.go_there()
    phone_coach.choose("Court 4")
    story, run = phone_coach.place.layout_.story, phone_coach.place.desk.run
    story.go.click()
    phone_coach.wait(lambda: run.flow.current is not None and run.flow.current.done == 2)
    assert story.stop.isVisible()
    assert not story.verdict.isVisible()
    story.stop.click()
    phone_coach.settle()
    assert run.flow.stage is Stage.CANCELLED
    assert run.flow.steps[0].state is StepState.STOPPED
    assert "Nothing was lost" in story.words.text() or story.verdict.isVisible()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert phone_coach.place.layout_.card.code.isEnabled(), "the old one can still be sent"


LEAVES_OUT = """
import json, sys, threading
print(json.dumps({"event": "finished", "model": "x", "left_out": {
    "model.mlpackage": "Core ML files cannot be written on this computer."}}))
"""


def test_where_core_ml_cannot_be_written_it_says_so(
    phone_coach: PhoneCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer_of(monkeypatch, LEAVES_OUT)
    phone_coach.go_there()
    phone_coach.place.layout_.story.go.click()
    phone_coach.settle()
    flow = phone_coach.place.desk.run.flow
    assert flow.steps[0].state is StepState.FAILED
    assert flow.steps[0].id is StepId.CONVERT
    problem = phone_coach.place.layout_.story.problem
    assert "cannot be written on this computer" in problem.message.text()
    assert "ONNX" in problem.hint.text()


def test_one_click_from_weights_to_a_bundle_that_proves_itself(phone_coach: PhoneCoach) -> None:
    """The whole chain with real children: convert, check, pack, send."""
    pytest.importorskip("coremltools")
    from phone_models import exported, trained_net

    folder = exported(phone_coach.root / "models" / "test", trained_net(), coreml=False)
    phone_coach.go_there()
    phone_coach.choose("Test")
    place, run = phone_coach.place, phone_coach.place.desk.run
    assert not place.layout_.card.code.isEnabled()
    place.layout_.story.go.click()
    phone_coach.wait(lambda: not run.flow.running)
    phone_coach.settle()
    assert run.flow.error is None, str(run.flow.error)
    assert [step.state for step in run.flow.steps] == [StepState.DONE] * 3
    assert all(step.took_s is not None for step in run.flow.steps)
    verdict = place.layout_.story.verdict
    assert "not passed" not in verdict.accessibleName()
    assert "4 of 4 frames: same boxes" in verdict.words.text()
    assert place.layout_.story.picture.isVisibleTo(place)
    assert verify_bundle(folder.with_name("test.sweetspot")).checked

    offer = phone_coach.offer()
    fetch(offer)
    report = phone_report(offer.sha256, Golden.load(folder / FOLDER))
    assert post_report(offer, report).status < 300
    phone_coach.wait(lambda: phone_coach.phase is Phase.VERIFIED)
