"""Searching and sorting cards."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.state.library_order import Order, arranged, found
from core.sessions.cards import DamagedSession, SessionCard

CARDS = st.builds(
    SessionCard,
    id=st.text("abc", min_size=1, max_size=4),
    title=st.text(max_size=8),
    player=st.text(max_size=5),
    created=st.dates().map(lambda day: f"{day.isoformat()}T10:00:00+00:00"),
    duration_s=st.floats(0, 1e4),
    n_hits=st.integers(0, 99),
    mean_score=st.none() | st.floats(1, 5),
    complete=st.booleans(),
    progress=st.floats(0, 1),
    video_path=st.just("/a.mp4"),
    fingerprint=st.just("f"),
)
DAMAGED = st.builds(DamagedSession, st.text("xyz", min_size=1), st.just(Path("/x")), st.text())
ORDERS = st.sampled_from(list(Order))


@given(st.lists(CARDS | DAMAGED), ORDERS)
def test_no_order_hides_a_card_and_damaged_ones_come_first(
    cards: list[SessionCard | DamagedSession], order: Order
) -> None:
    shown = arranged(cards, "", order)
    assert sorted(map(id, shown)) == sorted(map(id, cards))
    broken = [isinstance(card, DamagedSession) for card in shown]
    assert broken == sorted(broken, reverse=True)


@given(st.lists(CARDS))
def test_orders_are_what_they_say(cards: list[SessionCard]) -> None:
    def values(order: Order, name: str) -> list[object]:
        return [getattr(card, name) for card in arranged(cards, "", order)]

    created = values(Order.NEWEST, "created")
    assert created == sorted(created, reverse=True)  # type: ignore[type-var]
    assert values(Order.OLDEST, "created") == sorted(created)  # type: ignore[type-var]
    hits = values(Order.HITS, "n_hits")
    assert hits == sorted(hits, reverse=True)  # type: ignore[type-var]
    scores = [value or 0.0 for value in values(Order.SCORE, "mean_score")]
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    named = [bool(player) for player in values(Order.PLAYER, "player")]
    assert named == sorted(named, reverse=True)


@given(CARDS)
def test_a_card_is_found_by_its_own_words_in_any_case(card: SessionCard) -> None:
    assert found(card, card.title)
    assert found(card, f"{card.player} {card.title}".lower())
    assert found(card, "")


def test_accents_do_not_matter() -> None:
    card = SessionCard(
        "a", "Volée à la volée", "Élodie", "", 1.0, 0, None, True, 1.0, "/a.mp4", "f"
    )
    assert found(card, "elodie VOLEE")
    assert not found(card, "elodie serve")
