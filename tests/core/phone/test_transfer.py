"""One bundle to one phone, once: a client plays the phone on loopback, well-behaved or not."""

from __future__ import annotations

import hashlib
import json
import random
import socket
import threading
import time
from pathlib import Path

import pytest
from phone_client import (
    LOOPBACK,
    Clock,
    ask,
    begun,
    connected,
    fetch,
    post,
    post_report,
    received,
    said,
    serving,
)

from core.errors import Cancelled, FileError, TransferError
from core.phone.phone_report import PhoneDevice, PhoneReport
from core.phone.transfer import Transfer, TransferLimits
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Ended,
    Ending,
    Interrupted,
    Reported,
    ReportRefused,
    Sent,
    TransferEvent,
    Waiting,
)

SLOW = TransferLimits(bytes_per_s=1.5e6)
"""So slow that a download of ours is under way while something else happens."""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a file of a megabyte."""
    path = tmp_path / "Court 4 “new”.sweetspot"
    path.write_bytes(random.Random(1).randbytes(1_000_000))
    return path


def report_on(sha256: str) -> PhoneReport:
    """Return a phone's report on a file."""
    return PhoneReport(sha256, PhoneDevice("Anna's iPhone", "iPhone15,2", "iOS 18.1"), True, ())


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


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/TOKEN0",
        "/TOKE",
        "//TOKEN",
        "/TOKEN/",
        "/TOKEN/..",
        "/TOKEN/../TOKEN",
        "/TOKEN?x=1",
        "/TOKEN#x",
        "/%2e%2e/TOKEN",
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/court-4.sweetspot",
        "/UPPER",
        "/" + "0" * 32,
        "/" + "a" * 900,
        "/favicon.ico",
        "/robots.txt",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_is_nothing_at_any_other_path(method: str, path: str, bundle: Path) -> None:
    with serving(bundle) as running:
        token = running.offer.token
        wanted = path.replace("TOKEN", token).replace("TOKE", token[:-1])
        wanted = wanted.replace("UPPER", token.upper())
        if wanted == f"/{token}":
            pytest.skip("a token of digits only")
        answer = ask(running.offer, method, wanted, b"{}" if method == "POST" else None)
        assert (answer.status, answer.body) == (404, b"")
        assert not any(isinstance(event, Connected) for event in running.events)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused_with_and_without_the_token(method: str, bundle: Path) -> None:
    with serving(bundle) as running:
        assert ask(running.offer, method).status == 405
        assert ask(running.offer, method, "/").status == 405


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"GET http://elsewhere/ HTTP/1.1\r\n\r\n", 400),
        (b"CONNECT elsewhere:80 HTTP/1.1\r\n\r\n", 400),
        (b"get / HTTP/1.1\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: 1\r\n folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA : 1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: \x00\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"A: 1\r\n" * 60 + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * 9_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"x" * 20_000, 431),
    ],
)
def test_what_is_no_plain_request_is_refused(content: bytes, status: int, bundle: Path) -> None:
    with serving(bundle) as running:
        answer = said(running.offer, content)
        assert answer.startswith(b"HTTP/1.1 %d " % status)
        assert answer.endswith(b"\r\n\r\n")
        assert b"erver" not in answer
        fetch(running.offer)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ("Content-Type: application/json", b"", 411),
        ("Content-Type: application/json\r\nContent-Length: -1", b"", 400),
        ("Content-Type: application/json\r\nContent-Length: 1e3", b"", 400),
        ("Content-Type: application/json\r\nContent-Length: 2000001", b"", 413),
        ("Content-Type: application/json\r\nContent-Length: 999999999999", b"x" * 9_000, 413),
        ("Content-Type: text/plain\r\nContent-Length: 2", b"{}", 415),
        ("Content-Length: 2", b"{}", 415),
        ("Content-Type: application/json\r\nContent-Length: 2", b"{}", 422),
        ("Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 1", b"[", 422),
    ],
)
def test_an_impossible_post_is_cut_off(
    headers: str, body: bytes, status: int, bundle: Path
) -> None:
    with serving(bundle) as running:
        fetch(running.offer)
        running.wait_for(Downloaded)
        head = f"POST /{running.offer.token} HTTP/1.1\r\n{headers}\r\n\r\n".encode()
        assert said(running.offer, head + body).startswith(b"HTTP/1.1 %d " % status)
        assert post_report(running.offer, report_on(running.offer.sha256)).status == 204


