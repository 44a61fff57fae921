"""Ranges, rates and offers: the parts of a transfer that need no network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TransferError
from core.phone.byte_range import Coverage, wanted_bytes
from core.phone.http_request import Refused
from core.phone.rate import Bucket, RateByClient
from core.phone.transfer_events import TransferOffer, offer_of

SIZES = st.integers(1, 200)
PIECES = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=12)
HEX = "0123456789abcdef"


@given(pieces=PIECES)
def test_bytes_sent_are_counted_once(pieces: list[tuple[int, int]]) -> None:
    coverage, expected = Coverage(100), set[int]()
    for one, other in pieces:
        start, end = sorted((one, other))
        coverage.add(start, end)
        expected |= set(range(start, end))
        assert coverage.done == len(expected)
    assert coverage.whole == (len(expected) == 100)


@given(size=SIZES, first=st.integers(0, 250), last=st.none() | st.integers(0, 250))
def test_a_range_is_what_the_standard_says(size: int, first: int, last: int | None) -> None:
    headers = {"range": f"bytes={first}-{'' if last is None else last}"}
    expected = set(range(size)) & set(range(first, (size if last is None else last) + 1))
    if first >= size:
        with pytest.raises(Refused):
            wanted_bytes(headers, size, '"tag"')
        return
    wanted = wanted_bytes(headers, size, '"tag"')
    if wanted is None:
        assert last is not None
        assert last < first
    else:
        assert set(range(*wanted)) == expected


@pytest.mark.parametrize(
    "text", ["", "bytes=-5", "bytes=1-2,4-5", "bytes=a-b", "lines=1-2", "bytes=" + "9" * 99 + "-"]
)
def test_other_forms_of_range_get_the_whole(text: str) -> None:
    assert wanted_bytes({"range": text}, 10, '"tag"') is None


def test_only_the_same_file_is_continued() -> None:
    headers = {"range": "bytes=5-", "if-range": '"tag"'}
    assert wanted_bytes(headers, 10, '"tag"') == (5, 10)
    assert wanted_bytes(headers, 10, '"other"') is None


@given(
    per_second=st.floats(0.5, 50),
    burst=st.floats(1, 50),
    steps=st.lists(st.tuples(st.floats(0, 3), st.floats(0.1, 20)), max_size=30),
)
def test_never_more_than_the_burst_and_the_rate(
    per_second: float, burst: float, steps: list[tuple[float, float]]
) -> None:
    bucket, now, taken = Bucket(per_second, burst, 0.0), 0.0, 0.0
    for passed, amount in steps:
        now += passed
        taken += amount if bucket.take(amount, now) else 0.0
        assert taken <= burst + per_second * now + 1e-6


@given(amounts=st.lists(st.floats(0.1, 20), min_size=1, max_size=20))
def test_who_waits_as_told_keeps_to_the_rate(amounts: list[float]) -> None:
    bucket, now = Bucket(4.0, 8.0, 0.0), 0.0
    for amount in amounts:
        now += bucket.owe(amount, now)
    assert now == pytest.approx(max(0.0, (sum(amounts) - 8.0) / 4.0), abs=1e-6)


def test_clients_do_not_pay_for_one_another_and_are_not_remembered_for_ever() -> None:
    rate = RateByClient(1.0, 1.0, lambda: 5.0, clients=3)
    assert rate.allows("a")
    assert not rate.allows("a")
    assert all(rate.allows(client) for client in "bcd")
    assert rate.allows("a")  # forgotten in favour of the others, as memory is bounded


@given(
    port=st.integers(1, 65535),
    token=st.text(HEX, min_size=32, max_size=32),
    digest=st.text(HEX, min_size=64, max_size=64),
    size=st.integers(0, 10**10),
)
def test_the_phone_reads_the_link_as_it_was_offered(
    port: int, token: str, digest: str, size: int
) -> None:
    offer = TransferOffer("192.168.178.23", port, token, digest, size)
    assert offer_of(offer.link) == offer
    assert offer.address == f"http://192.168.178.23:{port}/{token}"


@given(text=st.text(max_size=60) | st.from_regex(r"sweetspot://[a-z0-9.:/?=&\[\]]{0,60}"))
def test_other_codes_are_none_of_ours(text: str) -> None:
    with pytest.raises(TransferError):
        offer_of(text)


def test_a_newer_link_is_told_from_a_wrong_one() -> None:
    offer = TransferOffer("10.0.0.2", 80, "a" * 32, "b" * 64, 5)
    with pytest.raises(TransferError, match="newer Sweetspot"):
        offer_of(offer.link.replace("v=1", "v=2"))
