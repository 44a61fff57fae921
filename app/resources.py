"""Where the files that ship with the program are."""

from __future__ import annotations

from pathlib import Path


def resources_folder() -> Path:
    """Return the folder of icons, the sample and the detector that ships.

    A checkout (and a frozen program) has ``resources`` beside ``app``; a wheel carries it inside.
    """
    package = Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def icon_file(name: str) -> Path:
    """Return the SVG file of the icon of that name."""
    return resources_folder() / "icons" / f"{name}.svg"


def sample_video() -> Path:
    """Return the sample practice's video."""
    return resources_folder() / "sample" / "practice.mp4"


def default_detector() -> Path:
    """Return the folder of the detector that ships."""
    return resources_folder() / "models" / "default"
