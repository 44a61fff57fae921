"""The installer for Windows, by NSIS. Where the program is another system's, this only tries it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build import Build

HERE = Path(__file__).resolve().parent


def makensis_command(build: Build, program: Path, trainer: Path | None) -> list[str]:
    """Return what makes `Sweetspot-VERSION-windows.exe` of a program's folder."""
    from windows.version_file import numbers_of

    numbers = ".".join(str(number) for number in numbers_of(build.version))
    facts = {
        "VERSION": build.version,
        "NUMBERS": numbers,
        "PROGRAM": program,
        "ICON": build.work / "icons" / "sweetspot.ico",
        "OUT": build.out / f"Sweetspot-{build.version}-windows.exe",
    }
    if trainer is not None:
        facts["TRAINER"] = trainer
    found = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    return [found, "-V2", *(f"-D{k}={v}" for k, v in facts.items()), str(HERE / "sweetspot.nsi")]


def build_installer(build: Build) -> None:
    """Make the installer in the build's out folder."""
    trainer = build.trainer if build.trainer.is_dir() else None
    if subprocess.run(makensis_command(build, build.program, trainer), check=False).returncode:
        sys.exit("makensis failed.")
