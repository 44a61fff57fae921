"""The rules of a transfer hold whatever phones do, in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phone_client import Clock, report_on

from core.phone.http_request import Refused
from core.phone.one_time import OneTime, TransferLimits
from core.phone.phone_report import write_report
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ending,
    Reported,
    Sent,
    TransferEvent,
    TransferOffer,
)

OFFER = TransferOffer("10.0.0.2", 80, "a" * 32, "b" * 64, 10, "x.sweetspot")
BODY = write_report(report_on(OFFER.sha256))
CLIENTS = st.sampled_from("AB")
ACTIONS = st.one_of(
    st.tuples(st.just("begin"), CLIENTS, st.integers(0, 9)),
    st.tuples(st.just("send"), st.integers(1, 10), st.just(0)),
    st.tuples(st.just("end"), st.booleans(), st.just(0)),
    st.tuples(st.just("post"), st.sampled_from([BODY, b"{}"]), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([1.0, 200.0, 700.0, 2_000.0]), st.just(0)),
)


class Played:
    """A transfer whose phones, and bytes, are only said."""

    def __init__(self) -> None:
        self.clock, self.events = Clock(), list[TransferEvent]()
        self.rules = OneTime(OFFER, TransferLimits(), self.events.append, self.clock)
        self.turn, self.at, self.arrived = 0, 0, set[int]()

    def act(self, kind: str, given: object, start: int) -> None:
        """Do one thing; raise ``Refused`` where it is refused."""
        if kind == "begin":
            self.turn = self.rules.begin(str(given), start)
            self.at = start
        elif kind == "send" and self.rules.has_turn(self.turn) and isinstance(given, int):
            end = min(self.at + given, OFFER.size)
            self.rules.sent(self.at, end)
            self.arrived |= set(range(self.at, end))
            self.at = end
        elif kind == "end":
            self.rules.end(self.turn, well=bool(given))
        elif kind == "post" and isinstance(given, bytes):
            self.rules.take_report(given)
        elif kind == "wait" and isinstance(given, float):
            self.clock.now += given


@given(actions=st.lists(ACTIONS, max_size=25))
def test_a_file_is_fetched_once_and_only_whole(actions: list[tuple[str, object, int]]) -> None:
    played = Played()
    for action in actions:
        ending = played.rules.ending()
        refused = 0
        try:
            played.act(*action)
        except Refused as error:
            refused = error.status
        if action[0] == "begin" and ending is not None:
            assert refused == 410
        downloaded = [event for event in played.events if isinstance(event, Downloaded)]
        reported = [event for event in played.events if isinstance(event, Reported)]
        assert len(downloaded) <= 1
        assert len(reported) <= len(downloaded)
        if downloaded:
            assert played.arrived == set(range(OFFER.size))
            after = played.events[played.events.index(downloaded[0]) :]
            assert not any(isinstance(event, Connected | Sent) for event in after[1:])
        assert played.rules.ending() in (
            {Ending.REPORTED} if reported else {None, Ending.DOWNLOADED, Ending.EXPIRED}
        )


def test_the_token_is_the_only_path() -> None:
    played = Played()
    played.rules.check_path("/" + OFFER.token)
    for path in ("/", "", OFFER.token, f"/{OFFER.token}/", f"/{OFFER.token[:-1]}b", "/ä"):
        with pytest.raises(Refused) as caught:
            played.rules.check_path(path)
        assert caught.value.status == 404


def test_who_reports_has_the_file_however_the_connection_ended() -> None:
    played = Played()
    for action in (("begin", "A", 0), ("send", 10, 0), ("end", False, 0), ("post", BODY, 0)):
        played.act(*action)
    assert [type(event) for event in played.events[-2:]] == [Downloaded, Reported]
    assert played.rules.ending() is Ending.REPORTED
