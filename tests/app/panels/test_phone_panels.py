"""The panels of the Phone place, on plain values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from check_values import bad_report, good_report
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.context import AppContext
from app.jobs.job import Job, Lane
from app.panels.check_figures import CheckFigures
from app.panels.check_verdict import FramePicture
from app.panels.phone_detectors import PhoneDetectors, spoken
from app.panels.phone_hand_over import PhoneHandOverCard
from app.panels.phone_history import PhoneHistory, lines_of, tip_of
from app.panels.phone_steps import PhoneSteps, time_words
from app.panels.phone_story import PhoneStory
from app.panels.phone_transfer import PhoneTransferPage
from app.panels.phone_weights import PhoneWeights
from app.state.phone_detectors import PhoneDetector, Readiness
from app.state.phone_flow import PhoneFlow, StepId
from app.state.phone_sending import Phase, Sending
from app.state.phone_verdict import WeightChoice, verdict_of
from core.errors import ModelError
from core.phone.interfaces import LanAddress
from core.phone.receipts import Receipt, Verified, Way
from core.phone.transfer_events import TransferOffer, Waiting

COURT = PhoneDetector(Path("m/court"), Path("m/court"), "Court 4", 4_000_000, 0.84, adopted=True)
HALL = PhoneDetector(Path("m/hall"), Path("m/hall"), "Hall", 3_000_000, readiness=Readiness.FAILED)
OFFER = TransferOffer("192.168.1.7", 45111, "0" * 32, "a" * 64, 1000, "court-4.sweetspot")


def test_the_list_is_walked_by_keys_and_spoken(context: AppContext, qtbot: QtBot) -> None:
    view = PhoneDetectors(context.theme)
    qtbot.addWidget(view)
    chosen: list[PhoneDetector] = []
    view.chosen.connect(chosen.append)
    view.show_detectors((COURT, HALL), COURT.folder)
    assert chosen == [], "showing is not choosing"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert chosen == [HALL]
    assert spoken(COURT) == "Court 4, in use. accuracy 84 % · 4.0 MB. Not on its way yet"
    assert spoken(HALL).endswith("Check not passed")
    view.resize(260, 300)
    view.grab()


def test_steps_tell_their_state_to_a_screen_reader(context: AppContext, qtbot: QtBot) -> None:
    steps = PhoneSteps(context.theme)
    qtbot.addWidget(steps)
    flow = PhoneFlow().begun().reported(StepId.CONVERT, 0.0)
    flow = flow.reported(StepId.CHECK, 12.0, 14, 40, "Frame 14 of 40", 33.0)
    steps.show_steps(flow.steps)
    names = [row.accessibleName() for row in steps.rows]
    assert names[0].startswith("Convert: done.")
    assert names[1] == "Check: under way. Frame 14 of 40"
    assert names[2].startswith("Pack: not begun.")
    assert [row.bar.isHidden() for row in steps.rows] == [True, False, True]
    assert steps.rows[1].bar.value() == 350
    assert [time_words(step) for step in flow.steps] == ["12 s", "about 35 s left", ""]


def test_the_story_has_one_main_button_at_a_time(context: AppContext, qtbot: QtBot) -> None:
    story = PhoneStory(context)
    qtbot.addWidget(story)
    story.show_way(COURT, PhoneFlow(), None, False)
    assert story.go.property("role") == "primary"
    assert not story.go.isHidden()
    assert story.stop.isHidden()
    running = PhoneFlow().begun().reported(StepId.CONVERT, 0.0)
    story.show_way(COURT, running, verdict_of(good_report()), False)
    assert story.go.isHidden()
    assert not story.stop.isHidden()
    assert story.verdict.isHidden(), "an old verdict is not shown while a new one is made"
    story.show_way(COURT, running.finished(9.0), verdict_of(good_report()), False)
    assert story.go.property("role") == "", "the main thing now is handing over"
    assert not story.verdict.isHidden()
    story.show_way(COURT, running.finished(9.0), verdict_of(bad_report()), False)
    assert story.go.property("role") == "primary"
    assert "not passed" in story.verdict.accessibleName()
    error = ModelError("No trainer.", "Install it.")
    story.show_way(COURT, running.failed(error, 9.0), None, False)
    assert story.problem.accessibleName() == "No trainer. Install it."
    story.show_way(COURT, running.cancelled(9.0), None, False)
    assert "Nothing was lost" in story.words.text()


def test_figures_unfold_with_their_action(context: AppContext, qtbot: QtBot) -> None:
    figures = CheckFigures(context)
    qtbot.addWidget(figures)
    figures.show_verdict(verdict_of(good_report()))
    assert figures.report.isHidden(), "there is no page to open"
    assert figures.fold.text().startswith("▸")
    figures.fold.click()
    assert context.actions["phone_details"].isChecked()
    assert figures.fold.text().startswith("▾")


def test_only_weights_that_pass_can_be_taken(context: AppContext, qtbot: QtBot) -> None:
    weights = PhoneWeights(context)
    qtbot.addWidget(weights)
    taken: list[str] = []
    weights.chosen.connect(taken.append)
    choices = (
        WeightChoice("none", "Full", 4_000_000, True, "nothing"),
        WeightChoice("int8", "8-bit", 2_100_000, True, "no box differs"),
        WeightChoice("palette6", "6-bit", 1_600_000, False, "3 of 40 frames differ"),
        WeightChoice("palette8", "8-bit palette"),
    )
    weights.show_choices(choices, "none", "Try smaller weights", None)
    enabled = [weights.button(each.compress).isEnabled() for each in choices]
    assert enabled == [True, True, False, False]
    assert not weights.try_smaller.isHidden()
    weights.button("int8").click()
    weights.button("palette6").click()
    assert taken == ["int8"]
    assert "2.1 MB" in weights.button("int8").accessibleName()
    job = Job(1, "Trying 8-bit weights", Lane.PHONE, "", False, "here")
    job.reported(1, 4, "8-bit weights")
    weights.show_choices(choices[:2], "int8", "", job)
    assert not weights.button("none").isEnabled(), "nothing changes under a running trial"
    assert weights.button("int8").isChecked()
    assert weights.progress.bar.value() == 250
    weights.show_choices(choices[:2], "int8", "", None)
    assert weights.progress.isHidden()
    assert weights.try_smaller.isHidden()


def test_handing_over_waits_for_the_check(context: AppContext, qtbot: QtBot) -> None:
    card = PhoneHandOverCard(context)
    qtbot.addWidget(card)
    assert not card.code.isEnabled()
    assert card.send_anyway.isHidden()
    card.show_state(ready=False, failed=True)
    assert not card.file.isEnabled()
    assert not card.send_anyway.isHidden()
    card.show_state(ready=True, failed=False)
    assert card.code.isEnabled()
    assert card.code.property("role") == "primary"


def test_history_says_what_the_phone_said(context: AppContext, qtbot: QtBot) -> None:
    view = PhoneHistory(context.theme)
    qtbot.addWidget(view)
    verified = Verified(
        "", "Anna's iPhone", "iPhone15,2", "iOS 18.1", True, "same", 6, 6, 7.4, 11.2
    )
    sent = Receipt("1", "2026-01-01T10:00:00+00:00", Way.NETWORK, "Court 4", "a" * 64, 9,
                   verified=verified)  # fmt: skip
    file = Receipt("2", "2026-01-01T09:00:00+00:00", Way.FILE, "Hall", "a" * 64, 9, checked=False)
    view.show_receipts((sent, file))
    assert lines_of(sent)[2] == "Verified on Anna's iPhone"
    assert "7.4 ms a frame, the slowest 11.2 ms" in tip_of(sent)
    assert "not checked" in lines_of(file)[1]
    view.resize(260, 300)
    view.grab()
    view.show_receipts(())
    assert view.count() == 0


def test_the_transfer_page_follows_the_transfer(context: AppContext, qtbot: QtBot) -> None:
    page = PhoneTransferPage(context)
    qtbot.addWidget(page)
    waiting = Sending().heard(Waiting(OFFER, 600.0), 0.0)
    page.show_sending(waiting, "Court 4", 540.0)
    assert not page.code.isHidden()
    assert OFFER.address in page.address.text()
    assert "9:00" in page.left.text()
    page.show_networks((LanAddress("wlan0", "192.168.1.7"),), "192.168.1.7")
    assert page.networks.isHidden(), "one network is no choice"
    both = (LanAddress("wlan0", "192.168.1.7"), LanAddress("eth0", "10.0.0.2"))
    page.show_networks(both, "10.0.0.2")
    assert not page.networks.isHidden()
    assert page.networks.currentData() == "10.0.0.2"
    verified = replace(waiting, phase=Phase.VERIFIED, device="<b>Anna</b>", words="same")
    page.show_sending(verified, "Court 4", None)
    assert page.code.isHidden()
    assert page.status.textFormat() is Qt.TextFormat.PlainText, "a phone's name is no markup"
    assert page.back.text() == "Back"
    for phase in Phase:
        page.show_sending(Sending(phase), "Court 4", None)
        page.resize(900, 500)
        page.grab()


def test_the_frame_picture_keeps_its_shape(qtbot: QtBot) -> None:
    picture = FramePicture()
    qtbot.addWidget(picture)
    picture.show_picture(np.zeros((90, 160, 3), np.uint8), "Frame 8")
    assert picture.accessibleName().endswith("Frame 8")
    picture.resize(320, 300)
    picture.grab()
