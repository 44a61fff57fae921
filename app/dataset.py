"""``sweetspot dataset``: check, summarise and convert datasets in the terminal."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from app.dataset_text import class_table, findings_text, head_text, session_table
from app.terminal_progress import TerminalProgress, stop_on_interrupt
from core.dataset.class_names import with_classes
from core.dataset.converting import Form, write_dataset
from core.dataset.dataset import Dataset
from core.dataset.finding import Finding, counted
from core.dataset.health import check_dataset
from core.dataset.picture_facts import facts_of_pictures
from core.dataset.reading import read_dataset
from core.dataset.scenes import split_by_scene
from core.dataset.snapshots import take_snapshot
from core.dataset.statistics import SIZE_NAMES, statistics_of
from core.errors import Cancelled, DatasetError
from core.progress import Progress
from core.sessions.fixed_dataset import folder_of, renew_dataset
from core.sessions.library_folder import default_library
from core.sessions.store import SessionStore

Result = TypeVar("Result")
UNFIT, STOPPED = 1, 130


def check(wanted: argparse.Namespace) -> int:
    """Print what is wrong with a dataset; return 1 where that stops a training.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    size = _size(wanted.size)
    dataset = _read(wanted, strict=False)
    health = _watched(lambda progress: check_dataset(dataset, size, progress))
    if health is None:
        return STOPPED
    if wanted.json:
        _print_json([_finding_row(each) for each in health.findings])
    else:
        sys.stdout.write(head_text(dataset) + findings_text(health.findings))
    return UNFIT if health.stops_training else 0


def summary(wanted: argparse.Namespace) -> int:
    """Print a dataset's figures: per class, per size, per session; return the exit code."""
    size = _size(wanted.size)
    dataset = _read(wanted)
    figures = statistics_of(dataset, size)
    if wanted.json:
        _print_json({**asdict(figures), "size_names": SIZE_NAMES})
    else:
        at = f"sizes: the shorter side of a box at {size[0]}x{size[1]}\n"
        sys.stdout.write(f"{head_text(dataset)}\n{class_table(figures)}\n{at}\n")
        sys.stdout.write(session_table(figures, dataset.classes))
    return 0


def build(wanted: argparse.Namespace) -> int:
    """Make or renew the dataset of a library's fixed frames; return the exit code."""
    store = SessionStore(Path(wanted.library) if wanted.library else default_library())
    fixed = _watched(lambda progress: renew_dataset(store, progress))
    if fixed is None:
        return STOPPED
    said = [f"- {each}" for each in fixed.left_out]
    if not len(fixed.dataset):
        raise DatasetError(
            "There is no fixed frame in this library.",
            " ".join((*said, "Put boxes right in correct mode first.")),
        )
    sys.stdout.write(head_text(fixed.dataset))
    sys.stdout.write("\n".join([f"It is in {folder_of(store)}.", *said]) + "\n")
    return 0


def snapshot(wanted: argparse.Namespace) -> int:
    """Freeze a dataset, and say under which name; return the exit code."""
    dataset = _read(wanted)
    taken = _watched(lambda progress: take_snapshot(dataset, Path(wanted.out), progress))
    if taken is None:
        return STOPPED
    sys.stdout.write(f"{taken.folder}\n")
    return 0


def convert(wanted: argparse.Namespace) -> int:
    """Write a dataset in another form, and say what is lost; return the exit code."""
    dataset = _read(wanted)
    folder, form = Path(wanted.out), Form(wanted.to)
    if wanted.split_by_scene:
        split = _watched(lambda progress: _split_anew(dataset, progress))
        if split is None:
            return STOPPED
        dataset = split
    written = _watched(lambda progress: write_dataset(dataset, folder, form, progress))
    if written is None:
        return STOPPED
    said = [f"In {written.folder}: {counted(written.n_pictures, 'picture')} with their labels."]
    notes = dataset.provenance.notes
    said += [f"- {each}" for each in notes]
    if written.lost:
        said += ["What this form cannot hold:", *(f"- {each}" for each in written.lost)]
    sys.stdout.write("\n".join(said) + "\n")
    return 0


def _watched(work: Callable[[Progress], Result]) -> Result | None:
    """Do work with a bar in the terminal; None when Ctrl-C ended it."""
    progress = TerminalProgress(sys.stderr, fps=0.0, noun="picture")
    with stop_on_interrupt(progress.stopped):
        try:
            return work(progress)
        except Cancelled:
            progress.close("Stopped. The same command goes on from there.")
            return None
        finally:
            progress.close()


def _split_anew(dataset: Dataset, progress: Progress) -> Dataset:
    return split_by_scene(dataset, facts_of_pictures(dataset.files(), progress))


def _read(wanted: argparse.Namespace, strict: bool = True) -> Dataset:
    dataset = read_dataset(Path(wanted.dataset), strict)
    pairs = [each.partition("=") for each in wanted.map or ()]
    if any(not old or not new for old, _, new in pairs):
        raise DatasetError("A name of a class is missing.", "Write --map “their name=player”.")
    if pairs or wanted.ours:
        dataset, _ = with_classes(dataset, extra={old: new for old, _, new in pairs})
    return dataset


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{1,4})x([1-9]\d{1,4})", text)
    if found is None:
        raise DatasetError(f"“{text}” is no size.", "Write it as 640x352.")
    return int(found[1]), int(found[2])


def _finding_row(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "pictures": [str(path) for path in finding.pictures]}


def _print_json(rows: object) -> None:
    sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "check": check,
    "summary": summary,
    "convert": convert,
    "snapshot": snapshot,
    "build": build,
}
