"""A transfer folded into one value: nothing that is heard can bring an ended one back."""

from __future__ import annotations

from pathlib import Path

from bundle_maker import make_golden, phone_report
from hypothesis import given
from hypothesis import strategies as st

from app.state.phone_sending import Phase, Sending
from app.state.phone_transfer_words import hint_of, share_of, status_of
from core.errors import TransferError
from core.phone.on_device import OnDevice, judge_report
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ended,
    Ending,
    Interrupted,
    ReportRefused,
    Sent,
    TransferOffer,
    Waiting,
)

OFFER = TransferOffer("192.168.1.7", 45111, "0" * 32, "a" * 64, 1000, "court-4.sweetspot")
events = st.one_of(
    st.builds(Waiting, st.just(OFFER), st.floats(0, 600)),
    st.builds(Connected, st.just("192.168.1.9"), st.booleans()),
    st.builds(Sent, st.integers(0, 1000), st.just(1000)),
    st.builds(Interrupted, st.just("192.168.1.9")),
    st.builds(Downloaded, st.just("192.168.1.9"), st.floats(0, 180)),
    st.builds(ReportRefused, st.text(max_size=20)),
    st.builds(Ended, st.sampled_from(Ending)),
)


@given(st.lists(events, max_size=15))
def test_whatever_is_heard_can_be_told(heard: list) -> None:
    sending = Sending()
    for now, event in enumerate(heard):
        before, sending = sending, sending.heard(event, float(now))
        assert status_of(sending)
        hint_of(sending)
        assert 0 <= share_of(sending) <= 1
        if before.phase.over:
            assert sending == before
        left = sending.seconds_left(float(now))
        assert left is None or left >= 0
        if sending.phase.over:
            assert left is None


def test_a_whole_transfer(tmp_path: Path) -> None:
    golden = make_golden(tmp_path)

    def check_of(shift_px: float) -> OnDevice:
        return judge_report(phone_report("a" * 64, golden, shift_px=shift_px), golden, "fp16")

    sending = Sending().heard(Waiting(OFFER, 600.0), 5.0)
    assert (sending.phase, sending.seconds_left(65.0)) == (Phase.WAITING, 540.0)
    sending = sending.heard(Connected("192.168.1.9"), 70.0).heard(Sent(250, 1000), 70.0)
    assert share_of(sending) == 0.25
    sending = sending.heard(Interrupted("192.168.1.9"), 71.0)
    assert sending.phase is Phase.INTERRUPTED
    sending = sending.heard(Downloaded("192.168.1.9", 180.0), 75.0)
    assert sending.phase is Phase.CHECKING
    good = sending.judged(check_of(0.1))
    assert status_of(good) == "Verified on Anna's iPhone"
    assert good.heard(Ended(Ending.REPORTED), 80.0) == good
    bad = sending.judged(check_of(3.0))
    assert bad.phase is Phase.DIFFERS
    assert hint_of(bad).startswith("0 of 6 frames: same boxes")
    assert sending.heard(Ended(Ending.DOWNLOADED), 255.0).phase is Phase.SENT


def test_a_failure_says_what_the_error_says() -> None:
    sending = Sending().failed(TransferError("On no network.", "Save a file."))
    assert (status_of(sending), hint_of(sending)) == ("On no network.", "Save a file.")
