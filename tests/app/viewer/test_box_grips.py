"""Hit-testing and dragging of boxes, without a window."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.viewer.box_grips import (
    LEAST_SIDE,
    MOUSE_REACH_PX,
    SNAP_PX,
    Part,
    area,
    around,
    boxes_at,
    boxes_within,
    centre,
    drawn,
    grip,
    moved,
    part_at,
    resized,
)
from core.box import Box
from core.hits.hit import Point

SIZE = (1280.0, 720.0)
BOX = (100.0, 100.0, 300.0, 200.0)
scales = st.floats(0.2, 16.0)
parts = st.sampled_from(list(Part))
points = st.tuples(st.floats(0, SIZE[0]), st.floats(0, SIZE[1]))
ways = st.tuples(st.floats(-1500, 1500), st.floats(-1500, 1500))


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Return a box inside the picture, a pixel or more wide."""
    x0, y0 = draw(st.floats(0, SIZE[0] - 2)), draw(st.floats(0, SIZE[1] - 2))
    x1 = draw(st.floats(x0 + LEAST_SIDE, SIZE[0]))
    return x0, y0, x1, draw(st.floats(y0 + LEAST_SIDE, SIZE[1]))


def valid(box: Box) -> bool:
    x0, y0, x1, y1 = box
    near = 1e-6
    return (
        -near <= x0 <= x1 - LEAST_SIDE + near
        and -near <= y0 <= y1 - LEAST_SIDE + near
        and x1 <= SIZE[0] + near
        and y1 <= SIZE[1] + near
    )


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ((200, 150), Part.INSIDE),
        ((100, 150), Part.LEFT),
        ((100 - 8, 150), Part.LEFT),
        ((100 + 8, 150), Part.LEFT),
        ((100 + 9, 150), Part.INSIDE),
        ((100 - 9, 150), None),
        ((300, 150), Part.RIGHT),
        ((200, 100), Part.TOP),
        ((200, 207), Part.BOTTOM),
        ((95, 95), Part.TOP_LEFT),
        ((305, 93), Part.TOP_RIGHT),
        ((93, 207), Part.BOTTOM_LEFT),
        ((300, 200), Part.BOTTOM_RIGHT),
        ((310, 210), None),
    ],
)
def test_parts_of_a_large_box_at_full_size(at: Point, part: Part | None) -> None:
    assert part_at(BOX, at, 1.0) is part


def test_areas_keep_their_size_on_the_screen() -> None:
    assert part_at(BOX, (100 - 15, 150), 0.5) is Part.LEFT
    assert part_at(BOX, (100 - 15, 150), 1.0) is None
    assert part_at(BOX, (100 - 1.9, 150), 4.0) is Part.LEFT
    assert part_at(BOX, (100 - 2.1, 150), 4.0) is None


@given(boxes(), scales)
def test_every_handle_and_the_inside_can_be_taken_hold_of_at_any_zoom(
    box: Box, scale: float
) -> None:
    x0, y0, x1, y1 = grip(box, scale)
    middle = (x0 + x1) / 2, (y0 + y1) / 2
    where = {
        Part.INSIDE: middle,
        Part.LEFT: (x0, middle[1]),
        Part.RIGHT: (x1, middle[1]),
        Part.TOP: (middle[0], y0),
        Part.BOTTOM: (middle[0], y1),
        Part.TOP_LEFT: (x0, y0),
        Part.TOP_RIGHT: (x1, y0),
        Part.BOTTOM_LEFT: (x0, y1),
        Part.BOTTOM_RIGHT: (x1, y1),
    }
    for part, at in where.items():
        assert part_at(box, at, scale) is part
        # At least eight screen pixels to each side of it (a hair less, for rounding).
        for angle in range(0, 360, 45):
            away = 0.7 * (MOUSE_REACH_PX - 0.01) / scale
            near = at[0] + away * math.cos(angle), at[1] + away * math.sin(angle)
            assert part_at(box, near, scale) is part


@given(st.lists(boxes(), max_size=8), points, scales)
def test_what_lies_under_a_point_is_listed_smallest_first(
    some: list[Box], at: Point, scale: float
) -> None:
    found = boxes_at(some, at, scale)
    assert [area(some[row]) for row in found] == sorted(area(some[row]) for row in found)
    for row, (x0, y0, x1, y1) in enumerate(some):
        if x0 <= at[0] <= x1 and y0 <= at[1] <= y1:
            assert row in found


