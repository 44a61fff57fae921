"""Boxes are the same up to the tolerance, also at the threshold, and no further."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.phone.box_comparison import compare_boxes
from core.phone.check_parts import GoldenBox, Tolerance
from core.phone.tolerances import FLOAT16, LAPTOP_INT8

LIMITS = {"player": 0.3, "ball": 0.4}
EDGE = FLOAT16.edge

places = st.tuples(st.integers(0, 9), st.integers(0, 9))
labels = st.sampled_from(sorted(LIMITS))


@st.composite
def frames(draw: st.DrawFn) -> list[GoldenBox]:
    """Boxes far enough apart not to be taken for one another, down to half of the thresholds."""
    found = []
    for x, y in draw(st.lists(places, max_size=12, unique=True)):
        label = draw(labels)
        score = draw(st.floats(LIMITS[label] / 2, 1.0))
        side = draw(st.floats(4.0, 30.0))
        found.append(
            GoldenBox(label, score, (60.0 * x, 60.0 * y, 60.0 * x + side, 60.0 * y + side))
        )
    return found


@given(frames())
def test_a_frame_equals_itself(boxes: list[GoldenBox]) -> None:
    same = compare_boxes(boxes, boxes, LIMITS, FLOAT16)
    assert same.passed
    assert same.matched == same.expected
    assert (same.lost, same.gained, same.on_edge, same.shift_px) == (0, 0, 0, 0.0)


@given(frames(), st.data())
def test_changes_within_the_tolerance_raise_no_alarm(
    boxes: list[GoldenBox], data: st.DataObject
) -> None:
    """Also where a score crosses its threshold on the way."""
    small = st.floats(-0.99 * EDGE, 0.99 * EDGE)
    moves = st.floats(-0.49, 0.49)
    found = []
    for box in boxes:
        score = min(1.0, box.score + data.draw(small))
        xyxy = tuple(edge + data.draw(moves) for edge in box.xyxy)
        found.append(replace(box, score=score, xyxy=xyxy))
    compared = compare_boxes(boxes, found, LIMITS, FLOAT16)
    assert compared.passed, compared.words
    assert compared.shift_px < FLOAT16.shift_px


@given(st.floats(-0.9, 0.9), labels)
def test_at_the_threshold_both_directions_are_forgiven(share: float, label: str) -> None:
    limit = LIMITS[label]
    above = GoldenBox(label, limit + abs(share) * EDGE / 2, (10, 10, 20, 20))
    below = GoldenBox(label, limit - abs(share) * EDGE / 2 - 1e-6, (10, 10, 20, 20))
    for ours, theirs in ((above, below), (below, above)):
        compared = compare_boxes([ours], [theirs], LIMITS, FLOAT16)
        assert compared.passed
        assert compared.on_edge == 1
        assert compared.matched == 0


@given(frames(), st.data())
def test_a_box_that_is_gone_is_found_missing(boxes: list[GoldenBox], data: st.DataObject) -> None:
    sure = [box for box in boxes if box.score >= LIMITS[box.label]]
    if not sure:
        return
    gone = data.draw(st.sampled_from(sure))
    rest = [box for box in boxes if box is not gone]
    lost = compare_boxes(boxes, rest, LIMITS, FLOAT16)
    assert (lost.passed, lost.lost, lost.gained) == (False, 1, 0)
    assert gone.label in lost.words
    gained = compare_boxes(rest, boxes, LIMITS, FLOAT16)
    assert (gained.passed, gained.lost, gained.gained) == (False, 0, 1)


@given(frames(), st.floats(0.51, 1.9), st.integers(0, 3), st.data())
def test_an_edge_that_moved_too_far_is_told(
    boxes: list[GoldenBox], way: float, edge: int, data: st.DataObject
) -> None:
    sure = [box for box in boxes if box.score >= LIMITS[box.label]]
    if not sure:
        return
    chosen = data.draw(st.sampled_from(sure))
    moved = list(chosen.xyxy)
    moved[edge] += way
    found = [replace(b, xyxy=tuple(moved)) if b is chosen else b for b in boxes]
    compared = compare_boxes(boxes, found, LIMITS, FLOAT16)
    assert not compared.passed
    assert compared.moved == 1
    assert compared.shift_px == pytest.approx(way, abs=1e-3)


def test_a_score_that_fell_far_below_the_threshold_is_a_loss() -> None:
    ours = GoldenBox("ball", 0.45, (10, 10, 16, 16))
    theirs = replace(ours, score=0.3)
    compared = compare_boxes([ours], [theirs], LIMITS, FLOAT16)
    assert not compared.passed
    assert "now 0.30" in compared.words


def test_one_peak_that_became_two_by_a_hair_is_no_gain() -> None:
    ours = GoldenBox("player", 0.9, (10.0, 10.0, 40.0, 90.0))
    twin = GoldenBox("player", 0.899, (10.4, 10.0, 40.4, 90.0))
    assert compare_boxes([ours], [ours, twin], LIMITS, FLOAT16).passed
    assert compare_boxes([ours, twin], [ours], LIMITS, FLOAT16).passed
    other = GoldenBox("player", 0.899, (200.0, 10.0, 240.0, 90.0))
    assert not compare_boxes([ours], [ours, other], LIMITS, FLOAT16).passed


def test_a_list_that_ends_at_the_thresholds_forgives_only_there() -> None:
    weak = GoldenBox("ball", LIMITS["ball"] + EDGE / 2, (10, 10, 16, 16))
    sure = GoldenBox("ball", LIMITS["ball"] + 3 * EDGE, (60, 60, 66, 66))
    assert compare_boxes([weak], [], LIMITS, FLOAT16, found_is_cut=True).passed
    assert not compare_boxes([weak], [], LIMITS, FLOAT16).passed
    assert not compare_boxes([sure], [], LIMITS, FLOAT16, found_is_cut=True).passed


def test_classes_are_never_mixed_up() -> None:
    ball = GoldenBox("ball", 0.9, (10, 10, 16, 16))
    compared = compare_boxes([ball], [replace(ball, label="player")], LIMITS, FLOAT16)
    assert (compared.lost, compared.gained) == (1, 1)


def test_the_laptops_8_bit_file_may_move_a_large_box_further() -> None:
    player = GoldenBox("player", 0.9, (10, 10, 110, 210))
    moved = replace(player, xyxy=(20, 10, 110, 210))
    assert compare_boxes([player], [moved], LIMITS, LAPTOP_INT8).passed
    assert not compare_boxes([player], [moved], LIMITS, Tolerance("strict")).passed


def test_a_box_of_the_cell_beside_a_peak_is_as_good_where_both_tie() -> None:
    ours = GoldenBox("player", 0.9, (10.0, 10.0, 60.0, 190.0))
    theirs = replace(ours, xyxy=(10.0, 10.0, 60.0, 197.0), score=0.901)
    tie = replace(theirs, score=0.898)
    assert not compare_boxes([ours], [theirs], LIMITS, FLOAT16).passed
    compared = compare_boxes([ours], [theirs], LIMITS, FLOAT16, ties=[tie])
    assert compared.passed
    assert (compared.on_edge, compared.shift_px) == (1, 0.0)
    clearly_less = replace(tie, score=ours.score - 3 * EDGE)
    assert not compare_boxes([ours], [theirs], LIMITS, FLOAT16, ties=[clearly_less]).passed
    elsewhere = replace(tie, xyxy=(10.0, 10.0, 60.0, 205.0))
    assert not compare_boxes([ours], [theirs], LIMITS, FLOAT16, ties=[elsewhere]).passed


def test_a_second_peak_on_one_object_may_vanish_by_a_hair() -> None:
    """As found on a real racket: two peaks and a ridge between them."""
    large = GoldenBox("player", 0.451, (448.0, 270.0, 475.0, 329.0))
    second = GoldenBox("player", 0.432, (449.6, 290.5, 467.8, 321.9))
    ridge = GoldenBox("player", 0.4317, (449.2, 281.4, 470.0, 324.3))
    both, one = [large, second], [large]
    for ours, theirs in ((both, one), (one, both)):
        assert compare_boxes(ours, theirs, LIMITS, FLOAT16, ties=[ridge]).passed
        assert not compare_boxes(ours, theirs, LIMITS, FLOAT16).passed
    colder = replace(ridge, score=0.41)
    assert not compare_boxes(both, one, LIMITS, FLOAT16, ties=[colder]).passed
    assert not compare_boxes([second], [], LIMITS, FLOAT16, ties=[ridge]).passed
