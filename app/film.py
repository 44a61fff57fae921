"""``sweetspot film``: a practice, or its hits, as a film with everything drawn in."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from app.practice_choice import practice_of
from app.terminal_progress import TerminalProgress, clock, stop_on_interrupt
from core.errors import Cancelled, SessionError
from core.film.choices import FilmChoices, FilmPreset, FilmSize
from core.film.making import make_film
from core.sessions.library_folder import default_library
from core.sessions.scored_hits import scored_hits
from core.sessions.session import Session
from core.sessions.store import SessionStore

STOPPED = 130
_PRESETS = {"all": FilmPreset.HITS, "best": FilmPreset.BEST}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add, on_off = parser.add_argument, argparse.BooleanOptionalAction
    add("practice", help="its video, or its title in the library")
    add("--out", required=True, metavar="FILE.mp4", help="what to write")
    add(
        "--hits",
        metavar="WHICH",
        help="all, best (the fives), or numbers as in 3,7; without it the whole practice",
    )
    add("--overlays", action=on_off, default=True, help="boxes, trail, strings; default: yes")
    add("--badges", action=on_off, default=True, help="scores with their reason; default: yes")
    add("--slow", action=on_off, help="slow motion at contact; default: where hits are chosen")
    add("--pause", action=on_off, help="a pause at contact; default: where hits are chosen")
    add("--card", action=on_off, default=True, help="the hit map at the end; default: yes")
    add("--size", choices=[size.value for size in FilmSize], default="source", help="at most")
    add("--library", metavar="DIR", help="the library it is in")


def film(wanted: argparse.Namespace) -> int:
    """Write the film; return 0, or 130 when stopped. Raises ``SweetspotError``."""
    store = SessionStore(Path(wanted.library) if wanted.library else default_library())
    session = practice_of(wanted.practice, store)
    choices = choices_of(wanted, session)
    out = Path(wanted.out)
    progress = TerminalProgress(sys.stderr, session.video.fps, noun="picture")
    with stop_on_interrupt(progress.stopped):
        try:
            made = make_film(session, store.load_tracks(session.id), choices, out, progress)
        except Cancelled:
            progress.close("Stopped. Nothing was written.")
            return STOPPED
        except BaseException:
            progress.close()
            raise
    progress.close()
    noun = "hit" if made.n_hits == 1 else "hits"
    sys.stdout.write(f"{out}: {clock(made.length_s)} long, {made.n_hits} {noun}\n")
    return 0


def choices_of(wanted: argparse.Namespace, session: Session) -> FilmChoices:
    """Return what the options ask; raises ``SessionError`` for hits that are not there."""
    if wanted.hits is None:
        choices = FilmChoices.usual(FilmPreset.WHOLE)
    elif wanted.hits in _PRESETS:
        choices = FilmChoices.usual(_PRESETS[wanted.hits])
    else:
        ids = _hits_numbered(wanted.hits, session)
        choices = replace(FilmChoices.usual(FilmPreset.CHOSEN), hit_ids=ids)
    return replace(
        choices,
        overlays=wanted.overlays,
        badge=wanted.badges,
        slow_motion=choices.slow_motion if wanted.slow is None else wanted.slow,
        pause=choices.pause if wanted.pause is None else wanted.pause,
        end_card=wanted.card,
        size=FilmSize(wanted.size),
    )


def _hits_numbered(text: str, session: Session) -> frozenset[str]:
    known = {each.number: each.hit.id for each in scored_hits(session) if not each.rejected}
    found = set()
    for part in text.split(","):
        number = int(part) if part.strip().isdigit() else None
        if number not in known:
            raise SessionError(
                f"There is no hit “{part.strip()}” in this practice.",
                f"Say all, best, or numbers from 1 to {len(known)}, as in 3,7."
                if known
                else "No hits were found in it.",
            )
        found.add(known[number])
    return frozenset(found)
