"""Properties of comparing: nobody differs from himself, and the other way round is mirrored."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.before_after.box_change import LEAST_SHARE, BoxTally, beyond_noise, shown
from core.before_after.clip import Clip, Word
from core.before_after.comparison import Sight, compare
from core.before_after.hit_change import Said
from core.before_after.verdict import Outcome, verdict_of, verdict_of_clip
from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.detections.detections import Detections, ObjectClass
from core.hits.hit import Hit
from core.scoring.score import ScoreRule
from core.sessions.session import AnalysisSettings, VideoRef

N, FPS = 60, 30.0
VIDEO = VideoRef("/practice.mp4", "f" * 16, 320, 180, N, N / FPS, FPS)

# Coarse on purpose: equal distances and equal boxes must not matter.
times = st.lists(st.integers(0, 39).map(lambda n: n / 20), max_size=6, unique=True)
corners = st.tuples(*[st.integers(0, 6).map(lambda n: 10.0 * n)] * 2, *[st.integers(1, 3)] * 2)
boxes = corners.map(lambda c: (c[0], c[1], c[0] + 10.0 * c[2], c[1] + 10.0 * c[3]))
kinds = st.sampled_from(ObjectClass)


@st.composite
def hits(draw: st.DrawFn) -> tuple[Hit, ...]:
    listed = sorted(draw(times))
    offsets = st.sampled_from([None, (0.1, 0.0), (0.5, 0.3)])
    return tuple(Hit(f"{t}", t, min(N - 1, round(t * FPS)), 0.9, offset=draw(offsets))
                 for t in listed)  # fmt: skip


@st.composite
def detections(draw: st.DrawFn) -> Detections:
    rows = draw(st.lists(st.tuples(st.integers(0, 3), boxes, kinds, st.integers(3, 9)), max_size=9))
    parts = [Detections.of(frame, [xyxy], [score / 10], [int(kind)])
             for frame, xyxy, kind, score in rows]  # fmt: skip
    return Detections.merge(parts)


@st.composite
def words(draw: st.DrawFn) -> Word:
    moments = draw(times)
    cut = draw(st.integers(0, len(moments)))
    fixes = {}
    for frame in draw(st.sets(st.integers(0, 3), max_size=3)):
        drawn = [
            Annotation(str(n), draw(kinds), draw(boxes), Author.COACH, "", Origin.DRAWN)
            for n in range(draw(st.integers(0, 3)))
        ]
        denied = (DeniedBox(draw(kinds), draw(boxes)),) if draw(st.booleans()) else ()
        fixes[frame] = FrameFix(frame, tuple(drawn), denied, draw(st.booleans()))
    return Word(tuple(moments[:cut]), tuple(moments[cut:]), draw(st.booleans()), fixes)


clips = words().map(lambda word: clip_with(word))
sights = st.builds(Sight, detections(), hits())


def clip_with(word: Word, n_frames: int = N) -> Clip:
    return Clip("Practice", VIDEO, AnalysisSettings(), ScoreRule(), 0, n_frames, word)


def mirrored(tally: object) -> dict[str, int]:
    """Return the counts of a tally with before and after exchanged."""
    other = {
        "found_before": "found_after", "false_before": "false_after", "n_before": "n_after",
        "wrong_before": "wrong_after", "won": "lost", "gained": "lost",
        "labels_won": "labels_lost", "false_gained": "false_gone",
        "unknown_gained": "unknown_lost",
    }  # fmt: skip
    back = {value: name for name, value in other.items() if value != "lost"}
    names = {each.name for each in fields(tally)}  # type: ignore[arg-type]
    back["lost"] = "won" if "won" in names else "gained"
    swap = {**other, **back}
    return {name: getattr(tally, swap.get(name, name)) for name in names}


def plain(tally: object) -> dict[str, int]:
    return {each.name: getattr(tally, each.name) for each in fields(tally)}  # type: ignore[arg-type]


@settings(max_examples=40)
@given(clips, sights)
def test_the_same_detector_twice_is_no_change(clip: Clip, sight: Sight) -> None:
    compared = compare(clip, sight, sight)
    assert compared.moments == ()
    assert compared.frames == ()
    assert not any(each.is_change or each.rescored for each in compared.hits)
    assert verdict_of_clip(compared).outcome in (Outcome.SAME, Outcome.OPEN)


@settings(max_examples=40)
@given(clips, sights, sights)
def test_the_other_way_round_is_mirrored(clip: Clip, one: Sight, other: Sight) -> None:
    there, back = compare(clip, one, other), compare(clip, other, one)
    assert plain(there.tally) == mirrored(back.tally)
    for kind in ObjectClass:
        assert plain(there.boxes[kind]) == mirrored(back.boxes[kind])
    outcomes = {verdict_of_clip(there).outcome, verdict_of_clip(back).outcome}
    assert outcomes != {Outcome.BETTER}
    assert outcomes != {Outcome.BETTER, Outcome.SAME}
    assert Outcome.SAME not in outcomes or len(outcomes) == 1


@settings(max_examples=40)
@given(clips, sights, sights)
def test_every_sighting_is_told_once(clip: Clip, one: Sight, other: Sight) -> None:
    compared = compare(clip, one, other)
    assert sorted(h.time_s for h in one.hits) == sorted(
        each.before.time_s for each in compared.hits if each.before
    )
    assert sorted(h.time_s for h in other.hits) == sorted(
        each.after.time_s for each in compared.hits if each.after
    )
    for tally in compared.boxes.values():
        assert tally.n_after - tally.gained == tally.n_before - tally.lost >= 0
        assert tally.found_after - tally.found_before == tally.labels_won - tally.labels_lost
        assert max(tally.found_before, tally.found_after) <= tally.labels


@settings(max_examples=40)
@given(clips, sights, sights, st.integers(1, 5))
def test_moments_lie_apart_and_inside(clip: Clip, one: Sight, other: Sight, stop: int) -> None:
    clip = replace(clip, stop=N // stop)
    frames = [each.frame for each in compare(clip, one, other).moments]
    assert all(0 <= frame < clip.stop for frame in frames)
    assert all(abs(a - b) >= 0.4 * FPS for n, a in enumerate(frames) for b in frames[:n])


def at(*moments: float) -> Sight:
    return Sight(
        Detections.empty(), tuple(Hit(f"{t}", t, round(t * FPS), 0.9) for t in moments)
    )  # fmt: skip


def test_confirmed_hits_decide() -> None:
    clip = clip_with(Word(hits=(0.5, 1.0), no_hits=(1.5,)))
    better = verdict_of([compare(clip, at(0.5), at(0.52, 1.0))])
    assert better.outcome is Outcome.BETTER
    assert better.headline == "Better: 1 more hit found, none lost."
    worse = verdict_of([compare(clip, at(0.5, 1.0), at(0.5))])
    assert worse.headline == "Worse on “Practice”: 1 hit lost."
    false = verdict_of([compare(clip, at(0.5, 1.0), at(0.5, 1.0, 1.5))])
    assert false.headline == "Worse on “Practice”: 1 hit found where there is none."
    as_good = verdict_of([compare(clip, at(0.5, 1.0), at(0.5, 1.0, 0.2))])
    assert as_good.outcome is Outcome.SAME, "of a hit that nobody spoke about nobody knows"
    assert verdict_of([]).outcome is Outcome.OPEN


def test_one_worse_clip_makes_the_whole_worse() -> None:
    clip = clip_with(Word(hits=(0.5, 1.0)))
    good, bad = compare(clip, at(), at(0.5, 1.0)), compare(clip, at(0.5), at())
    assert verdict_of([good, bad]).outcome is Outcome.WORSE
    assert len(verdict_of([good, bad]).reasons) == 2


def test_where_all_is_known_any_other_hit_is_false() -> None:
    clip = clip_with(Word(hits=(0.5,), complete=True))
    compared = compare(clip, at(0.5), at(0.5, 1.2))
    assert compared.hits[-1].said is Said.NO_HIT
    assert compared.moments[0].words == ("Found now, but there is no hit",)


def test_slow_motion_widens_what_is_one_hit() -> None:
    clip = clip_with(Word(hits=(1.0,)))
    slow = replace(clip, settings=AnalysisSettings(capture_fps=240.0))
    assert compare(clip, at(), at(1.5)).tally.won == 0
    assert compare(slow, at(), at(1.5)).tally.won == 1


@given(st.integers(0, 60), st.integers(0, 60))
def test_noise_is_judged_the_same_both_ways(more: int, less: int) -> None:
    assert not (beyond_noise(more, less) and beyond_noise(less, more))
    if beyond_noise(more, less):
        assert beyond_noise(more + 1, less)
        assert more >= less + 5 or less == 0


def test_few_of_many_labels_do_not_make_a_detector_worse() -> None:
    few = BoxTally(labels=1000, found_before=900, found_after=880, labels_lost=20)
    assert beyond_noise(20, 0)
    assert not few.worse
    assert replace(few, labels=int(20 / LEAST_SHARE)).worse


def test_boxes_of_a_drawn_clip_decide_nothing() -> None:
    label = Annotation("1", ObjectClass.BALL, (0, 0, 9, 9), Author.COACH, "", Origin.DRAWN)
    clip = clip_with(Word(fixes={n: FrameFix(n, (label,)) for n in range(9)}))
    sees = Sight(
        Detections.merge([Detections.of(n, [label.xyxy], [0.9], [2]) for n in range(9)]), ()
    )
    lost = verdict_of([compare(clip, sees, at())])
    assert lost.headline == "Worse on “Practice”: the ball is found 0 of 9 times (9 before)."
    drawn = verdict_of([compare(replace(clip, drawn=True), sees, at())])
    assert drawn.outcome is Outcome.SAME
    assert "the ball is found 0 of 9 times" in drawn.reasons[0]


def test_boxes_below_their_class_limit_are_not_compared() -> None:
    found = Detections.of(0, np.tile([0, 0, 9, 9], (2, 1)), [0.4, 0.4], [0, 2])
    kept = shown(found, {ObjectClass.PLAYER: 0.5, ObjectClass.BALL: 0.2})
    assert kept.class_id.tolist() == [2]
