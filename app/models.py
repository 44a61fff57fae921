"""``sweetspot models``: the detectors side by side, as a table and as a picture."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.terminal_progress import TerminalProgress, stop_on_interrupt
from core.errors import Cancelled, FileError, ModelError
from core.files import write_atomically
from core.models.chart import DARK, LIGHT, chart
from core.models.facts import ModelFacts, facts_of, models_in
from core.models.speed import with_speed
from core.resources import resources_folder
from core.sessions.library_folder import default_library
from core.text_table import aligned

STOPPED = 130
_FORMS = (".svg", ".png")


def models(wanted: argparse.Namespace) -> int:
    """Measure, list and draw the detectors in ``wanted.folder``; return the exit code.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    plot = Path(wanted.plot) if wanted.plot else None
    if plot is not None and plot.suffix.lower() not in _FORMS:
        raise FileError(f"“{plot}” is neither an SVG nor a PNG.", "End its name with .svg or .png.")
    places = [Path(name) for name in wanted.folder] or _usual_places()
    facts = [one for folder in models_in(places) for one in facts_of(folder)]
    progress = TerminalProgress(sys.stderr, fps=0.0, noun="round")
    with stop_on_interrupt(progress.stopped):
        try:
            facts = with_speed(facts, progress)
        except Cancelled:
            return STOPPED
        finally:
            progress.close()
    sys.stdout.write(table_of(facts))
    if plot is not None:
        _draw(facts, plot, dark=wanted.dark)
        sys.stderr.write(f"Drawn into {plot}.\n")
    return 0


def table_of(facts: Sequence[ModelFacts]) -> str:
    """Return one line for each file: size, AP50 by class in percent, time."""
    labels = list(dict.fromkeys(label for one in facts for label in one.ap50))
    heads = [label.replace("_", " ") for label in labels]
    header = ["detector", "file", "arch", "parameters", "MB", *heads, "mean", "ms"]
    rows = [header]
    for one in facts:
        rows.append(
            [
                one.name,
                one.file + (" *" if one.chosen else ""),
                one.arch or "-",
                "-" if one.parameters is None else f"{one.parameters:,}",
                f"{one.n_bytes / 1e6:.1f}",
                *(_percent(one.ap50.get(label)) for label in labels),
                _percent(one.mean_ap50),
                "-" if one.ms is None else f"{one.ms:.1f}",
            ]
        )
    lines = aligned(rows, range(3))
    lines.append("* what the detector uses. Classes and mean: AP50 in percent, on the pictures")
    lines.append("it was made with. ms: median time for one picture on this computer.")
    return "\n".join(lines) + "\n"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _usual_places() -> list[Path]:
    """Where detectors are: those that ship, and those of this person's library."""
    own = default_library() / "models"
    return [resources_folder() / "models", *([own] if any(own.glob("*/manifest.json")) else [])]


def _draw(facts: Sequence[ModelFacts], path: Path, *, dark: bool) -> None:
    try:
        svg = chart(facts, DARK if dark else LIGHT)
    except ValueError as error:
        raise ModelError(
            "None of these detectors was ever measured, so there is nothing to draw.",
            "Export them again: that measures them.",
        ) from error
    if path.suffix.lower() == ".png":
        # Qt is loaded only now: all the rest runs on computers without it.
        from app.svg_picture import png_of

        write_atomically(path, png_of(svg))
    else:
        write_atomically(path, svg.encode())
