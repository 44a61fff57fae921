"""The window's own files: icons."""

from __future__ import annotations

from pathlib import Path

from core.resources import resources_folder


def icon_file(name: str) -> Path:
    """Return the SVG file of the icon of that name."""
    return resources_folder() / "icons" / f"{name}.svg"
