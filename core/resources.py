"""Where the files that ship with the program are, however it was installed."""

from __future__ import annotations

import sys
from pathlib import Path

from core.errors import FileError


def resources_folder() -> Path:
    """Return the folder of icons, models and the sample.

    A source tree has ``resources`` beside ``core``; an installed wheel carries it inside
    ``app``; a PyInstaller bundle has it where it unpacks itself. Raises ``FileError`` if there
    is none, which means that the installation is incomplete.
    """
    for folder in candidates():
        if (folder / "models").is_dir() or (folder / "sample").is_dir():
            return folder
    raise FileError("Sweetspot's own files are missing.", "Install Sweetspot again.")


def candidates() -> list[Path]:
    """Return the places to look at, the likeliest first."""
    top = Path(__file__).resolve().parents[1]
    places = [top / "app" / "_resources", top / "resources"]
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        places = [Path(bundle) / "resources", Path(bundle) / "app" / "_resources", *places]
    return places


def default_model() -> Path:
    """Return the folder of the detector that ships."""
    return resources_folder() / "models" / "default"


def sample_video() -> Path:
    """Return the sample practice."""
    return resources_folder() / "sample" / "practice.mp4"


def sample_truth() -> Path:
    """Return what is true of the sample practice, as JSON."""
    return resources_folder() / "sample" / "practice.json"
