"""A practice's report as a file: PDF, a page for a browser, or a table for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from core.errors import FileError
from core.files import write_atomically
from core.progress import Progress
from core.sessions.session import Session
from core.sessions.store import SessionStore

KINDS = {".pdf": "PDF", ".html": "Page for a browser", ".csv": "Table of hits"}


def write_report(session: Session, store: SessionStore, path: Path, progress: Progress) -> Path:
    """Write the file whose ending says what it is, and return its path.

    Needs a ``QGuiApplication`` for a PDF. Raises ``FileError`` for another ending or a disk that
    refuses, which leaves what was there; and ``Cancelled``.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise FileError(
            f"A report cannot be a “{path.suffix or path.name}” file.",
            "Name a file that ends in .pdf, .html or .csv.",
        )
    write_atomically(path, _content(kind, session, store, progress))
    return path


def file_name(session: Session) -> str:
    """Return what a practice's report is called unless somebody says, without its ending."""
    told = " ".join(filter(None, (session.player or session.title, session.created[:10])))
    return "".join(letter if letter not in '<>:"/\\|?*' else "-" for letter in told).strip(". ")


def _content(kind: str, session: Session, store: SessionStore, progress: Progress) -> bytes:
    if kind == ".csv":
        from core.report.table import csv_of

        # With its mark a spreadsheet reads the letters right.
        return csv_of([session]).encode("utf-8-sig")
    from core.report.gathering import report_of

    report = report_of(session, store, progress)
    if kind == ".html":
        from core.report.html import html_of

        return html_of(report).encode()
    from app.report_pdf import pdf_of
    from core.report.page import page_of

    return pdf_of(page_of(report), file_name(session))
