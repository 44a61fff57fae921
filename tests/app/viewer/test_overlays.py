"""Overlays paint what they should, where they should."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from practice_values import hit, scored, tracks
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QApplication

from app.viewer.box_ink import BoxStyle
from app.viewer.canvas import Canvas, Moment
from app.viewer.hit_overlays import POP_AFTER_S
from app.viewer.ink import draw_badge, object_colour, score_colour, text_on
from app.viewer.overlays import Layer, Overlay, video_overlays
from core.detections.detections import ObjectClass
from core.drawing.pop import pop_size
from core.hits.hit import HitStatus

SIZE = (320, 180)
ALL = frozenset(Layer)


def painted(moment: Moment, shown: Collection[Layer] = ALL, zoom: float = 2.0) -> QImage:
    image = QImage(int(SIZE[0] * zoom), int(SIZE[1] * zoom), QImage.Format.Format_RGB32)
    image.fill(QColor(40, 40, 40))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    canvas = Canvas(painter, QTransform().scale(zoom, zoom), QRectF(image.rect()))
    for overlay in video_overlays():
        if overlay.layer in shown:
            overlay.paint(canvas, moment, shown)
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray:  # type: ignore[type-arg]
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)


def near(image: QImage, colour: QColor, tolerance: int = 60) -> np.ndarray:  # type: ignore[type-arg]
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    return np.abs(pixels(image) - wanted).max(axis=2) < tolerance


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts and painters need the application."""


def test_the_ball_has_its_ring_at_its_place() -> None:
    image = painted(Moment(3, 0.1, tracks((3, ObjectClass.BALL, (98, 48, 102, 52)))))
    rows, columns = np.nonzero(near(image, object_colour(ObjectClass.BALL)))
    assert abs(columns.mean() - 200) < 2
    assert abs(rows.mean() - 100) < 2
    assert not near(image, object_colour(ObjectClass.BALL))[100, 200], "the ball stays visible"


@pytest.mark.parametrize("zoom", [1.0, 2.0, 6.0])
def test_lines_are_as_thin_at_any_zoom(zoom: float) -> None:
    box = (100.0, 50.0, 140.0, 120.0)
    image = painted(Moment(0, 0.0, tracks((0, ObjectClass.RACKET, box))), zoom=zoom)
    left = near(image, object_colour(ObjectClass.RACKET))[:, : int(120 * zoom)]
    widest = max(int(left[int(y * zoom)].sum()) for y in range(70, 100))
    assert 1 <= widest <= 3


def test_only_boxes_of_this_frame_are_drawn() -> None:
    moment = Moment(5, 1 / 6, tracks((4, ObjectClass.PLAYER, (10, 10, 60, 160))))
    assert np.ptp(pixels(painted(moment)), axis=(0, 1)).max() == 0


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        (Layer.PLAYER, ObjectClass.PLAYER),
        (Layer.RACKET, ObjectClass.RACKET),
        (Layer.RACKET, ObjectClass.RACKET_HEAD),
        (Layer.BALL, ObjectClass.BALL),
    ],
)
def test_each_layer_can_be_hidden(layer: Layer, kind: ObjectClass) -> None:
    moment = Moment(0, 0.0, tracks((0, kind, (50, 50, 90, 90))))
    assert near(painted(moment, [layer]), object_colour(kind)).any()
    assert not near(painted(moment, ALL - {layer}), object_colour(kind)).any()


def test_bystanders_are_fainter_and_can_be_hidden() -> None:
    row = (0, ObjectClass.RACKET, (50.0, 50.0, 90.0, 90.0))
    main = painted(Moment(0, 0.0, tracks(row)))
    other = painted(Moment(0, 0.0, tracks(row, main=False)))
    hidden = painted(Moment(0, 0.0, tracks(row, main=False)), ALL - {Layer.OTHERS})
    strength = [np.abs(pixels(each) - 40).sum() for each in (main, other, hidden)]
    assert strength[0] > 1.3 * strength[1] > 0
    assert strength[2] == 0


def test_a_persons_box_looks_different_from_the_machines() -> None:
    machine = BoxStyle.of(main=True, human=False, observed=True)
    person = BoxStyle.of(main=True, human=True, observed=True)
    assert machine.line != person.line
    assert machine.width_px < person.width_px