@given(st.lists(boxes(), max_size=8), points, points)
def test_a_rubber_band_takes_middles_whichever_way_it_is_drawn(
    some: list[Box], first: Point, second: Point
) -> None:
    found = boxes_within(some, first, second)
    assert found == boxes_within(some, second, first)
    xs, ys = sorted((first[0], second[0])), sorted((first[1], second[1]))
    for row, box in enumerate(some):
        x, y = centre(box)
        assert (row in found) == (xs[0] <= x <= xs[1] and ys[0] <= y <= ys[1])


@given(st.lists(boxes(), min_size=1, max_size=5), ways, st.floats(0, 30))
def test_moving_keeps_shapes_and_distances_and_the_picture(
    some: list[Box], by: Point, snap: float
) -> None:
    after = moved(some, by, SIZE, snap)
    shifts = {
        (round(new[0] - old[0], 3), round(new[1] - old[1], 3))
        for old, new in zip(some, after, strict=True)
    }
    assert len(shifts) == 1, "all go the same way"
    for old, new in zip(some, after, strict=True):
        assert new[2] - new[0] == pytest.approx(old[2] - old[0], abs=1e-6)
        assert new[3] - new[1] == pytest.approx(old[3] - old[1], abs=1e-6)
        assert valid(new)


@given(boxes(), parts, ways, st.floats(0, 30))
def test_a_resized_box_is_a_box_in_the_picture(
    box: Box, part: Part, by: Point, snap: float
) -> None:
    after = resized(box, part, by, SIZE, snap)
    assert valid(after)
    for side, moves in enumerate(part.value):
        if not moves:
            assert after[side] == box[side]


@given(boxes(), st.sampled_from([Part.LEFT, Part.TOP, Part.RIGHT, Part.BOTTOM]), ways)
def test_a_side_goes_where_it_is_dragged_but_not_past_its_opposite(
    box: Box, part: Part, by: Point
) -> None:
    side = part.value.index(1)
    wanted = min(max(box[side] + by[side % 2], 0.0), SIZE[side % 2])
    opposite = box[(side + 2) % 4]
    limit = opposite - LEAST_SIDE if side < 2 else opposite + LEAST_SIDE
    expected = min(wanted, limit) if side < 2 else max(wanted, limit)
    assert resized(box, part, by, SIZE)[side] == pytest.approx(expected)


@given(points, points, st.floats(0, 30))
def test_a_drawn_box_lies_in_the_picture(first: Point, second: Point, snap: float) -> None:
    assert valid(drawn(first, second, SIZE, snap))


def test_a_side_near_the_edge_goes_onto_it() -> None:
    assert drawn((3, 50), (1276, 600), SIZE, SNAP_PX) == (0, 50, 1280, 600)
    assert resized(BOX, Part.LEFT, (-97, 0), SIZE, SNAP_PX)[0] == 0
    assert moved([BOX], (0, -96), SIZE, SNAP_PX) == [(100, 0, 300, 100)]
    assert moved([BOX], (0, -90), SIZE, SNAP_PX) == [(100, 10, 300, 110)]


def test_a_side_that_leaves_the_edge_or_stays_beside_it_is_free() -> None:
    near: Box = (100.0, 3.0, 300.0, 200.0)
    assert moved([near], (20, 0), SIZE, SNAP_PX) == [(120, 3, 320, 200)]
    assert moved([near], (0, 2), SIZE, SNAP_PX) == [(100, 5, 300, 202)]
    assert resized(near, Part.TOP_LEFT, (-10, 0), SIZE, SNAP_PX) == (90, 3, 300, 200)
    assert resized(near, Part.TOP, (0, 1), SIZE, SNAP_PX) == (100, 4, 300, 200)


@given(points, st.tuples(st.floats(1, 50), st.floats(1, 50)))
def test_a_ball_of_the_last_size_stays_in_the_picture(at: Point, extent: Point) -> None:
    box = around(at, extent, SIZE)
    assert valid(box)
    assert box[2] - box[0] == pytest.approx(extent[0], abs=1e-6)
