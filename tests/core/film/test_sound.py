"""What a film sounds like: the practice at its own speed, impacts where they are seen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan
from film_values import clip_with_hits
from hypothesis import given
from hypothesis import strategies as st
from practice_values import hit, scored

from core.film.choices import FilmChoices, FilmPreset
from core.film.plan import film_plan
from core.film.sound import RATE_HZ, FilmSound, SoundPiece, sound_pieces
from core.timebase import Timebase

STEADY = Timebase(np.arange(300) / 30, 10.0)


@given(
    st.lists(st.floats(0, 10), max_size=6, unique=True),
    st.sampled_from([FilmPreset.WHOLE, FilmPreset.HITS]),
    st.booleans(),
    st.booleans(),
)
def test_in_step_with_the_picture_and_nothing_is_heard_twice(
    times_s: list[float], preset: FilmPreset, slow: bool, pause: bool
) -> None:
    hits = scored(*(hit(f"h{i}", time_s) for i, time_s in enumerate(times_s)))
    plan = film_plan(STEADY, hits, FilmChoices(preset, slow_motion=slow, pause=pause))
    pieces = sound_pieces(plan, STEADY)
    contacts_s = [contact.time_s for contact in plan.contacts if contact.held]
    for piece in pieces:
        at_contact = any(abs(piece.film_s - at) <= 0.031 for at in contacts_s)
        row = int(np.searchsorted(plan.time_s, piece.film_s + 1e-6, side="right")) - 1
        since = piece.film_s - plan.time_s[row]
        source_s = STEADY.time_of(int(plan.frame[row])) + since
        assert at_contact or piece.source_s == pytest.approx(source_s)
    runs = [
        piece for piece in pieces if not any(abs(piece.film_s - at) < 0.031 for at in contacts_s)
    ]
    ends = sorted((run.source_s, run.source_s + run.length_s) for run in runs)
    assert all(end <= start + 1e-9 for (_, end), (start, _) in pairwise(ends))


def test_without_slow_motion_or_pause_it_is_one_piece() -> None:
    plan = film_plan(STEADY, scored(hit("a", 3.0)), FilmChoices.usual(FilmPreset.WHOLE))
    (only,) = sound_pieces(plan, STEADY)
    assert (only.film_s, only.source_s, only.length_s) == pytest.approx((0.0, 0.0, 10.0))


def test_it_is_the_same_in_whatever_pieces_it_is_asked_for(tmp_path: Path) -> None:
    session = clip_with_hits(tmp_path, ClipPlan(clicks_s=(0.4, 0.9)))
    pieces = (SoundPiece(0.0, 0.3, 0.8), SoundPiece(0.9, 0.25, 0.4), SoundPiece(1.5, 5.0, 0.3))
    path = Path(session.video.path)
    whole = FilmSound(path, pieces, 2.0)
    at_once = whole.read(0, whole.n_samples)
    again = FilmSound(path, pieces, 2.0)
    parts = [again.read(at, min(at + 1024, 2 * RATE_HZ)) for at in range(0, 2 * RATE_HZ, 1024)]
    assert np.array_equal(at_once, np.concatenate(parts))
    loud = np.abs(at_once).reshape(-1, RATE_HZ // 20).max(axis=1)
    assert np.flatnonzero(loud > 0.2).tolist() == [2, 12, 21], "0.4 s at 0.1 and 1.05, 0.9 at 0.6"
    assert loud[26:].max() == 0.0, "silence where there is nothing"
