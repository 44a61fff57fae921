"""A preflight as text for the terminal."""

from __future__ import annotations

from app.terminal_progress import clock
from core.text_table import aligned
from core.training.preflight import Preflight


def preflight_text(found: Preflight) -> str:
    """Return what a training would take, what speaks against it, and what is worth knowing."""
    lines = []
    if found.device:
        time = "unknown" if found.seconds is None else f"{clock(found.seconds)}"
        rests = f" (by {found.seconds_from})" if found.seconds_from else ""
        lines += aligned(
            [
                ("device", found.device),
                ("time", time + rests),
                ("disk", f"{_mb(found.bytes_needed)} of {_mb(found.bytes_free)} free"),
                ("memory", f"{_mb(found.memory_bytes)} for decoded pictures"),
            ],
            (0, 1),
        )
        kinds = [(name, str(count)) for name, count in found.pictures.items()]
        lines += ["", *aligned([("pictures", ""), *kinds], (0,))]
        rows = [(each.name, str(each.train), str(each.val)) for each in found.labels]
        lines += ["", *aligned([("labels", "train", "val"), *rows], (0,))]
    for refusal in found.refusals:
        lines += ["", f"It cannot begin: {refusal.reason}", refusal.way_out]
    lines += [f"\nNote: {warning}" for warning in found.warnings]
    return "\n".join(lines) + "\n"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
