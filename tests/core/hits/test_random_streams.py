"""The thousand streams that Swift is held to are answered here as the file says."""

from __future__ import annotations

import math
from dataclasses import asdict, astuple

import pytest
from random_streams import FILE, answer_to
from stream_file import Answer, from_bytes, to_bytes

EVERY = 24
"""All take a minute; whatever changes the engine changes some of these."""

RENEW = (
    "the engine answers otherwise: if that is meant, run tests/support/random_streams.py answers"
)


def _numbers(value: object) -> list[object]:
    """Return all that stands in an answer, one after the other."""
    if isinstance(value, dict):
        return [part for one in value.values() for part in _numbers(one)]
    if isinstance(value, list | tuple):
        return [part for one in value for part in _numbers(one)]
    return ["none" if isinstance(value, float) and math.isnan(value) else value]


def _all(answer: Answer) -> list[object]:
    return _numbers([asdict(hit) for hit in (*answer.hits, *answer.weak)]) + _numbers(
        [answer.rows, answer.edges, *map(astuple, (*answer.heard, *answer.called))]
    )


def test_the_streams_get_the_answers_on_file() -> None:
    cases = from_bytes(FILE.read_bytes())
    assert len(cases) >= 1000
    hits = 0
    for i in range(0, len(cases), EVERY):
        stream, stored = cases[i]
        found = _all(answer_to(stream))
        assert len(found) == len(_all(stored)), f"stream {i}: {RENEW}"
        for one, other in zip(found, _all(stored), strict=True):
            if isinstance(other, float):
                assert one == pytest.approx(other, abs=1e-6), f"stream {i}: {RENEW}"
            else:
                assert one == other, f"stream {i}: {RENEW}"
        hits += len(stored.hits) + len(stored.weak)
    assert hits > 30


def test_the_file_is_written_as_it_is_read_and_small() -> None:
    data = FILE.read_bytes()
    assert to_bytes(from_bytes(data)) == data
    assert len(data) < 2_000_000
