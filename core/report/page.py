"""The report as one page of A4, an SVG: the same for the screen, the printer and the wall."""

from __future__ import annotations

from datetime import date

from core.report import ink
from core.report.charts import clock_of, course, score_bars, sittings
from core.report.face import face
from core.report.facts import PracticeReport, Shot

WIDTH, HEIGHT = 840.0, 1188.0
"""Quarters of a millimetre: 210 by 297 mm."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_EDGE = 48.0
_INNER = WIDTH - 2 * _EDGE
_GAP = 16.0
_COLUMN = (_INNER - _GAP) / 2


def page_of(report: PracticeReport) -> str:
    """Return the page as an SVG file's text. Self-contained: pictures are inside."""
    parts = [
        _header(report),
        _figures(report, 148),
        _hit_map(report, 256),
        _scores(report, 256),
        _shots("Best hits", report.best, _EDGE, 786),
        _shots("Worth another look", report.worst, _EDGE + _COLUMN + _GAP, 786),
        _notes(report, 1030),
        _footer(report),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="210mm" height="297mm" role="img" '
        f'aria-label="Practice report" font-family="{ink.FONT}">'
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="{ink.PAPER}"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _header(report: PracticeReport) -> str:
    name = report.player or report.title
    about = [report.title if report.player else "", day_of(report.day), report.court]
    size = ink.fitted(name, 40, _INNER - 150, 22)
    return "".join(
        (
            f'<rect width="{WIDTH:.0f}" height="10" fill="{ink.ACCENT}"/>',
            ink.words(_EDGE, 84, name, size, bold=True),
            ink.words(_EDGE, 114, "  ·  ".join(filter(None, about)), 17, fill=ink.MUTED),
            ink.words(WIDTH - _EDGE, 70, "Sweetspot", 19, fill=ink.ACCENT, bold=True, anchor="end"),
            ink.words(WIDTH - _EDGE, 91, "practice report", 14, fill=ink.MUTED, anchor="end"),
        )
    )


def day_of(iso: str) -> str:
    """Return an ISO date as a person writes it: 22 November 2026."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _figures(report: PracticeReport, y: float) -> str:
    mean = "–" if report.mean_score is None else f"{report.mean_score:.1f}"
    good = "–" if report.good_share is None else f"{report.good_share:.0%}"
    unsure = "–" if not report.n_scored else f"{report.n_doubtful} of {report.n_scored}"
    told = (
        (str(report.n_hits), "hits"),
        (mean, "mean score, of 5"),
        (good, "scored 4 or 5"),
        (unsure, "close to another score"),
    )
    width = (_INNER - 3 * _GAP) / 4
    parts = []
    for number, (value, about) in enumerate(told):
        x = _EDGE + number * (width + _GAP)
        parts.append(ink.panel(x, y, width, 88))
        size = ink.fitted(value, 38, width - 24, 20)
        parts.append(ink.words(x + 16, y + 48, value, size, bold=True))
        parts.append(ink.words(x + 16, y + 72, about, 13, fill=ink.MUTED))
    return "".join(parts)


def _hit_map(report: PracticeReport, y: float) -> str:
    x = _EDGE
    parts = [ink.panel(x, y, _COLUMN, 506), _title(x, y, "Where the ball met the strings")]
    middle = x + _COLUMN / 2
    parts.append(face(middle, y + 226, 125, report.points, report.spread, report.limits))
    said = "Seen from the front, tip up."
    if report.spread is not None and report.spread.n > 2:
        said += " Blue: where most hits lie."
    elif not report.points:
        said = "No hit of this practice could be measured."
    parts.append(ink.words(middle, y + 490, said, 12, fill=ink.MUTED, anchor="middle"))
    return "".join(parts)


def _scores(report: PracticeReport, y: float) -> str:
    x = _EDGE + _COLUMN + _GAP
    inner, left = _COLUMN - 52, x + 32
    parts = [ink.panel(x, y, _COLUMN, 166), _title(x, y, "Scores")]
    parts.append(score_bars(left, y + 34, inner, 92, report.counts))
    y += 166 + _GAP
    parts += [ink.panel(x, y, _COLUMN, 154), _title(x, y, "Through the practice")]
    parts.append(course(left, y + 44, inner, 78, report.scores, report.trend, report.duration_s))
    y += 154 + _GAP
    parts += [ink.panel(x, y, _COLUMN, 154), _title(x, y, "From practice to practice")]
    if len(report.sittings) > 1:
        parts.append(sittings(left, y + 44, inner, 78, report.sittings))
    else:
        said = (
            "The first practice of this player."
            if report.player
            else ("Give the practice a player's name to see how it goes on.")
        )
        parts.append(ink.words(x + 18, y + 62, said, 13, fill=ink.MUTED))
    return "".join(parts)


def _title(x: float, y: float, text: str) -> str:
    return ink.words(x + 18, y + 26, text, 15, bold=True)


def _shots(title: str, shots: tuple[Shot, ...], x: float, y: float) -> str:
    parts = [ink.words(x, y + 12, title, 15, bold=True)]
    if not shots:
        parts.append(ink.words(x, y + 40, "None.", 13, fill=ink.MUTED))
    tall, wide = 62.0, 62.0 * 16 / 9
    for number, shot in enumerate(shots):
        top = y + 24 + number * (tall + 10)
        room = _COLUMN - wide - 14
        if shot.picture is not None:
            parts.append(ink.picture(x, top, wide, tall, shot.picture))
        else:
            parts.append(ink.panel(x, top, wide, tall))
        parts.append(ink.badge(x + wide - 2, top + 6, shot.score, 24))
        left = x + wide + 18
        about = f"Hit {shot.number}  ·  {clock_of(shot.time_s)}"
        parts.append(ink.words(left, top + 15, about, 13, bold=True))
        for row, text in enumerate(ink.wrapped(shot.reason, 12, room - 8, 3)):
            parts.append(ink.words(left, top + 32 + row * 15, text, 12, fill=ink.MUTED))
    return "".join(parts)


def _notes(report: PracticeReport, y: float) -> str:
    parts = [ink.panel(_EDGE, y, _INNER, 96), _title(_EDGE, y, "Coach's notes")]
    lines = ink.wrapped(report.notes, 13, _INNER - 36, 3) if report.notes.strip() else []
    for number, text in enumerate(lines):
        parts.append(ink.words(_EDGE + 18, y + 48 + number * 18, text, 13))
    for number in range(3 if not lines else 0):
        at = y + 50 + number * 18
        parts.append(ink.line(_EDGE + 18, at, WIDTH - _EDGE - 18, at))
    return "".join(parts)


def _footer(report: PracticeReport) -> str:
    five, four, three, two = report.limits
    rule = (
        f"5 is within {five:g} of the way from the centre of the strings to the rim, 4 within "
        f"{four:g}, 3 within {three:g}, 2 within {two:g}."
    )
    made = f"Made on the coach's own computer with Sweetspot {report.program}."
    return ink.words(_EDGE, 1146, rule, 11, fill=ink.MUTED) + ink.words(
        _EDGE, 1162, made, 11, fill=ink.MUTED
    )
