"""Cards drawn from the cache look as if drawn anew, whatever changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from app.context import AppContext
from app.panels.card_cache import CardCache
from app.panels.card_painter import CardState
from app.state.library_order import Card
from app.state.thumbnails import Thumbnails
from core.sessions.cards import SessionCard

CELL = QRect(0, 0, 260, 240)
CARD = SessionCard(
    "a", "Serve", "Anna", "2026-02-03T10:00:00+00:00", 61.0, 7, 3.4, True, 1.0, "/a.mp4", "f"
)
CALM = CardState(selected=False, hovered=False, over_picture=False, running=None)


def drawn(cache: CardCache, card: Card, state: CardState, context: AppContext) -> QImage:
    image = QImage(CELL.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    cache.draw(painter, CELL, card, state, context.theme.font(1.0))
    painter.end()
    return image


def test_each_thing_a_card_shows_changes_its_picture(context: AppContext) -> None:
    thumbnails = Thumbnails(context.runner)
    cards = [
        CARD,
        replace(CARD, title="Return"),
        replace(CARD, player="Mia"),
        replace(CARD, n_hits=8),
        replace(CARD, mean_score=4.9),
        replace(CARD, complete=False, progress=0.4),
        replace(CARD, video_missing=True),
    ]
    states = [CALM, replace(CALM, selected=True), replace(CALM, running=0.5)]
    cache = CardCache(context.theme, thumbnails)
    pictures: list[QImage] = []
    for theme, card, state in product(("light", "dark"), cards, states):
        context.theme.choose(theme)
        first = drawn(cache, card, state, context)
        assert drawn(cache, card, state, context) == first
        assert drawn(CardCache(context.theme, thumbnails), card, state, context) == first
        pictures.append(first)
    same = [(a, b) for a in range(len(pictures)) for b in range(a) if pictures[a] == pictures[b]]
    # With an analysis running, "complete" and the number of hits are not shown.
    assert len(same) <= 8
