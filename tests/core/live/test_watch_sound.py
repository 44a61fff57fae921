"""The sound's vote while a lesson runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from clips import RATE_HZ, click_track

from core.capture.live_frame import SoundBlock
from core.detections.tracks import Tracks
from core.hits.engine import EngineUpdate
from core.hits.hit import Hit
from core.live.watch_sound import SETTLED_S, WatchSound
from core.live.watch_values import HitHeard, HitUnheard, LiveEvent

ZERO_S = 1000.0
"""The source's time 0 on ``time.monotonic``."""

LATE_S = 0.05
"""How late the sound is against the picture."""

SECONDS = 20.0
BLOCK = RATE_HZ // 50


def _blocks(clicks_s: list[float]) -> Iterator[SoundBlock]:
    samples = click_track(clicks_s, SECONDS)
    for at in range(0, len(samples), BLOCK):
        yield SoundBlock(samples[at : at + BLOCK], RATE_HZ, ZERO_S + at / RATE_HZ)


def _hit(time_s: float, confidence: float = 0.8) -> Hit:
    return Hit(f"hit-{round(30 * time_s):06d}", time_s, round(30 * time_s), confidence)


def _lesson(
    hits: list[Hit], weak: list[Hit], clicks_s: list[float]
) -> tuple[WatchSound, list[LiveEvent], list[tuple[float, float, float]]]:
    """Return the sound, its events, and impacts as (now, moment, how clear)."""
    sound, events, impacts = WatchSound(), list[LiveEvent](), list[tuple[float, float, float]]()
    waiting = sorted([*hits, *weak], key=lambda hit: hit.time_s)
    for block in _blocks(clicks_s):
        now_s = block.taken_s - ZERO_S
        while waiting and waiting[0].time_s + 0.8 < now_s:
            hit = waiting.pop(0)
            seen = (hit,) if hit in hits else ()
            sound.take(EngineUpdate(Tracks.empty(), seen, () if seen else (hit,)))
        impacts += [(now_s, *each) for each in sound.hear(block, ZERO_S)]
        events += sound.vote()
    sound.end(ZERO_S)
    return sound, [*events, *sound.vote()], impacts


TIMES = [2.0, 4.1, 6.3, 8.2, 10.4, 12.7, 14.9]


def test_every_hit_is_heard_once_and_at_its_own_impact() -> None:
    _, events, _ = _lesson([_hit(t) for t in TIMES], [], [t + LATE_S for t in TIMES])
    heard = [event for event in events if isinstance(event, HitHeard)]
    assert len(events) == len(heard) == len(TIMES)
    for event, true_s in zip(heard, TIMES, strict=True):
        assert not event.new
        assert event.hit.sound_onset_s == pytest.approx(true_s + LATE_S, abs=0.01)
        assert event.hit.confidence > 0.8


def test_a_weak_candidate_that_is_heard_becomes_a_hit() -> None:
    weak = _hit(13.8, 0.4)
    clicks = [t + LATE_S for t in [*TIMES, weak.time_s]]
    _, events, _ = _lesson([_hit(t) for t in TIMES], [weak], clicks)
    assert [e.hit.id for e in events if isinstance(e, HitHeard) and e.new] == [weak.id]


def test_a_doubtful_hit_that_nobody_hears_is_taken_back_where_all_others_are_heard() -> None:
    doubtful = _hit(16.5, 0.51)
    hits = [*(_hit(t) for t in TIMES), doubtful]
    _, events, _ = _lesson(hits, [], [t + LATE_S for t in TIMES])
    assert [e.hit.id for e in events if isinstance(e, HitUnheard)] == [doubtful.id]


def test_impacts_speak_early_once_hits_agree_on_how_late_the_sound_is() -> None:
    _, _, impacts = _lesson([_hit(t) for t in TIMES], [], [t + LATE_S for t in TIMES])
    assert impacts
    assert min(now_s for now_s, _, _ in impacts) > TIMES[0] + SETTLED_S
    for now_s, moment_s, clear in impacts:
        nearest = min(TIMES, key=lambda t: abs(t - moment_s))
        assert moment_s == pytest.approx(nearest, abs=0.02)
        assert now_s - moment_s < 0.25
        assert 0 < clear <= 1


def test_without_sound_nothing_is_said() -> None:
    sound = WatchSound()
    sound.take(EngineUpdate(Tracks.empty(), (_hit(1.0),)))
    sound.end(ZERO_S)
    assert sound.vote() == []
    assert len(sound.since(-np.inf).time_s) == 0


def test_a_long_silence_after_a_few_impacts_says_nothing_and_keeps_nothing() -> None:
    sound, events, _ = _lesson([_hit(2.0)], [], [2.0 + LATE_S])
    quiet = SoundBlock(np.zeros(RATE_HZ, np.float32), RATE_HZ, ZERO_S + 500.0)
    for number in range(200):
        sound.take(EngineUpdate(Tracks.empty(), (), (_hit(30.0 + 5.0 * number, 0.2),)))
    assert sound.hear(quiet, ZERO_S) == []
    assert [type(event) for event in events] == [HitHeard]
    assert sound.vote() == []
    assert sound.held < 60
