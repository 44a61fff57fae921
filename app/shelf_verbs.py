"""``sweetspot models list``, ``adopt``, ``rollback``, ``history``: which detector is in use."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from core.models.adoptions import Act
from core.models.shelf import ModelShelf, ShelvedModel, shelf_of
from core.resources import default_model
from core.sessions.library_folder import default_library
from core.text_table import aligned

VERBS = ("list", "adopt", "rollback", "history")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs and their options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    told = {
        "list": "the detectors of the library and the one that ships",
        "adopt": "find hits with this one from now on",
        "rollback": "find hits with the former one again",
        "history": "which took whose place when",
    }
    for verb, words in told.items():
        each = verbs.add_parser(verb, help=words, description=words.capitalize() + ".")
        each.add_argument("--library", metavar="DIR", help="of this library")
        if verb == "adopt":
            each.add_argument("model", help="its name in the library, its folder, or “shipped”")
        if verb in ("list", "history"):
            each.add_argument("--json", action="store_true", help="print JSON instead of a table")


def shelf_verb(wanted: argparse.Namespace) -> int:
    """Do what was asked and return the exit code; raises ``SweetspotError``."""
    library = Path(wanted.library) if wanted.library else default_library()
    shelf = shelf_of(library, default_model())
    if wanted.verb == "list":
        sys.stdout.write(_list_json(shelf) if wanted.json else list_text(shelf))
    elif wanted.verb == "history":
        sys.stdout.write(_history_json(shelf) if wanted.json else history_text(shelf))
    else:
        change = shelf.adopt(wanted.model) if wanted.verb == "adopt" else shelf.roll_back()
        title = shelf.title_of(change.model)
        sys.stdout.write(f"{title[0].upper()}{title[1:]} finds the hits from now on.\n")
    return 0


def list_text(shelf: ModelShelf) -> str:
    """Return one line for each detector, the one in use marked, and what is wrong with any."""
    models, used = shelf.models(), shelf.in_use()
    rows = [("", "name", "detector", "AP50", "MB"), *(_row(model) for model in models)]
    lines = aligned(rows, range(3))
    lines.append("* finds the hits now. AP50: on the pictures each was made with.")
    problems = [f"{model.title}: {model.problem}" for model in models if model.problem]
    return "\n".join([*lines, *problems, *([used.problem] if used.problem else [])]) + "\n"


def history_text(shelf: ModelShelf) -> str:
    """Return one line for each change of detector, the oldest first."""
    changes = shelf.history()
    if not changes:
        return "No other detector was ever adopted in this library.\n"
    rows = [
        (
            each.at.replace("T", " ")[:16],
            "adopted" if each.act is Act.ADOPTED else "rolled back to",
            shelf.title_of(each.model),
            f"in place of {shelf.title_of(each.instead_of)}",
        )
        for each in changes
    ]
    return "\n".join(aligned(rows, range(4))) + "\n"


def _row(model: ShelvedModel) -> tuple[str, ...]:
    chosen = next((one for one in model.facts if one.chosen), None)
    ap = None if chosen is None else chosen.mean_ap50
    return (
        "*" if model.current else "",
        model.name,
        model.title,
        "-" if ap is None else f"{100 * ap:.1f}",
        "-" if chosen is None else f"{chosen.n_bytes / 1e6:.1f}",
    )


def _list_json(shelf: ModelShelf) -> str:
    rows = [
        {
            "name": model.name,
            "title": model.title,
            "folder": str(model.folder),
            "shipped": model.shipped,
            "current": model.current,
            "ap50": next((one.mean_ap50 for one in model.facts if one.chosen), None),
            "problem": model.problem,
        }
        for model in shelf.models()
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _history_json(shelf: ModelShelf) -> str:
    return json.dumps([asdict(each) for each in shelf.history()], indent=2) + "\n"
