"""One bundle to one phone, once: a client plays the phone on loopback, well-behaved or not."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from phone_client import (
    LOOPBACK,
    OTHER,
    Clock,
    ask,
    begun,
    fetch,
    large_file,
    needs_other,
    post_report,
    received,
    report_on,
    serving,
)

from core.errors import Cancelled, FileError, TransferError
from core.phone.transfer import Transfer, TransferLimits
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ended,
    Ending,
    Interrupted,
    Reported,
    Sent,
    TransferEvent,
    Waiting,
)

SLOW = TransferLimits(bytes_per_s=1.5e6)
"""So slow that a download of ours is under way while something else happens."""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a file of a megabyte."""
    return large_file(tmp_path)


def test_the_phone_fetches_the_file_and_reports(bundle: Path) -> None:
    with serving(bundle) as running:
        assert fetch(running.offer) == bundle.read_bytes()
        report = report_on(running.offer.sha256)
        assert post_report(running.offer, report).status == 204
        outcome = running.outcome()
    assert (outcome.ending, outcome.report, outcome.client) == (Ending.REPORTED, report, LOOPBACK)
    kinds = [type(event) for event in running.events]
    assert [kind for kind in kinds if kind is not Sent] == [
        Waiting,
        Connected,
        Downloaded,
        Reported,
        Ended,
    ]
    last = [event for event in running.events if isinstance(event, Sent)][-1]
    assert last.done == last.of == 1_000_000
    assert len(kinds) < 110


def test_an_answer_says_what_the_phone_needs_and_no_more(bundle: Path) -> None:
    with serving(bundle) as running:
        answer = ask(running.offer)
    assert answer.headers == {
        "content-type": "application/octet-stream",
        "content-length": "1000000",
        "content-disposition": 'attachment; filename="Court-4-new-.sweetspot"',
        "accept-ranges": "bytes",
        "etag": f'"{running.offer.sha256}"',
        "cache-control": "no-store",
        "connection": "close",
    }


def test_an_interrupted_download_goes_on_where_it_was(bundle: Path) -> None:
    with serving(bundle, limits=SLOW) as running:
        with begun(running.offer) as phone:
            first = phone.recv(10_000)
        running.wait_for(Interrupted)
        have = 5_000
        headers = {"Range": f"bytes={have}-", "If-Range": f'"{running.offer.sha256}"'}
        answer = ask(running.offer, headers=headers)
        running.wait_for(Downloaded)
    assert answer.status == 206
    assert answer.headers["content-range"] == "bytes 5000-999999/1000000"
    content = bundle.read_bytes()
    assert answer.body == content[have:]
    assert first in content
    assert Connected(LOOPBACK, resumed=True) in running.events


def test_pieces_that_leave_a_gap_are_no_download(bundle: Path) -> None:
    with serving(bundle) as running:
        assert ask(running.offer, headers={"Range": "bytes=600000-"}).status == 206
        assert ask(running.offer, headers={"Range": "bytes=0-99999"}).status == 206
        assert post_report(running.offer, report_on(running.offer.sha256)).status == 409
        assert ask(running.offer, headers={"Range": "bytes=100000-599999"}).status == 206
        running.wait_for(Downloaded)
        assert post_report(running.offer, report_on(running.offer.sha256)).status == 204


def test_a_range_of_another_file_gets_the_whole_of_this_one(bundle: Path) -> None:
    with serving(bundle) as running:
        answer = ask(running.offer, headers={"Range": "bytes=5-", "If-Range": '"older"'})
        assert (answer.status, len(answer.body)) == (200, 1_000_000)


def test_a_range_behind_the_end_is_refused(bundle: Path) -> None:
    with serving(bundle) as running:
        assert ask(running.offer, headers={"Range": "bytes=1000000-"}).status == 416


def test_a_second_download_is_refused(bundle: Path) -> None:
    with serving(bundle) as running:
        fetch(running.offer)
        running.wait_for(Downloaded)
        for headers in ({}, {"Range": "bytes=999999-"}):
            answer = ask(running.offer, headers=headers)
            assert (answer.status, answer.body) == (410, b"")


def test_a_report_before_the_file_is_refused(bundle: Path) -> None:
    with serving(bundle) as running:
        assert post_report(running.offer, report_on(running.offer.sha256)).status == 409
        fetch(running.offer)


def test_the_offer_expires(bundle: Path) -> None:
    clock = Clock()
    with serving(bundle, clock=clock) as running:
        clock.now += 599
        assert ask(running.offer, path="/").status == 404
        clock.now += 2
        assert running.outcome().ending is Ending.EXPIRED
        with pytest.raises(ConnectionRefusedError):
            ask(running.offer)
    assert running.events[-1] == Ended(Ending.EXPIRED)
    assert not running.outcome().arrived


