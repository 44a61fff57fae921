"""Fixtures every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import core  # noqa: F401  Before any test loads a library that would report of itself.

# A busy computer is no finding.
settings.register_profile("sweetspot", deadline=None)
settings.load_profile("sweetspot")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the top folder of the project."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of the shared clips and pictures, or skip where it is absent."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not (folder / "clips").is_dir():
        pytest.skip("the shared clips and pictures are not here")
    return folder
