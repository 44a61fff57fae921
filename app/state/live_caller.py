"""Calls hits out in the watching's own thread, so that no busy window delays a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.state.live_tools import Loud
from app.state.live_wish import LiveWish
from core.live.call_tones import RATE_HZ, tone_for
from core.live.call_words import CallSound
from core.live.calling import Call, Caller, CallKind
from core.live.watch_values import EarlyCall, HitFound, LiveEvent
from core.scoring.rules import score_hit
from core.scoring.score import ScoreRule


def sound_of(call: Call, kind: CallKind, words: Mapping[Call, CallSound]) -> CallSound:
    """Return what is heard: a tone also where a word is wanted that nobody here can speak."""
    word = words.get(call) if kind is CallKind.WORDS else None
    return word if word is not None else CallSound(tone_for(call), RATE_HZ)


def at_volume(sound: CallSound, volume: float) -> CallSound:
    """Return the sound at ``volume``, 0 to 1; ears hear a square as an even scale."""
    return CallSound(sound.samples * max(0.0, min(volume, 1.0)) ** 2, sound.rate_hz)


class LiveCaller:
    """Hears the events of a watching and calls what is in time, through ``loud``."""

    def __init__(self, words: Callable[[], Mapping[Call, CallSound]]) -> None:
        self._words = words
        self.loud: Loud | None = None
        self._caller = Caller()
        self._rule = ScoreRule()

    @property
    def n_late(self) -> int:
        """Hits that were known too late to be called."""
        return self._caller.n_late

    def hear(self, event: LiveEvent, wish: LiveWish, now_s: float) -> Call | None:
        """Call the hit of an event, if there is one; return what was called."""
        if not isinstance(event, (EarlyCall, HitFound)):
            return None
        # An early call and the hit it becomes are one; without one the hit has its own name.
        name = event.hit.id if event.call_id is None else f"call-{event.call_id}"
        score = score_hit(event.hit, self._rule)
        worth = score.value, score.doubtful or event.hit.confidence < 0.5
        call = self._caller.decide(name, worth, now_s - event.delay_s, now_s, wish.call)
        if call is not None and self.loud is not None:
            sound = at_volume(sound_of(call, wish.call_kind, self._words()), wish.volume)
            self.loud.play(sound.samples, sound.rate_hz)
        return call
