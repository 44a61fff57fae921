"""``sweetspot runs``: the trainings there are, and how two of them differ."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.terminal_progress import clock
from app.train import RUNS
from core.errors import TrainingError
from core.sessions.library_folder import default_library
from core.text_table import aligned
from core.training.comparison import ABSENT, configurations, differences, figures
from core.training.run_record import RunRecord, is_run, list_runs, read_run


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = "“runs export”, “runs import” and “runs repeat” have options of their own."
    parser.add_argument("folder", nargs="?", help="a folder of runs; default: the library's")
    parser.add_argument(
        "--compare", nargs=2, metavar=("A", "B"), help="two runs side by side: what differs"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def runs(wanted: argparse.Namespace) -> int:
    """List runs, or compare two; return the exit code.

    Raises ``SweetspotError`` for anything the person can put right.
    """
    folder = Path(wanted.folder) if wanted.folder else default_library() / RUNS
    if wanted.folder and not folder.is_dir():
        raise TrainingError(f"There is no folder “{folder}”.", "Name a folder of runs.")
    if wanted.compare:
        first, second = (read_run(_named(each, folder)) for each in wanted.compare)
        text = _comparison_json(first, second) if wanted.json else comparison_text(first, second)
    else:
        found = [read_run(folder)] if is_run(folder) else list_runs(folder)
        text = _list_json(found) if wanted.json else list_text(found, folder)
    sys.stdout.write(text)
    return 0


def list_text(found: Sequence[RunRecord], folder: Path) -> str:
    """Return runs as a table, the latest first, each failure with its reason below."""
    if not found:
        return f"There are no trainings in “{folder}” yet. “sweetspot train --help” says more.\n"
    header = ("run", "state", "epoch", "best AP50", "time", "device", "when")
    lines = _table([header, *(_row(run) for run in found)])
    told = [f"{run.name}: {run.status.message} {run.status.hint}" for run in found if _failed(run)]
    return "\n".join([*lines, *(["", *told] if told else [])]) + "\n"


def comparison_text(first: RunRecord, second: RunRecord) -> str:
    """Return what two runs were set up with differently, and all their figures side by side."""
    rows = [(each.name, _cell(each.first), _cell(each.second)) for each in
            configurations(first, second)]  # fmt: skip
    told = ["Set up differently:", *_table([("", first.name, second.name), *rows])]
    if not rows:
        told = ["Set up alike."]
    left, right = figures(first), figures(second)
    names = [*left, *(name for name in right if name not in left)]
    compared = [(n, _cell(left.get(n, ABSENT)), _cell(right.get(n, ABSENT))) for n in names]
    return "\n".join([*told, "", *_table([("", first.name, second.name), *compared])]) + "\n"


def _row(run: RunRecord) -> tuple[str, ...]:
    status, best = run.status, run.best
    return (
        run.name,
        status.state.value,
        f"{status.epoch}/{status.epochs}",
        f"{100 * best.mean_ap50:.1f}" if best else ABSENT,
        clock(status.elapsed_s),
        status.device or ABSENT,
        _when(status.updated_at),
    )


def _when(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ABSENT


def _failed(run: RunRecord) -> bool:
    return bool(run.status.message) and run.status.state.value == "failed"


def _named(name: str, folder: Path) -> Path:
    """Return the run of that path, or of that name in the folder."""
    return Path(name) if is_run(Path(name)) else folder / name


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    return aligned(rows, range(len(rows[0])))


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _list_json(found: Sequence[RunRecord]) -> str:
    listed = [
        {
            "folder": str(run.folder),
            "state": run.status.state.value,
            "epoch": run.status.epoch,
            "epochs": run.status.epochs,
            "device": run.status.device,
            "updated_at": run.status.updated_at,
            **figures(run),
        }
        for run in found
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def _comparison_json(first: RunRecord, second: RunRecord) -> str:
    pairs = {
        "configuration": configurations(first, second),
        "figures": differences(figures(first), figures(second)),
    }
    told = {
        part: {each.name: [each.first, each.second] for each in found}
        for part, found in pairs.items()
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
