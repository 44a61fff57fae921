"""At the start: recordings that a crash broke off become practices, and the coach is told."""

from __future__ import annotations

from app.context import AppContext
from app.jobs.job import JobProgress, Lane
from app.notices import Tone
from core.errors import SweetspotError
from core.sessions.session import Session
from core.sessions.store import SessionStore

_JOB = "Saving a recording that was broken off"
Recovered = tuple[list[Session], list[SweetspotError]]


def recover_recordings(context: AppContext) -> None:
    """Look for recordings nobody has finished, and finish them beside the window."""
    store = context.store

    def look(_progress: JobProgress) -> bool:
        from core.live.record_note import unfinished

        return bool(unfinished(store))

    def found(there: bool) -> None:
        if there:
            _recover(context, store)

    context.runner.start("Looking for recordings", look, on_done=found, quiet=True)


def _recover(context: AppContext, store: SessionStore) -> None:
    def work(_progress: JobProgress) -> Recovered:
        from core.live.record_finish import recover_all

        return recover_all(store)

    context.runner.start(_JOB, work, lane=Lane.LIBRARY, on_done=lambda done: _tell(context, *done))


def _tell(context: AppContext, sessions: list[Session], failed: list[SweetspotError]) -> None:
    for error in failed:
        context.notices.fail(error)
    if not sessions:
        return
    context.library.changed.emit()
    last = sessions[-1]
    many = f"{len(sessions)} recordings were" if len(sessions) > 1 else "A recording was"
    hits = len(last.shown_hits)
    context.notices.say(
        f"{many} broken off, and saved now.",
        f"“{last.title}” is in your library, with {hits} hit{'' if hits == 1 else 's'}. At most "
        "its last two seconds are missing.",
        Tone.GOOD,
        "Open in Review",
        lambda: context.navigation.session_wanted.emit(last.id),
    )
