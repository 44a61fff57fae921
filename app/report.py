"""``sweetspot report``: a practice as one page to take home, or as a table."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.practice_choice import practice_of
from app.report_files import write_report
from app.terminal_progress import TerminalProgress, stop_on_interrupt
from core.errors import Cancelled
from core.files import write_atomically
from core.sessions.cards import SessionCard
from core.sessions.library_folder import default_library
from core.sessions.store import SessionStore

STOPPED = 130


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add = parser.add_argument
    add("practice", nargs="?", help="its video, or its title in the library; none: all (.csv)")
    add("--out", required=True, metavar="FILE", help="what to write: .pdf, .html or .csv")
    add("--library", metavar="DIR", help="the library it is in")


def report(wanted: argparse.Namespace) -> int:
    """Write the file; return 0, or 130 when stopped. Raises ``SweetspotError``."""
    store = SessionStore(Path(wanted.library) if wanted.library else default_library())
    out = Path(wanted.out)
    if wanted.practice is None and out.suffix.lower() == ".csv":
        from core.report.table import csv_of

        cards = [card for card in store.list() if isinstance(card, SessionCard)]
        text = csv_of(store.load(card.id) for card in reversed(cards))
        write_atomically(out, text.encode("utf-8-sig"))
        sys.stdout.write(f"{out}: {len(cards)} practices\n")
        return 0
    session = practice_of(wanted.practice or "", store)
    application = _fonts() if out.suffix.lower() == ".pdf" else None
    progress = TerminalProgress(sys.stderr, fps=0.0, noun="picture")
    with stop_on_interrupt(progress.stopped):
        try:
            write_report(session, store, out, progress)
        except Cancelled:
            return STOPPED
        finally:
            progress.close()
    del application
    sys.stdout.write(f"{out}: “{session.title}”, {len(session.shown_hits)} hits\n")
    return 0


def _fonts() -> object:
    """Return what Qt needs to know its fonts; no display is needed for it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() or QGuiApplication(["sweetspot"])