def test_a_download_under_way_may_finish_though_not_for_ever(bundle: Path) -> None:
    """The clock stands still, so the wait for a slow line's next piece never ends by itself."""
    clock = Clock()
    with serving(bundle, clock=clock, limits=SLOW) as running, begun(running.offer):
        clock.now += 1_200
        running.wait_for(Sent)
        assert running.thread.is_alive()
        clock.now += 700
        assert running.outcome().ending is Ending.EXPIRED


def test_a_phone_that_never_reports_has_the_file_all_the_same(bundle: Path) -> None:
    clock = Clock()
    with serving(bundle, clock=clock) as running:
        fetch(running.offer)
        running.wait_for(Downloaded)
        clock.now += 181
        outcome = running.outcome()
    assert (outcome.ending, outcome.report, outcome.arrived) == (Ending.DOWNLOADED, None, True)


@needs_other
def test_of_two_phones_the_first_has_it(bundle: Path) -> None:
    with serving(bundle, limits=SLOW) as running:
        with begun(running.offer):
            answer = ask(running.offer, source=OTHER)
            assert (answer.status, answer.body) == (409, b"")
        running.wait_for(Interrupted)
        assert ask(running.offer, source=OTHER).status == 200
        assert running.wait_for(Downloaded) == Downloaded(OTHER, 180.0)


def test_a_phone_takes_over_from_its_own_broken_connection(bundle: Path) -> None:
    with serving(bundle, limits=SLOW) as running, begun(running.offer):
        fetch(running.offer)
        running.wait_for(Downloaded)
        assert not any(isinstance(event, Interrupted) for event in running.events)


def test_bytes_on_their_way_are_not_bytes_that_arrived(bundle: Path) -> None:
    """A phone that leaves the network with all bytes in the system's hands can come again."""
    small = bundle.with_name("small.sweetspot")
    small.write_bytes(b"few bytes")
    with serving(small, limits=TransferLimits(stall_s=0.2)) as running:
        with begun(running.offer):
            running.wait_for(Interrupted)
        assert fetch(running.offer) == b"few bytes"


def test_stopped_in_the_middle_nothing_is_left(bundle: Path) -> None:
    threads = set(threading.enumerate())
    with serving(bundle, limits=SLOW) as running:
        with begun(running.offer) as phone:
            running.transfer.stop()
            assert running.outcome().ending is Ending.STOPPED
            assert len(received(phone)) < 1_000_000
        with pytest.raises(ConnectionRefusedError):
            ask(running.offer)
    assert set(threading.enumerate()) == threads


def test_stopped_before_it_began_it_ends_at_once(bundle: Path) -> None:
    transfer = Transfer(bundle, LOOPBACK)
    transfer.stop()
    assert transfer.serve(lambda event: None).ending is Ending.STOPPED


def test_who_listens_can_end_it(bundle: Path) -> None:
    """As a job does whose progress raises ``Cancelled``."""

    def hear(event: TransferEvent) -> None:
        if isinstance(event, Connected):
            raise Cancelled

    with serving(bundle, limits=SLOW, hear=hear) as running:
        with begun(running.offer), pytest.raises(Cancelled):
            running.outcome()
        with pytest.raises(ConnectionRefusedError):
            ask(running.offer)


def test_a_taken_port_is_named(bundle: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TransferError, match=f"Port {port}"):
            Transfer(bundle, LOOPBACK, port=port).serve(lambda event: None)


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host.invalid"])
def test_an_address_of_another_computer_is_refused(host: str, bundle: Path) -> None:
    with pytest.raises(TransferError, match="cannot be used"):
        Transfer(bundle, host).serve(lambda event: None)


def test_without_a_file_there_is_a_word(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        Transfer(tmp_path / "none.sweetspot", LOOPBACK).serve(lambda event: None)
    (tmp_path / "empty.sweetspot").touch()
    with pytest.raises(FileError, match="empty"):
        Transfer(tmp_path / "empty.sweetspot", LOOPBACK).serve(lambda event: None)


def test_the_file_may_be_replaced_meanwhile(bundle: Path) -> None:
    content = bundle.read_bytes()
    with serving(bundle) as running:
        other = bundle.with_name("other")
        other.write_bytes(b"other")
        other.replace(bundle)
        assert fetch(running.offer) == content


@needs_other
def test_only_the_chosen_address_is_served(bundle: Path) -> None:
    with serving(bundle) as running:
        with pytest.raises(ConnectionRefusedError):
            ask(replace(running.offer, host=OTHER))
        fetch(running.offer)
