"""What a transfer refuses: other paths, other methods, floods, dribbles, noise."""

from __future__ import annotations

import hashlib
import json
import random
import time
from pathlib import Path

import pytest
from phone_client import (
    OTHER,
    Clock,
    ask,
    begun,
    connected,
    fetch,
    large_file,
    needs_other,
    post,
    post_report,
    report_on,
    said,
    serving,
)

from core.phone.transfer import TransferLimits
from core.phone.transfer_events import (
    Connected,
    Downloaded,
    Interrupted,
    ReportRefused,
)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a file of a megabyte."""
    return large_file(tmp_path)


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


@needs_other
def test_one_client_cannot_take_all_connections(bundle: Path) -> None:
    limits = TransferLimits(connections=6, connections_each=2)
    with serving(bundle, limits=limits) as running:
        idle = [connected(running.offer) for _ in range(5)]
        for each in idle:
            each.__enter__()
        try:
            assert ask(running.offer, path="/", source=OTHER).status == 404
            with pytest.raises((ConnectionError, TimeoutError)):
                ask(running.offer, path="/")
        finally:
            for each in idle:
                each.__exit__(None, None, None)


@needs_other
def test_who_asks_too_often_is_told_so(bundle: Path) -> None:
    limits = TransferLimits(requests_per_s=1.0, requests_at_once=3.0)
    clock = Clock()
    with serving(bundle, limits=limits, clock=clock) as running:
        assert [ask(running.offer, path="/").status for _ in range(5)] == [404] * 3 + [429] * 2
        assert ask(running.offer, path="/", source=OTHER).status == 404
        clock.now += 2.0
        assert ask(running.offer).status == 200


def test_the_line_is_not_filled(bundle: Path) -> None:
    """A megabyte at four a second takes at least what is over the first tenth of a second's."""
    with serving(bundle, limits=TransferLimits(bytes_per_s=4e6)) as running:
        before = time.monotonic()
        fetch(running.offer)
        assert time.monotonic() - before > 0.1


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
