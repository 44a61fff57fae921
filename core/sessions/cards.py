"""Cards: what the library shows of each session, kept in an index that is made anew at will."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.errors import FileError, SweetspotError
from core.files import state_of, write_atomically
from core.json_value import value_of
from core.scoring.summary import summarise
from core.sessions.session import Session
from core.sessions.session_file import FILE_NAME, read_session

THUMBNAIL = "thumbnail.jpg"
INDEX_SCHEMA = 3


@dataclass(frozen=True)
class SessionCard:
    """One session in the library's list.

    ``created`` is ISO 8601; ``mean_score`` is over the hits that count and have a score.
    ``progress`` is the share of frames analysed, 0 to 1. ``video_missing`` means that the
    video is not where it was.
    """

    id: str
    title: str
    player: str
    created: str
    duration_s: float
    n_hits: int
    mean_score: float | None
    complete: bool
    progress: float
    video_path: str
    fingerprint: str
    thumbnail: Path | None = None
    video_missing: bool = False
    court: str = ""


@dataclass(frozen=True)
class DamagedSession:
    """A folder of the library whose session cannot be read: shown as such, never hidden."""

    id: str
    path: Path
    reason: str


@dataclass(frozen=True)
class _Stored:
    """A card without what its folder tells, and the state of the file it was made from."""

    mtime_ns: int
    size: int
    card: SessionCard


@dataclass(frozen=True)
class _Index:
    schema: int
    cards: tuple[_Stored, ...] = ()


def read_cards(folder: Path, index_path: Path) -> list[SessionCard | DamagedSession]:
    """Return a card for every session folder in ``folder``, newest first, damaged ones on top.

    ``index_path`` remembers cards by the date and size of their session file, so that only
    changed ones are read. An index that is absent, old or damaged costs time and nothing else.
    """
    known = {stored.card.id: stored for stored in _read_index(index_path)}
    kept: list[_Stored] = []
    damaged: list[DamagedSession] = []
    for path in _session_folders(folder):
        try:
            kept.append(_card_of(path, known.get(path.name)))
        except SweetspotError as error:
            damaged.append(DamagedSession(path.name, path, error.message))
    if {stored.card.id: stored for stored in kept} != known:
        _write_index(index_path, kept)
    cards = [stored.card for stored in kept]
    cards.sort(key=lambda card: (card.created, card.id), reverse=True)
    return [*damaged, *(_shown(card, folder / card.id) for card in cards)]


def _session_folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if not p.name.startswith(".") and p.is_dir())


def _card_of(path: Path, known: _Stored | None) -> _Stored:
    file = path / FILE_NAME
    before = state_of(file)
    if known and (known.mtime_ns, known.size) == before[:2]:
        return known
    return _Stored(*before[:2], _made_of(read_session(file), path.name))


def _made_of(session: Session, name: str) -> SessionCard:
    summary = summarise(session.hits, session.rule)
    analysis = session.analysis
    done = analysis.frames_done / max(session.video.n_frames, 1) if analysis else 0.0
    return SessionCard(
        id=name,
        title=session.title,
        player=session.player,
        created=session.created,
        duration_s=session.video.duration_s,
        n_hits=summary.n_hits,
        mean_score=summary.mean_score,
        complete=bool(analysis and analysis.complete),
        progress=1.0 if analysis and analysis.complete else min(done, 1.0),
        video_path=session.video.path,
        fingerprint=session.video.fingerprint,
        court=session.court,
    )


def _shown(card: SessionCard, folder: Path) -> SessionCard:
    thumbnail = folder / THUMBNAIL
    return replace(
        card,
        thumbnail=thumbnail if thumbnail.is_file() else None,
        video_missing=not Path(card.video_path).is_file(),
    )


def _read_index(path: Path) -> tuple[_Stored, ...]:
    try:
        index = value_of(_Index, json.loads(path.read_bytes()), "index")
    except (OSError, ValueError):
        return ()
    return index.cards if index.schema == INDEX_SCHEMA else ()


def _write_index(path: Path, cards: list[_Stored]) -> None:
    try:
        index = _Index(INDEX_SCHEMA, tuple(cards))
        write_atomically(path, json.dumps(asdict(index)).encode())
    except FileError:
        # Only memory: a library on a read-only or full disk can still be looked at.
        return
