"""How a watching is said: the status line, its details, and the time on the recording sign."""

from __future__ import annotations

from core.live.watch_values import Latency, Quality, WatchStats

_QUALITY = {
    Quality.FULL: "",
    Quality.LIGHT: "smaller pictures, to keep up",
    Quality.LEAST: "small pictures, to keep up",
}
_STAGES = {
    "reading": "reading the picture",
    "shrinking": "making it smaller",
    "detecting": "finding player, racket and ball",
    "finding": "finding hits",
    "hearing": "listening",
    "listening": "handing on",
    "program": "the whole program",
}
_MB = 1_000_000.0
_GB = 1000 * _MB


def status_words(stats: WatchStats) -> str:
    """Return the status line: speed, delay, what was left out."""
    if stats.looked == 0:
        return "Getting ready …"
    parts = [f"{stats.looked_per_s:.0f} pictures a second"]
    delay = stats.to_paint if stats.to_paint.n else stats.to_boxes
    if delay.n:
        parts.append(f"{_ms(delay.median_s)} behind")
    share = stats.dropped_share
    parts.append("none left out" if share < 0.005 else f"{share:.0%} left out")
    if _QUALITY[stats.quality]:
        parts.append(_QUALITY[stats.quality])
    return "  ·  ".join(parts)


def detail_lines(stats: WatchStats) -> list[tuple[str, str]]:
    """Return (what, figure) of everything that is counted, for the curious."""
    lines = [
        ("Pictures from the camera", f"{stats.captured_per_s:.1f} a second"),
        ("Looked at by the detector", f"{stats.looked_per_s:.1f} a second"),
        ("Shown with boxes", f"{stats.painted_per_s:.1f} a second"),
        ("Left out, a newer one came first", f"{stats.dropped} of {stats.captured}"),
        ("Lost on the way to us", str(stats.lost)),
        ("From camera to program", _spread(stats.to_read)),
        ("From camera to boxes", _spread(stats.to_boxes)),
        ("From camera to screen", _spread(stats.to_paint)),
    ]
    busy = sorted(stats.cpu.items(), key=lambda entry: -entry[1])
    lines += [
        (_STAGES.get(name, name).capitalize(), f"{share:.0%} of a core") for name, share in busy
    ]
    return lines


def duration_text(seconds: float) -> str:
    """Return a running time as on a camera: 0:07, 12:34, 1:02:03."""
    whole = int(max(seconds, 0.0))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def size_text(n_bytes: float) -> str:
    """Return an amount of data: 480 MB, 4.2 GB, 118 GB."""
    if n_bytes < _GB:
        return f"{n_bytes / _MB:.0f} MB"
    return f"{n_bytes / _GB:.1f} GB" if n_bytes < 20 * _GB else f"{n_bytes / _GB:.0f} GB"


def disk_words(free_bytes: float, left_s: float | None) -> str:
    """Return what the disk has room for, in time where that is known and short."""
    room = f"{size_text(free_bytes)} left"
    if left_s is None or left_s >= 10 * 3600:
        return room
    hours = left_s / 3600
    return f"{room}, {hours:.0f} h" if hours >= 2 else f"{room}, {max(left_s, 0) / 60:.0f} min"


def delay_words(seconds: float) -> str:
    """Return how late a mirror is: “8 s late”."""
    return f"{seconds:.0f} s late"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def _spread(latency: Latency) -> str:
    if not latency.n:
        return "not known yet"
    return f"{_ms(latency.median_s)}, 95 of 100 within {_ms(latency.p95_s)}"
