"""Every hit of one or many practices as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from core.hits.hit import Hit
from core.scoring.rules import score_hit
from core.sessions.session import Session

COLUMNS = (
    *("practice", "player", "court", "day", "hit", "time_s", "frame", "score", "doubtful"),
    *("by_coach", "status", "stroke", "confidence", "u", "v", "r", "r_sigma", "sound_s", "reason"),
)
"""``u, v, r`` in half extents of the racket head, as in the glossary; times on the film's clock."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def csv_of(sessions: Iterable[Session]) -> str:
    """Return a table with a line for each hit, the rejected ones too (``status``).

    Commas, and numbers with points. Words that a spreadsheet would take for a formula begin with
    an apostrophe (OWASP, CSV Injection).
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for session in sessions:
        for number, hit in enumerate(session.hits, start=1):
            writer.writerow(_row(session, number, hit))
    return out.getvalue()


def _row(session: Session, number: int, hit: Hit) -> list[str | int]:
    score = score_hit(hit, session.rule)
    u, v = hit.offset if hit.offset is not None else (None, None)
    return [
        *map(_safe, (session.title, session.player, session.court)),
        session.created[:10],
        number,
        f"{hit.time_s:.4f}",
        hit.frame,
        "" if score.value is None else score.value,
        *("yes" if flag else "no" for flag in (score.doubtful, score.overruled)),
        hit.status.value,
        hit.stroke.value,
        f"{hit.confidence:.4f}",
        *map(_number, (u, v, hit.r, hit.r_sigma, hit.sound_onset_s)),
        _safe(score.reason),
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text
