"""What is wrong in a picture, what it costs, and the words for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_values import known, tiled_boxes, truth_found

from core.detections.detections import Detections
from core.evaluation.costs import FaultKind, count_faults, faults_of, picture_costs
from core.evaluation.figures import FaultCounts

CLASSES = ("player", "racket", "ball", "racket_head")
LIMITS = dict.fromkeys(CLASSES, 0.3)
PLAYER, RACKET, BALL, HEAD = range(4)
MAN, TINY = [10, 10, 50, 90], [70, 20, 76, 26]


def words(labels: object, found: Detections) -> list[str]:
    return [fault.words for fault in faults_of(labels, found, CLASSES, LIMITS)]  # type: ignore[arg-type]


@given(st.data())
def test_a_perfect_answer_costs_nothing(data: st.DataObject) -> None:
    boxes, kinds = data.draw(tiled_boxes(320, 192))
    labels = known(boxes, kinds)
    assert faults_of(labels, truth_found(labels), CLASSES, LIMITS) == ()


@given(st.data(), st.integers(0, 2**32 - 1))
def test_a_box_the_less_costs_more_and_a_stray_costs_its_score(
    data: st.DataObject, seed: int
) -> None:
    boxes, kinds = data.draw(tiled_boxes(320, 192))
    labels, rng = known(boxes, kinds), np.random.default_rng(seed)
    truth = truth_found(labels)
    kept = np.array(rng.random(len(boxes)) < 0.6)
    assert sum(f.cost for f in faults_of(labels, truth[kept], CLASSES, LIMITS)) == (~kept).sum()
    score = data.draw(st.sampled_from([0.3125, 0.5, 0.75, 1.0]))
    stray = Detections.merge([truth, Detections.of(0, [[400, 300, 440, 330]], [score], [PLAYER])])
    assert sum(f.cost for f in faults_of(labels, stray, CLASSES, LIMITS)) == pytest.approx(score)


def test_missed_labels_say_their_size_and_what_was_half_seen() -> None:
    labels = known([MAN, TINY], [PLAYER, BALL])
    assert words(labels, Detections.empty()) == ["player 40 x 80 px missed", "ball 6 px missed"]
    weak = Detections.of(0, [TINY], [0.12], [BALL])
    assert "ball 6 px missed, seen at 0.12 only" in words(labels, weak)


def test_false_boxes_say_where_they_lie() -> None:
    labels = known([MAN, TINY], [PLAYER, BALL])
    truth = truth_found(labels)
    for box, kind, said in (
        ([20, 30, 40, 50], RACKET, "racket found on a player, 0.71"),
        ([60, 60, 90, 90], HEAD, "racket head found where nothing is labelled, 0.71"),
        ([11, 10, 51, 90], PLAYER, "player found twice on the same one, 0.71"),
    ):
        found = Detections.merge([truth, Detections.of(0, [box], [0.71], [kind])])
        assert words(labels, found) == [said]


def test_a_loose_box_costs_what_its_overlap_lacks() -> None:
    labels = known([MAN, TINY], [PLAYER, BALL])
    found = Detections.of(0, [[10, 10, 50, 46], [72, 20, 78, 26]], [0.9, 0.9], [PLAYER, BALL])
    (fault,) = faults_of(labels, found, CLASSES, LIMITS)
    assert fault.kind is FaultKind.LOOSE
    assert fault.cost == pytest.approx(0.55, abs=1e-3)
    assert fault.words == "player 40 x 80 px boxed loosely, IoU 0.45"


def test_a_tiny_ball_is_found_by_its_centre_and_then_boxed_loosely() -> None:
    labels = known([TINY], [BALL])
    (fault,) = faults_of(
        labels, Detections.of(0, [[74, 20, 80, 26]], [0.8], [BALL]), CLASSES, LIMITS
    )
    assert fault.kind is FaultKind.LOOSE
    assert fault.cost == pytest.approx(0.8)


def test_what_nobody_may_judge_costs_nothing() -> None:
    stray = Detections.of(0, [[60, 60, 90, 90]], [0.9], [RACKET])
    assert words(known([], [], partial=(RACKET,)), stray) == []
    assert words(known([], [], [[50, 50, 99, 99]], [RACKET]), stray) == []
    assert len(words(known([], [], partial=(BALL,)), stray)) == 1


def test_the_worst_come_first_and_the_blameless_never() -> None:
    labels = [known([MAN], [PLAYER]), known([MAN, TINY], [PLAYER, BALL]), known([TINY], [BALL])]
    found = [Detections.empty(), Detections.empty(), truth_found(labels[2])]
    costs = picture_costs(labels, found, CLASSES, LIMITS)
    assert [(each.index, each.cost) for each in costs] == [(1, 2.0), (0, 1.0)]
    counts = count_faults(costs, CLASSES)
    assert counts["player"] == FaultCounts(missed=2, cost=2.0)
    assert counts["ball"] == FaultCounts(missed=1, cost=1.0)
    assert counts["racket"] == FaultCounts()