def test_a_client_that_asks_first_is_told_to_go_on(bundle: Path) -> None:
    with serving(bundle) as running:
        fetch(running.offer)
        running.wait_for(Downloaded)
        body = json.dumps({"bundle": "no"}).encode()
        head = (
            f"POST /{running.offer.token} HTTP/1.1\r\nContent-Type: application/json\r\n"
            f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        answer = said(running.offer, head + body)
        assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422 ")


def test_a_malformed_report_is_told_and_a_right_one_still_taken(bundle: Path) -> None:
    with serving(bundle) as running:
        fetch(running.offer)
        running.wait_for(Downloaded)
        assert post(running.offer, b'{"bundle": 3}').status == 422
        assert post_report(running.offer, report_on("0" * 64)).status == 422
        assert post_report(running.offer, report_on(running.offer.sha256)).status == 204
        running.outcome()
    refused = [event.why for event in running.events if isinstance(event, ReportRefused)]
    assert len(refused) == 2
    assert "about another bundle" in refused[1]


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


def test_of_two_phones_the_first_has_it(bundle: Path) -> None:
    with serving(bundle, limits=SLOW) as running:
        with begun(running.offer):
            answer = ask(running.offer, source="127.0.0.2")
            assert (answer.status, answer.body) == (409, b"")
        running.wait_for(Interrupted)
        assert ask(running.offer, source="127.0.0.2").status == 200
        assert running.wait_for(Downloaded) == Downloaded("127.0.0.2", 180.0)


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


def test_a_phone_that_does_not_read_is_let_go(tmp_path: Path) -> None:
    large = tmp_path / "large.sweetspot"
    large.write_bytes(bytes(32 << 20))
    limits = TransferLimits(stall_s=0.2, bytes_per_s=1e9)
    with serving(large, limits=limits) as running, begun(running.offer):
        running.wait_for(Interrupted)
        assert running.thread.is_alive()


def test_who_dribbles_is_let_go_and_keeps_nobody_out(bundle: Path) -> None:
    with serving(bundle, limits=TransferLimits(head_s=0.3)) as running:
        with connected(running.offer) as slow:
            slow.settimeout(0.02)
            for letter in f"GET /{running.offer.token} HTTP/1.1\r\n" * 100:
                try:
                    slow.sendall(letter.encode())
                    if slow.recv(1) == b"":
                        break
                except TimeoutError:
                    continue
                except ConnectionError:
                    break
            else:
                pytest.fail("somebody may dribble for ever")
        fetch(running.offer)


def test_a_report_that_dribbles_is_let_go(bundle: Path) -> None:
    with serving(bundle, limits=TransferLimits(body_s=0.2)) as running:
        fetch(running.offer)
        running.wait_for(Downloaded)
        head = (
            f"POST /{running.offer.token} HTTP/1.1\r\nContent-Type: application/json\r\n"
            "Content-Length: 500\r\n\r\n{"
        ).encode()
        assert said(running.offer, head) == b""
        assert post_report(running.offer, report_on(running.offer.sha256)).status == 204


def test_one_client_cannot_take_all_connections(bundle: Path) -> None:
    limits = TransferLimits(connections=6, connections_each=2)
    with serving(bundle, limits=limits) as running:
        idle = [connected(running.offer) for _ in range(5)]
        for each in idle:
            each.__enter__()
        try:
            assert ask(running.offer, path="/", source="127.0.0.2").status == 404
            with pytest.raises((ConnectionError, TimeoutError)):
                ask(running.offer, path="/")
        finally:
            for each in idle:
                each.__exit__(None, None, None)


def test_who_asks_too_often_is_told_so(bundle: Path) -> None:
    limits = TransferLimits(requests_per_s=1.0, requests_at_once=3.0)
    clock = Clock()
    with serving(bundle, limits=limits, clock=clock) as running:
        assert [ask(running.offer, path="/").status for _ in range(5)] == [404] * 3 + [429] * 2
        assert ask(running.offer, path="/", source="127.0.0.2").status == 404
        clock.now += 2.0
        assert ask(running.offer).status == 200


def test_the_line_is_not_filled(bundle: Path) -> None:
    """A megabyte at four a second takes at least what is over the first tenth of a second's."""
    with serving(bundle, limits=TransferLimits(bytes_per_s=4e6)) as running:
        before = time.monotonic()
        fetch(running.offer)
        assert time.monotonic() - before > 0.1


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


def test_noise_does_no_harm(bundle: Path) -> None:
    """Random bytes and requests torn anywhere: an answer or none, and the phone still gets it."""
    limits = TransferLimits(
        requests_at_once=1e6, connections=1_000, connections_each=1_000, head_s=0.05
    )
    with serving(bundle, limits=limits) as running:
        good = f"GET /{running.offer.token[:-1]} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-\r\n\r\n"
        for seed in range(150):
            rng = random.Random(seed)
            content = bytearray(good.encode())
            for _ in range(rng.randrange(1, 6)):
                content[rng.randrange(len(content))] = rng.randrange(256)
            with connected(running.offer) as phone:
                phone.sendall(bytes(content[: rng.randrange(len(content) + 1)]))
        assert hashlib.sha256(fetch(running.offer)).hexdigest() == running.offer.sha256
        running.wait_for(Downloaded)


def test_every_offer_has_a_token_of_its_own(bundle: Path) -> None:
    tokens = set()
    for _ in range(5):
        with serving(bundle) as running:
            tokens.add(running.offer.token)
    assert len(tokens) == 5
    assert all(len(bytes.fromhex(token)) == 16 for token in tokens)
