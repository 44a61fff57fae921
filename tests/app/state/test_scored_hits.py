"""Numbers and names of hits."""

from __future__ import annotations

from practice_values import hit, scored

from core.hits.hit import HitStatus, Stroke


def test_the_third_forehand_is_called_so() -> None:
    made = scored(
        hit("a", 1, stroke=Stroke.FOREHAND),
        hit("b", 2, stroke=Stroke.BACKHAND),
        hit("c", 3, stroke=Stroke.FOREHAND),
        hit("d", 4, stroke=Stroke.FOREHAND, status=HitStatus.REJECTED),
        hit("e", 5, stroke=Stroke.FOREHAND),
        hit("f", 6),
    )
    assert [each.title for each in made] == [
        "Forehand 1",
        "Backhand 1",
        "Forehand 2",
        "Not a hit",
        "Forehand 3",
        "Hit 5",
    ]
    assert [each.number for each in made] == [1, 2, 3, None, 4, 5]


def test_what_is_uncertain() -> None:
    near_edge, unsure, settled, clear = scored(
        hit("a", 1, (0.39, 0.0), sigma=0.1),
        hit("b", 2, confidence=0.3),
        hit("c", 3, (0.39, 0.0), sigma=0.1, status=HitStatus.CONFIRMED),
        hit("d", 4),
    )
    assert near_edge.uncertain
    assert unsure.uncertain
    assert not settled.uncertain
    assert not clear.uncertain


def test_words_for_eyes_and_ears() -> None:
    (good, unknown) = scored(hit("a", 1, (0.5, 0.0)), hit("b", 2, None))
    assert good.in_words.startswith("Score 3: ")
    assert "no score" in unknown.in_words.lower()
    assert "from the centre" not in good.in_short
    assert good.in_reason[0] == "Hit 1"
