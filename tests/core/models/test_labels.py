"""Words stay inside the frame and off each other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.models.labels import Bubble, along, edge_to_edge, place_labels
from core.models.svg import Box

FRAME = Box(76, 96, 928, 516)
bubbles = st.builds(
    Bubble,
    st.floats(FRAME.left, FRAME.right),
    st.floats(FRAME.top, FRAME.bottom),
    st.floats(7, 34),
    st.floats(80, 220),
    st.just(32.0),
)


@settings(max_examples=60)
@given(st.lists(bubbles, min_size=1, max_size=4))
def test_a_few_labels_never_cover_each_other_nor_leave(given_: list[Bubble]) -> None:
    placed = place_labels(given_, FRAME)
    for i, box in enumerate(placed):
        assert box.overlap(FRAME) > 0.999 * (box.right - box.left) * (box.bottom - box.top)
        assert all(box.overlap(other) == 0 for other in placed[:i])


def test_a_lone_label_stands_beside_its_bubble() -> None:
    (box,) = place_labels([Bubble(400, 300, 10, 100, 30)], FRAME)
    assert box == Box(416, 285, 516, 315)


def test_at_the_right_edge_it_stands_elsewhere() -> None:
    (box,) = place_labels([Bubble(FRAME.right - 5, 300, 10, 100, 30)], FRAME)
    assert box.right <= FRAME.right


def test_lines_are_kept_clear() -> None:
    a, b = Bubble(300, 300, 8, 100, 30), Bubble(700, 300, 8, 100, 30)
    line = edge_to_edge(a, b)
    assert line == (308, 300, 692, 300)
    beads = along(line)
    for box in place_labels([a, b], FRAME, beads):
        assert not any(box.overlap(bead) for bead in beads)


def test_discs_that_touch_have_no_line_between() -> None:
    assert edge_to_edge(Bubble(0, 0, 5, 1, 1), Bubble(8, 0, 5, 1, 1)) is None
