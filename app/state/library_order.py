"""Searching and sorting the library's cards: pure functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from core.sessions.cards import DamagedSession, SessionCard

Card = SessionCard | DamagedSession


class Order(StrEnum):
    """How the cards are sorted; the value is what a person reads."""

    NEWEST = "Newest first"
    OLDEST = "Oldest first"
    TITLE = "Title"
    PLAYER = "Player"
    SCORE = "Best score first"
    HITS = "Most hits first"


def folded(text: str) -> str:
    """Return text for comparing: no case, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def found(card: Card, words: str) -> bool:
    """Whether every word is in the card's title, player or court (or a damaged one's folder)."""
    texts = (card.title, card.player, card.court) if isinstance(card, SessionCard) else (card.id,)
    text = " ".join(texts)
    there = folded(text)
    return all(word in there for word in folded(words).split())


def arranged(cards: Sequence[Card], words: str, order: Order) -> list[Card]:
    """Return the cards that match ``words``, sorted; damaged ones come first, never left out
    by the order."""
    matching = [card for card in cards if found(card, words)]
    damaged = [card for card in matching if isinstance(card, DamagedSession)]
    sound = [card for card in matching if isinstance(card, SessionCard)]
    newest = sorted(sound, key=lambda card: card.created, reverse=True)
    if order is Order.OLDEST:
        newest.reverse()
    elif order is Order.TITLE:
        newest.sort(key=lambda card: folded(card.title))
    elif order is Order.PLAYER:
        # Those without a player come last.
        newest.sort(key=lambda card: (not card.player, folded(card.player)))
    elif order is Order.SCORE:
        newest.sort(key=lambda card: -(card.mean_score or 0.0))
    elif order is Order.HITS:
        newest.sort(key=lambda card: -card.n_hits)
    return [*damaged, *newest]
