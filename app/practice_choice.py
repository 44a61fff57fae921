"""Which practice a person means in the terminal: by its name in the library, or by its video."""

from __future__ import annotations

from pathlib import Path

from core.errors import SessionError, VideoError
from core.sessions.cards import SessionCard
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.reader import probe


def practice_of(named: str, store: SessionStore) -> Session:
    """Return the practice whose id, title or video this is, the newest of several.

    Raises ``SessionError`` where there is none, with what to do.
    """
    if Path(named).is_file():
        try:
            found = store.find(probe(Path(named)).fingerprint)
        except VideoError as error:
            raise SessionError(error.message, error.hint) from error
        if found is not None:
            return found
        raise SessionError(
            f"“{Path(named).name}” is no practice of the library yet.",
            f"First find its hits: sweetspot analyze “{named}”.",
        )
    for card in store.list():
        if isinstance(card, SessionCard) and named in (card.id, card.title):
            return store.load(card.id)
    raise SessionError(
        f"There is no practice “{named}” in the library.",
        "Name its video file, or its title as the window shows it.",
    )
