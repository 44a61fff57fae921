"""The trainer as a part of an installed Sweetspot that may come later: torch and what it needs.

A folder with the packages as Python finds them and ``part.json``, which says what it was made for.
It lies beside the installed program, or in a person's own folder when it was added later. Where the
program runs from source there is no part: the packages are installed or they are not.
"""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec
from pathlib import Path

import platformdirs

from core.errors import FileError
from core.json_value import value_of
from core.progress import Progress
from core.safe_zip import read_member, unpack

PART, FACTS = "trainer", "part.json"
_TORCH = "torch"


@dataclass(frozen=True)
class PartFacts:
    """What a part was made for: Python ("3.11"), system ("linux-x86_64"), packages by name."""

    python: str
    system: str
    packages: Mapping[str, str] = field(default_factory=dict)


def facts_here(packages: Mapping[str, str] | None = None) -> PartFacts:
    """Return the facts of a part made on this computer."""
    system = f"{sys.platform}-{platform.machine()}".lower().replace("amd64", "x86_64")
    return PartFacts(f"{sys.version_info[0]}.{sys.version_info[1]}", system, packages or {})


def is_installed_program() -> bool:
    """Return whether this is the installed program rather than Python with a checkout."""
    return bool(getattr(sys, "frozen", False))


def own_place() -> Path:
    """Return where a person's own part lies: with the program's data, not in the library."""
    return Path(platformdirs.user_data_dir("Sweetspot", appauthor=False)) / PART


def trainer_part() -> Path | None:
    """Return the part that fits this program, None without one."""
    for folder in (Path(sys.executable).parent / PART, own_place()):
        try:
            facts = _read((folder / FACTS).read_bytes())
        except (OSError, ValueError):
            continue
        if not misfit(facts):
            return folder
    return None


def use_trainer_part() -> None:
    """Let this process import what the part holds, if there is one."""
    folder = trainer_part() if is_installed_program() else None
    if folder is not None:
        sys.path.append(str(folder))


def has_trainer() -> bool:
    """Return whether a training could start: the part, or torch, is there."""
    if is_installed_program():
        return trainer_part() is not None
    return find_spec(_TORCH) is not None


def misfit(facts: PartFacts) -> str:
    """Return in words why a part does not fit this program; "" when it does."""
    here = facts_here()
    if facts.system != here.system:
        return f"It was made for another system ({facts.system}); this is {here.system}."
    wanted = _wanted_torch()
    there = facts.packages.get(_TORCH, "").split("+")[0]
    if facts.python != here.python or (wanted and there != wanted):
        return "It belongs to another version of Sweetspot."
    return ""


def add_trainer_part(archive: Path, progress: Progress, place: Path | None = None) -> Path:
    """Unpack a part for this person and return its folder; an older one is replaced.

    Raises ``FileError`` for a file that is no part, or one that does not fit; ``Cancelled``. What
    was there before stays until the new one is whole.
    """
    place = place or own_place()
    try:
        facts = _read(read_member(archive, FACTS))
    except (FileError, ValueError) as error:
        raise FileError(
            f"“{archive.name}” is not Sweetspot's trainer.",
            "Choose the file “Sweetspot-Trainer-….zip” of your version.",
        ) from error
    why = misfit(facts)
    if why:
        raise FileError(f"“{archive.name}” does not fit. {why}", "Get the one of your version.")
    new, old = place.with_name(f"{PART}.new"), place.with_name(f"{PART}.old")
    shutil.rmtree(new, ignore_errors=True)
    unpack(archive, new, progress=progress)
    try:
        shutil.rmtree(old, ignore_errors=True)
        if place.exists():
            place.rename(old)
        new.rename(place)
    except OSError as error:
        raise FileError(
            f"The trainer could not be put in place ({error.strerror or error}).",
            "Close Sweetspot everywhere, then try again; nothing else has changed.",
        ) from error
    finally:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
    return place


def _read(content: bytes) -> PartFacts:
    """Return what ``part.json`` says; raise ``ValueError``."""
    return value_of(PartFacts, json.loads(content), "part")


def _wanted_torch() -> str:
    """Return the version of torch this program was built for, "" where it does not know."""
    try:
        wanted = requires("sweetspot") or []
    except PackageNotFoundError:
        return ""
    named = (each.split(";")[0].strip() for each in wanted)
    return next((each[7:] for each in named if each.startswith("torch==")), "")
