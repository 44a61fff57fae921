"""The words on a library card: dates, durations, counts."""

from __future__ import annotations

from datetime import datetime


def date_words(created: str, now: datetime) -> str:
    """Return "Today, 10:30", "Yesterday, 10:30" or "14 Nov 2026" for an ISO 8601 time.

    ``now`` carries a time zone. A text that is no time comes back as it is.
    """
    try:
        moment = datetime.fromisoformat(created).astimezone(now.tzinfo)
    except ValueError:
        return created
    days = (now.date() - moment.date()).days
    if days in (0, 1):
        return f"{'Today' if days == 0 else 'Yesterday'}, {moment:%H:%M}"
    return f"{moment.day} {moment:%b %Y}"


def duration_words(seconds: float) -> str:
    """Return "0:09", "12:34" or "1:02:03"."""
    whole = max(0, round(seconds))
    hours, minutes = divmod(whole // 60, 60)
    tail = f"{whole % 60:02d}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


def eta_words(seconds: float | None) -> str:
    """Return "about 3 min left", as rough as it is known; empty if unknown."""
    if seconds is None:
        return ""
    if seconds < 8:
        return "a few seconds left"
    if seconds < 55:
        return f"about {5 * round(seconds / 5):d} s left"
    if seconds < 3300:
        return f"about {max(1, round(seconds / 60))} min left"
    return f"about {seconds / 3600:.1f} h left"


def hits_words(n_hits: int) -> str:
    """Return "1 hit" or "23 hits"."""
    return "1 hit" if n_hits == 1 else f"{n_hits} hits"
