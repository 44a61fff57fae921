"""The boxes of one golden frame on two sides: matched, lost, gained, moved.

A box is shown from its class's threshold on. Two runtimes never agree to the last digit, so a box
whose score lies at the threshold may be shown by one and not by the other. That is no fault where
both have the box and their scores are within the tolerance of each other (``edge``). Neither is a
box found twice by one side only: two cells beside each other with nearly the same score are one
peak or two by a hair, and the hit engine takes the boxes of both for one object. And where two
cells tie for the peak, the other one's box (``core.phone.ties``) is as good an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.box import mean_side, overlap_of
from core.hits.engine import SAME_OBJECT
from core.phone.check_parts import FrameComparison, GoldenBox, Tolerance

_NEAR_PX = 4.0
"""Boxes of one class whose edges are so near, or within half their side, are the same object."""

_SAME_CELLS, _INSIDE = 0.5, 0.8
"""Boxes of cells beside each other overlap so much; so much of a box lies in a larger one."""

_MOST_WORDS = 3


@dataclass(frozen=True)
class _Pair:
    """The same object on both sides; ``shift_px`` is the largest way of an edge."""

    expected: GoldenBox
    found: GoldenBox
    shift_px: float

    @property
    def change(self) -> float:
        return abs(self.expected.score - self.found.score)


@dataclass(frozen=True)
class _Side:
    """Boxes of one side that nobody on the other shows: how many are forgiven, which are not."""

    forgiven: int
    missing: tuple[GoldenBox, ...]


def compare_boxes(
    expected: Sequence[GoldenBox],
    found: Sequence[GoldenBox],
    thresholds: Mapping[str, float],
    tolerance: Tolerance,
    *,
    number: int = 0,
    file: str = "",
    found_is_cut: bool = False,
    ties: Sequence[GoldenBox] = (),
) -> FrameComparison:
    """Compare what two sides have in one frame; ``ties`` are other boxes to be expected.

    Both lists reach below the thresholds, down to ``golden.weak_share`` of them; with
    ``found_is_cut`` the found ones end at the thresholds: then a score at the edge alone forgives.
    """

    def is_shown(box: GoldenBox) -> bool:
        return box.score >= thresholds.get(box.label, 1.0)

    pairs = _pairs(expected, found, tolerance)
    both = [pair for pair in pairs if is_shown(pair.expected) and is_shown(pair.found)]
    partner_of = {id(pair.expected): pair for pair in pairs}
    partner_of |= {id(pair.found): pair for pair in pairs}

    def at_edge(box: GoldenBox) -> bool:
        pair = partner_of.get(id(box))
        if pair is not None:
            return pair.change <= tolerance.edge
        return found_is_cut and box.score - thresholds[box.label] <= tolerance.edge

    def unmatched(side: Sequence[GoldenBox], matched: Sequence[GoldenBox]) -> _Side:
        held = {id(box) for box in matched}
        alone = [box for box in side if is_shown(box) and id(box) not in held]
        firm = [box for box in alone if not at_edge(box)]
        kept = [box for box in firm if not _by_a_hair(box, matched, ties, tolerance.edge)]
        return _Side(len(alone) - len(kept), tuple(kept))

    lost = unmatched(expected, [pair.expected for pair in both])
    gained = unmatched(found, [pair.found for pair in both])
    tied = [pair for pair in both if _ties(pair, ties, tolerance)]
    firm = [pair for pair in both if pair not in tied]
    moved = [pair for pair in firm if pair.shift_px >= _allowed_px(pair.expected, tolerance)]
    passed = not (lost.missing or gained.missing or moved)
    return FrameComparison(
        number=number,
        file=file,
        expected=sum(map(is_shown, expected)),
        matched=len(both),
        lost=len(lost.missing),
        gained=len(gained.missing),
        on_edge=lost.forgiven + gained.forgiven + len(tied),
        shift_px=round(max((pair.shift_px for pair in firm), default=0.0), 3),
        score_change=round(max((pair.change for pair in both), default=0.0), 5),
        passed=passed,
        moved=len(moved),
        words=_words(lost.missing, gained.missing, moved, partner_of),
    )


def shift_between(a: GoldenBox, b: GoldenBox) -> float:
    """Return the largest way that an edge moves from one box to the other, in px."""
    return max(abs(p - q) for p, q in zip(a.xyxy, b.xyxy, strict=True))


def _allowed_px(box: GoldenBox, tolerance: Tolerance) -> float:
    return max(tolerance.shift_px, tolerance.shift_share * mean_side(box.xyxy))


def _ties(pair: _Pair, ties: Sequence[GoldenBox], tolerance: Tolerance) -> bool:
    """Whether a box moved only because the cell beside its peak won by a hair."""
    ours, theirs = pair.expected, pair.found
    return pair.shift_px >= _allowed_px(ours, tolerance) and any(
        tie.label == ours.label
        and tie.score >= ours.score - 2 * tolerance.edge
        and abs(tie.score - theirs.score) <= tolerance.edge
        and shift_between(tie, theirs) < _allowed_px(ours, tolerance)
        for tie in ties
    )


def _pairs(
    expected: Sequence[GoldenBox], found: Sequence[GoldenBox], tolerance: Tolerance
) -> list[_Pair]:
    """Return the pairs of the same object, nearest first, each box once.

    Of twins the ones with the nearest scores belong together, so that no shift is invented.
    """
    near = []
    for i, ours in enumerate(expected):
        for j, theirs in enumerate(found):
            if ours.label != theirs.label:
                continue
            shift = shift_between(ours, theirs)
            if shift <= max(_NEAR_PX, tolerance.shift_px, mean_side(ours.xyxy) / 2):
                near.append((shift + abs(ours.score - theirs.score), i, j, shift))
    pairs, taken_i, taken_j = [], set[int](), set[int]()
    for _, i, j, shift in sorted(near):
        if i not in taken_i and j not in taken_j:
            taken_i.add(i)
            taken_j.add(j)
            pairs.append(_Pair(expected[i], found[j], shift))
    return pairs


def _by_a_hair(
    box: GoldenBox, matched: Sequence[GoldenBox], ties: Sequence[GoldenBox], edge: float
) -> bool:
    """Whether a box that one side alone has is one that the other could as well have had."""
    return _is_twin(box, matched, edge) or _is_hair_peak(box, matched, ties, edge)


def _is_twin(box: GoldenBox, matched: Sequence[GoldenBox], edge: float) -> bool:
    return any(
        other.label == box.label
        and abs(other.score - box.score) <= edge
        and (overlap_of(other.xyxy, box.xyxy) > SAME_OBJECT or shift_between(other, box) <= 1.0)
        for other in matched
    )


def _is_hair_peak(
    box: GoldenBox, matched: Sequence[GoldenBox], ties: Sequence[GoldenBox], edge: float
) -> bool:
    """Whether a second box inside a larger one of its class was a peak only by a hair: its
    neighbour is as hot, and leads up to the larger one's peak."""
    return any(
        tie.label == box.label
        and abs(tie.score - box.score) <= 2 * edge
        and overlap_of(tie.xyxy, box.xyxy) > _SAME_CELLS
        for tie in ties
    ) and any(other.label == box.label and _lies_in(box, other) for other in matched)


