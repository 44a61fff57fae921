"""Doubts: what cannot be is asked about, what is fixed is not, and the worst comes first."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from fix_values import AT, SESSION
from hypothesis import given
from hypothesis import strategies as st

from core.box import Box, box_around
from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Hit, HitStatus
from core.sessions import edits
from core.sessions.doubt import Doubt, DoubtKind, dismiss, doubt_queue, next_doubt
from core.sessions.fix_edits import accept_frame, add_box, deny_box
from core.sessions.hit_doubts import hit_doubts
from core.sessions.hit_measure import set_racket_head
from core.sessions.session import Session
from core.sessions.track_doubts import track_doubts
from core.video.sound import Onsets

PLAYER, RACKET, BALL = ObjectClass.PLAYER, ObjectClass.RACKET, ObjectClass.BALL
Row = tuple[int, ObjectClass, Box]
NONE = Detections.empty()
FRAMES = range(100)


def tracks_of(rows: list[Row], *, ids: Callable[[int], int] | None = None) -> Tracks:
    rows = sorted(rows, key=lambda row: row[0])
    n = len(rows)
    kinds = np.array([int(kind) for _, kind, _ in rows], np.int8)
    return Tracks(
        np.array([frame for frame, _, _ in rows], np.int32),
        kinds.astype(np.int32) if ids is None else np.array([ids(k) for k in range(n)], np.int32),
        kinds,
        np.array([xyxy for _, _, xyxy in rows], np.float32).reshape(-1, 4),
        np.full(n, 0.9, np.float32),
        np.ones(n, bool),
        np.ones(n, bool),
    )


def player(frame: int) -> Row:
    return frame, PLAYER, box_around((300 + frame * 0.5, 200), (60, 160))


def racket(frame: int) -> Row:
    return frame, RACKET, box_around((330 + frame * 0.5, 180 + 10 * math.sin(frame / 6)), (30, 50))


def flying(frame: int) -> Row:
    return frame, BALL, box_around((20 + 6.0 * frame, 120 + frame * 0.3), (6, 6))


def clean() -> list[Row]:
    return [make(frame) for frame in FRAMES for make in (player, racket, flying)]


def kinds_of(doubts: tuple[Doubt, ...]) -> list[tuple[DoubtKind, int]]:
    return [(doubt.kind, doubt.frame) for doubt in doubts]


def test_nothing_is_asked_about_what_can_be() -> None:
    assert track_doubts(SESSION, tracks_of(clean())) == ()
    assert track_doubts(SESSION, Tracks.empty()) == ()
    assert hit_doubts(SESSION) == ()


def test_a_ball_lost_in_flight_is_asked_about_in_the_middle_of_the_gap() -> None:
    fast = [(f, BALL, box_around((10 + 10.0 * f, 120), (6, 6))) for f in range(60)]
    rows = [row for row in clean() if row[1] is not BALL]
    rows += [row for row in fast if not 30 <= row[0] <= 36]
    (doubt,) = track_doubts(SESSION, tracks_of(rows))
    assert (doubt.kind, doubt.first, doubt.frame, doubt.last) == (DoubtKind.BALL_LOST, 30, 33, 36)
    assert doubt.words == "The ball is lost for 7 pictures in mid flight."
    assert doubt.about is BALL
    assert doubt.xyxy is not None
    assert doubt.xyxy[0] < 330 < doubt.xyxy[2]


def test_a_ball_that_lies_still_may_be_hidden() -> None:
    rows = [row for row in clean() if row[1] is not BALL]
    rows += [(f, BALL, box_around((50, 300), (6, 6))) for f in FRAMES if not 30 <= f <= 36]
    assert track_doubts(SESSION, tracks_of(rows)) == ()


@pytest.mark.parametrize("kind", list(ObjectClass))
def test_a_box_that_jumps_away_for_one_picture(kind: ObjectClass) -> None:
    base = [(f, kind, box_around((200 + f * 0.5, 200), (20, 20))) for f in FRAMES]
    base[40] = (40, kind, box_around((520, 60), (20, 20)))
    rows = [*base, *(player(f) for f in FRAMES if kind is not PLAYER)]
    jumps = [d for d in track_doubts(SESSION, tracks_of(rows)) if d.kind is DoubtKind.JUMP]
    assert [(d.frame, d.about) for d in jumps] == [(40, kind)]
    assert "jumps away and back" in jumps[0].words


def test_a_racket_that_goes_to_another_place_for_good() -> None:
    rows = [row for row in clean() if row[1] is not RACKET]
    for f in FRAMES:
        shift = 0 if f < 60 else 260
        rows.append((f, RACKET, box_around((330 - shift, 180), (30, 50))))
    (doubt,) = track_doubts(SESSION, tracks_of(rows))
    assert (doubt.kind, doubt.frame) == (DoubtKind.JUMP, 60)
    assert "farther than it can move" in doubt.words


def test_a_box_of_another_size_than_before_and_after() -> None:
    rows = [row for row in clean() if row[:2] != (50, RACKET)]
    rows.append((50, RACKET, box_around((355, 180), (90, 130))))
    doubts = [d for d in track_doubts(SESSION, tracks_of(rows)) if d.kind is DoubtKind.SIZE]
    assert [d.frame for d in doubts] == [50]
    assert "times as large as just before and after" in doubts[0].words


def test_two_rackets_on_one_player_and_not_two_on_two() -> None:
    second = [(f, RACKET, box_around((270, 210), (25, 45))) for f in range(40, 50)]
    far = [(f, RACKET, box_around((60, 60), (25, 45))) for f in range(40, 50)]
    found = track_doubts(SESSION, tracks_of([*clean(), *second], ids=lambda k: k))
    doubts = [d for d in found if d.kind is DoubtKind.TWO_RACKETS]
    assert [(d.first, d.last, d.about) for d in doubts] == [(40, 49, RACKET)]
    assert doubts[0].words == "Two rackets on one player, for 10 pictures."
    found = track_doubts(SESSION, tracks_of([*clean(), *far], ids=lambda k: k))
    assert not [d for d in found if d.kind is DoubtKind.TWO_RACKETS]


def hit(name: str, time_s: float, r: float | None = 0.1, **parts: object) -> Hit:
    head = (300.0, 100.0, 340.0, 160.0)
    bare = Hit(name, time_s, round(30 * time_s), 0.95, (310.0, 130.0), head, r_sigma=0.02)
    return replace(bare, offset=None if r is None else (r, 0.0), **parts)  # type: ignore[arg-type]


def with_hits(*hits: Hit) -> Session:
    return SESSION.with_hits(hits)


def test_an_unsure_hit_is_asked_about_until_the_coach_has_spoken() -> None:
    session = with_hits(hit("a", 2.0, confidence=0.55), hit("b", 4.0))
    (doubt,) = hit_doubts(session)
    assert (doubt.kind, doubt.hit_id, doubt.frame) == (DoubtKind.UNSURE_HIT, "a", 60)
    assert doubt.words.startswith("Is hit 1 a hit at all?")
    for edit in (edits.confirm_hit, edits.reject_hit):
        assert hit_doubts(edit(session, "a")) == ()


def test_the_surer_a_hit_the_less_it_matters() -> None:
    weights = [
        hit_doubts(with_hits(hit("a", 2.0, confidence=c)))[0].weight for c in (0.5, 0.6, 0.7, 0.79)
    ]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("r", "sigma", "words"),
    [
        (0.41, 0.05, "Hit 1 scores 3, but 4 is nearly as likely."),
        (0.39, 0.05, "Hit 1 scores 4, but 3 is nearly as likely."),
        (0.5, 0.6, "Hit 1's score of 3 is a guess."),
        (None, None, "Hit 1 has no score"),
    ],
)
def test_a_score_near_a_bands_edge(r: float | None, sigma: float | None, words: str) -> None:
    session = with_hits(hit("a", 2.0, r, r_sigma=sigma))
    (doubt,) = hit_doubts(session)
    assert doubt.kind is DoubtKind.SCORE
    assert doubt.words.startswith(words)
    assert hit_doubts(edits.overrule_score(session, "a", 3)) == ()
    assert hit_doubts(set_racket_head(session, "a", (290.0, 100.0, 331.0, 160.0))) == ()


def test_a_score_far_from_every_edge_is_not_asked_about() -> None:
    assert hit_doubts(with_hits(hit("a", 2.0, 0.5, r_sigma=0.03))) == ()


def test_sound_and_sight_that_disagree() -> None:
    heard = [hit(f"h{k}", t, sound_onset_s=t + 0.05) for k, t in enumerate((2.0, 5.0, 8.0))]
    silent = hit("quiet", 11.0)
    loud = Onsets(
        np.array([2.05, 5.05, 8.05, 14.05, 17.05]), np.array([5.0, 5, 5, 5, 1], np.float32)
    )
    found = hit_doubts(with_hits(*heard, silent), loud)
    assert kinds_of(found) == [(DoubtKind.SILENT_HIT, 330), (DoubtKind.SOUND_ONLY, 420)]
    # Where nothing is heard at the hits, the sound has nothing to say.
    assert hit_doubts(with_hits(silent), loud) == ()
    off = replace(SESSION.settings, use_sound=False)
    assert hit_doubts(replace(with_hits(*heard, silent), settings=off), loud) == ()
    # A rejected hit was looked at.
    away = with_hits(*heard, hit("no", 14.0, status=HitStatus.REJECTED))
    assert hit_doubts(away, loud) == ()


def doubt(kind: DoubtKind, frame: int, weight: float, about: ObjectClass | None = BALL) -> Doubt:
    return Doubt(kind, frame, frame - 2, frame + 2, "words", weight, about)


JUMP, LOST = DoubtKind.JUMP, DoubtKind.BALL_LOST


def test_what_is_fixed_accepted_or_dismissed_leaves_the_queue() -> None:
    found = (doubt(JUMP, 50, 0.5), doubt(LOST, 80, 0.6))
    assert kinds_of(doubt_queue(SESSION, found)) == [(LOST, 80), (JUMP, 50)]
    box = (10.0, 10.0, 16.0, 16.0)
    for fixed in (
        add_box(SESSION, 81, BALL, box, at=AT),
        deny_box(SESSION, 79, BALL, box),
        accept_frame(SESSION, 80, NONE, at=AT),
        dismiss(SESSION, found[1]),
    ):
        assert kinds_of(doubt_queue(fixed, found)) == [(JUMP, 50)]
    for other in (
        add_box(SESSION, 81, RACKET, box, at=AT),
        add_box(SESSION, 83, BALL, box, at=AT),
        accept_frame(SESSION, 82, NONE, at=AT),
    ):
        assert len(doubt_queue(other, found)) == 2


def test_at_a_hit_it_matters_more() -> None:
    found = (doubt(JUMP, 50, 0.5), doubt(LOST, 80, 0.6))
    assert kinds_of(doubt_queue(with_hits(hit("a", 53 / 30)), found)) == [(JUMP, 50), (LOST, 80)]
    rejected = with_hits(hit("a", 53 / 30, status=HitStatus.REJECTED))
    assert kinds_of(doubt_queue(rejected, found)) == [(LOST, 80), (JUMP, 50)]


def test_dismissing_twice_is_dismissing_once() -> None:
    once = dismiss(SESSION, doubt(JUMP, 5, 0.5))
    assert dismiss(once, doubt(JUMP, 5, 0.7)) is once


doubts = st.builds(
    doubt,
    st.sampled_from(DoubtKind),
    st.integers(0, 40),
    st.floats(0, 1),
    st.sampled_from(ObjectClass),
)


@given(st.lists(doubts, max_size=8), st.randoms(use_true_random=False))
def test_the_order_depends_on_the_values_alone(found: list[Doubt], rng: object) -> None:
    queue = doubt_queue(SESSION, found)
    rng.shuffle(found)  # type: ignore[attr-defined]
    again = doubt_queue(SESSION, found)
    assert [d.weight for d in queue] == sorted((d.weight for d in found), reverse=True)
    assert [(d.kind, d.frame, d.weight) for d in queue] == [
        (d.kind, d.frame, d.weight) for d in again
    ]


@given(st.lists(doubts, max_size=8), st.integers(-5, 50))
def test_the_next_one_in_time_comes_after_and_then_from_the_start(
    found: list[Doubt], frame: int
) -> None:
    queue = doubt_queue(SESSION, found)
    following = next_doubt(queue, frame)
    frames = sorted({d.frame for d in queue})
    if not frames:
        assert following is None
        return
    later = [f for f in frames if f > frame]
    assert following is not None
    assert following.frame == (later or frames)[0]
    at_once = [d for d in queue if d.frame == following.frame]
    assert following.weight == max(d.weight for d in at_once)
