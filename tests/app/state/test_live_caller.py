"""Calling out in the watching's own thread: which sound, how loud, once for each hit."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.state.live_caller import LiveCaller, at_volume, sound_of
from app.state.live_wish import LiveWish
from core.hits.hit import Hit
from core.live.call_tones import tone_for
from core.live.call_words import CallSound
from core.live.calling import Call, CallKind, CallRule
from core.live.watch_values import EarlyCall, HitFound, SourceEnded

HIT = Hit("hit-1", 4.0, 120, 0.9, offset=(0.1, 0.0))
WORD = CallSound(np.full(100, 0.5, np.float32), 16_000)
ALOUD = LiveWish(call_kind=CallKind.WORDS, volume=1.0)


class Loud:
    def __init__(self) -> None:
        self.played: list[tuple[NDArray[np.float32], int]] = []

    def play(self, samples: NDArray[np.float32], rate_hz: int) -> None:
        self.played.append((samples, rate_hz))


@pytest.fixture
def loud() -> Loud:
    return Loud()


@pytest.fixture
def caller(loud: Loud) -> LiveCaller:
    made = LiveCaller(lambda: {Call.FIVE: WORD})
    made.loud = loud
    return made


def test_an_early_call_is_said_once_and_its_hit_no_more(caller: LiveCaller, loud: Loud) -> None:
    assert caller.hear(EarlyCall(3, HIT, 0.3), ALOUD, 50.3) is Call.FIVE
    assert caller.hear(HitFound(HIT, 0.8, call_id=3), ALOUD, 50.8) is None
    assert caller.hear(SourceEnded(), ALOUD, 51.0) is None
    ((samples, rate_hz),) = loud.played
    assert rate_hz == WORD.rate_hz
    assert np.array_equal(samples, WORD.samples)


def test_a_hit_that_is_known_too_late_stays_silent(caller: LiveCaller, loud: Loud) -> None:
    assert caller.hear(HitFound(HIT, 0.8), ALOUD, 60.0) is None
    assert loud.played == []
    assert caller.n_late == 1


def test_switched_off_nothing_is_said(caller: LiveCaller, loud: Loud) -> None:
    silent = LiveWish(call=CallRule(on=False))
    assert caller.hear(EarlyCall(3, HIT, 0.3), silent, 50.0) is None
    assert loud.played == []


def test_without_a_loudspeaker_or_a_word_nothing_breaks() -> None:
    caller = LiveCaller(dict)
    assert caller.hear(EarlyCall(1, HIT, 0.2), ALOUD, 50.0) is Call.FIVE


def test_a_tone_stands_in_for_a_word_nobody_can_speak() -> None:
    assert sound_of(Call.FIVE, CallKind.WORDS, {Call.FIVE: WORD}) is WORD
    for kind in CallKind:
        assert np.array_equal(sound_of(Call.TWO, kind, {}).samples, tone_for(Call.TWO))


def test_the_volume_never_makes_it_louder_than_it_is() -> None:
    loudness = [np.abs(at_volume(WORD, v).samples).max() for v in (-1.0, 0.0, 0.3, 0.7, 1.0, 9.0)]
    assert loudness == sorted(loudness)
    assert loudness[0] == 0.0
    assert loudness[-1] == np.abs(WORD.samples).max()