def _lies_in(inner: GoldenBox, outer: GoldenBox) -> bool:
    a, b = inner.xyxy, outer.xyxy
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    area = (a[2] - a[0]) * (a[3] - a[1])
    return width > 0 and height > 0 and width * height >= _INSIDE * area


def _words(
    lost: Sequence[GoldenBox],
    gained: Sequence[GoldenBox],
    moved: Sequence[_Pair],
    partner_of: Mapping[int, _Pair],
) -> str:
    """Say what differs, the surest box first."""
    told = []
    for box in sorted(lost, key=lambda box: -box.score):
        pair = partner_of.get(id(box))
        now = f", now {pair.found.score:.2f}" if pair is not None else ""
        told.append(f"{_name(box)} ({box.score:.2f}{now}) is not found any more")
    for box in sorted(gained, key=lambda box: -box.score):
        pair = partner_of.get(id(box))
        was = f", was {pair.expected.score:.2f}" if pair is not None else ""
        told.append(f"{_name(box)} ({box.score:.2f}{was}) is found that was not there")
    for pair in sorted(moved, key=lambda pair: -pair.shift_px):
        told.append(f"{_name(pair.expected)} has moved by {pair.shift_px:.1f} px")
    rest = len(told) - _MOST_WORDS
    more = [f"and {rest} more"] if rest > 0 else []
    return "; ".join([*told[:_MOST_WORDS], *more])


def _name(box: GoldenBox) -> str:
    x, y = (box.xyxy[0] + box.xyxy[2]) / 2, (box.xyxy[1] + box.xyxy[3]) / 2
    return f"the {box.label.replace('_', ' ')} at {x:.0f}, {y:.0f}"
