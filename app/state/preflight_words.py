"""What a training will take, in a coach's words."""

from __future__ import annotations

from dataclasses import dataclass

from core.dataset.advice import ENOUGH_FRAMES
from core.dataset.finding import counted
from core.training.preflight import Preflight

_GIGA = 1e9


@dataclass(frozen=True)
class Told:
    """One line: its icon and colour by name, and its words."""

    icon: str
    colour: str
    words: str


def lines_of(found: Preflight) -> tuple[Told, ...]:
    """Return what a coach wants to know, what to be careful of last."""
    told = [Told("clock", "text_muted", time_words(found))]
    pictures = pictures_words(found)
    if pictures:
        told.append(Told("dataset", "text_muted", pictures))
    if found.device or found.bytes_needed:
        told.append(Told("save", "text_muted", machine_words(found)))
    told += [Told("info", "warning", words) for words in found.warnings]
    return tuple(told)


def frames_missing(found: Preflight, fixed: int) -> int:
    """Return how many more frames would make a training worth while; ``fixed`` are there now."""
    return max(0, ENOUGH_FRAMES - found.pictures.get("train", fixed))


def way_out_words(found: Preflight, fixed: int) -> str:
    """Return the words of the button beside a refusal; "" where a button cannot help."""
    if found.may_begin or found.bytes_free < found.bytes_needed:
        return ""
    missing = frames_missing(found, fixed)
    return f"Fix {counted(missing, 'more frame')}" if missing else "Look at what is fixed"


def time_words(found: Preflight) -> str:
    """Return how long it takes, and how that is known."""
    if found.seconds is None:
        return "How long it takes cannot be said before it has begun."
    rest = f" ({found.seconds_from})" if found.seconds_from else ""
    return f"{span_words(found.seconds)}{rest}."


def span_words(seconds: float) -> str:
    """Return a length of time as roughly as one would say it."""
    if seconds < 90:
        return f"About {max(10, 10 * round(seconds / 10)):d} seconds"
    if seconds < 5400:
        return f"About {round(seconds / 60)} minutes"
    return f"About {seconds / 3600:.1f} hours".replace(".0 ", " ")


def pictures_words(found: Preflight) -> str:
    """Return how many pictures and boxes it learns from and is judged by."""
    train, val = found.pictures.get("train", 0), found.pictures.get("val", 0)
    drawn = found.pictures.get("drawn", 0)
    if not train:
        return ""
    boxes = ", ".join(
        counted(each.train, each.name.replace("_", " ")) for each in found.labels if each.train
    )
    more = f", and {counted(drawn, 'drawn picture')}" if drawn else ""
    judged = f" Judged by {counted(val, 'other')}." if val else " There are none to judge it by."
    told = f"Learns from {counted(train, 'picture')}{more}"
    return f"{told} (boxes: {boxes}).{judged}" if boxes else f"{told}.{judged}"


def machine_words(found: Preflight) -> str:
    """Return where it computes and what it puts on the disk."""
    device = f"Computes on {found.device}. " if found.device else ""
    if not found.bytes_needed:
        return device.strip()
    needed, free = found.bytes_needed / _GIGA, found.bytes_free / _GIGA
    return f"{device}Takes {needed:.1f} GB of the {free:.0f} GB that are free on the disk."