def test_the_trail_fades_with_age() -> None:
    rows = [(f, ObjectClass.BALL, (20 + 8 * f, 88, 24 + 8 * f, 92)) for f in range(20)]
    image = painted(Moment(19, 19 / 30, tracks(*rows)), [Layer.TRAIL])
    glow = np.abs(pixels(image) - 40).sum(axis=(0, 2))
    assert glow[300:330].sum() > 2 * glow[80:110].sum() > 0


def test_the_trail_does_not_join_what_was_never_seen_together() -> None:
    rows = [(0, ObjectClass.BALL, (20, 88, 24, 92)), (19, ObjectClass.BALL, (280, 88, 284, 92))]
    image = painted(Moment(19, 19 / 30, tracks(*rows)), [Layer.TRAIL])
    assert np.abs(pixels(image)[:, 200:400] - 40).sum() == 0


@pytest.mark.parametrize(("offset", "value"), [((0.0, 0.1), 5), ((0.5, 0.0), 3), ((0.95, 0), 1)])
def test_at_a_hit_the_score_pops_in_its_colour(offset: tuple[float, float], value: int) -> None:
    moment = Moment(30, 1.0, hits=scored(hit("a", 1.0, offset)))
    image = painted(moment, [Layer.HITS])
    assert near(image, score_colour(value), 12).sum() > 300
    later = painted(replace(moment, frame=60, time_s=2.0), [Layer.HITS])
    assert not near(later, score_colour(value), 12).any()


def test_the_string_bed_is_drawn_where_the_head_was() -> None:
    moment = Moment(30, 1.0, hits=scored(hit("a", 1.0, (0.5, 0.0))))
    found = near(painted(moment, [Layer.HITS]), score_colour(3), 40)
    assert found[180, 278:283].any() or found[180, 358:363].any()
    assert found[118:123, 320].any()


def test_a_rejected_hit_is_not_shown() -> None:
    moment = Moment(30, 1.0, hits=scored(hit("a", 1.0, status=HitStatus.REJECTED)))
    assert np.ptp(pixels(painted(moment)), axis=(0, 1)).max() == 0


def test_the_badge_lasts_as_long_in_slow_motion() -> None:
    hits = scored(hit("a", 1.0))
    real = Moment(39, 1.0 + 0.9 * POP_AFTER_S, hits=hits)
    slow = Moment(39, 1.0 + 7.2 * POP_AFTER_S, hits=hits, real_factor=8.0)
    for moment in (real, slow):
        assert near(painted(moment, [Layer.HITS]), QColor(12, 16, 20), 40).any()
    gone = replace(slow, real_factor=1.0)
    assert np.ptp(pixels(painted(gone, [Layer.HITS])), axis=(0, 1)).max() == 0


def test_the_pop_overshoots_and_settles() -> None:
    sizes = [pop_size(i / 100) for i in range(0, 30)]
    assert sizes[0] == pytest.approx(0.6)
    assert max(sizes) > 1.02
    assert sizes[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5, None])
def test_digits_read_well_on_their_badges(value: int | None) -> None:
    def luminance(colour: QColor) -> float:
        parts = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    ground = score_colour(value)
    one, other = sorted([luminance(ground), luminance(text_on(ground))])
    assert (other + 0.05) / (one + 0.05) >= 4.0


def test_sure_and_unsure_badges_differ_without_colour() -> None:
    images = []
    for uncertain in (False, True):
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        draw_badge(painter, QRectF(4, 4, 32, 32), 3, uncertain, ground=QColor("#ffffff"))
        painter.end()
        images.append(pixels(image).mean(axis=2))
    assert np.abs(images[0] - images[1]).mean() > 10


def test_every_overlay_names_its_layer() -> None:
    overlays: list[Overlay] = video_overlays()
    # Others are a part of every kind of box, and the reason is a part of the hit.
    assert {each.layer for each in overlays} == ALL - {Layer.OTHERS, Layer.REASON}


def test_the_reason_can_be_left_away_and_the_score_stays() -> None:
    moment = Moment(30, 1.0, hits=scored(hit("a", 1.0, (0.1, 0.0))))
    with_words = painted(moment)
    without = painted(moment, ALL - {Layer.REASON})
    foot = pixels(without)[-60:]
    assert np.abs(foot - pixels(painted(Moment(0, 0.0)))[-60:]).max() == 0
    assert np.abs(pixels(with_words)[-60:] - foot).max() > 60
    assert near(without, score_colour(5)).any()
