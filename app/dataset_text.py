"""What ``sweetspot dataset`` prints: findings and figures as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from core.dataset.dataset import Dataset
from core.dataset.finding import Finding, Severity
from core.dataset.statistics import SIZE_NAMES, Statistics
from core.text_table import aligned

_NAMED = 3
_SPLIT_ANEW = ("same picture in two splits", "near-same picture in two splits")
_SEVERITIES = ((Severity.STOPS_TRAINING, "!"), (Severity.WORTH_A_LOOK, "-"))


def head_text(dataset: Dataset) -> str:
    """Return what a dataset is: name, splits, form, classes, and what was assumed."""
    splits = ", ".join(f"{name} {len(each)}" for name, each in dataset.splits.items())
    form = dataset.provenance.form
    lines = [
        f"{dataset.name}: {len(dataset)} pictures ({splits}), in the form {form}",
        f"classes: {', '.join(dataset.classes)}",
        *(f"note: {each}" for each in dataset.provenance.notes),
    ]
    return "\n".join(lines) + "\n"


def findings_text(findings: Sequence[Finding]) -> str:
    """Return the findings, the worst first, each with its way out and some of its pictures."""
    lines = [""]
    for severity, mark in _SEVERITIES:
        mine = [each for each in findings if each.severity is severity]
        if severity is Severity.STOPS_TRAINING and not mine:
            lines.append("Nothing stops a training.")
        elif mine:
            lines.append(f"{severity.capitalize()}:")
        for each in mine:
            lines += [f"{mark} {each.sentence}", f"    {each.way_out}"]
            if each.kind in _SPLIT_ANEW:
                lines.append("    “sweetspot dataset convert … --split-by-scene” splits it anew.")
            if each.pictures:
                named = ", ".join(path.name for path in each.pictures[:_NAMED])
                more = len(each.pictures) - _NAMED
                lines.append(f"    {named}{f' and {more} more' if more > 0 else ''}")
    return "\n".join(lines) + "\n"


def class_table(figures: Statistics) -> str:
    """Return a line for each class, with its boxes by size."""
    header = ("class", "boxes", "pictures", "complete in", "ignored", *SIZE_NAMES)
    rows = [
        (each.name, each.boxes, each.pictures, each.complete_pictures, each.ignored, *each.sizes)
        for each in figures.classes
    ]
    return _table(header, rows)


def session_table(figures: Statistics, classes: Sequence[str]) -> str:
    """Return a line for each session in each split."""
    header = ("session or source", "split", "pictures", "empty", *classes)
    rows = [
        (each.name, each.split, each.pictures, each.negatives, *each.boxes.values())
        for each in figures.sessions
    ]
    return _table(header, rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    cells = [list(header), *([str(each) for each in row] for row in rows)]
    first = rows[0] if rows else header
    texts = {column for column, value in enumerate(first) if isinstance(value, str)}
    return "\n".join(aligned(cells, texts)) + "\n"
