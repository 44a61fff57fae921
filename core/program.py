"""Which version of the program this is."""

from __future__ import annotations


def program_version() -> str:
    """Return the version, or "from source" where the program was not installed."""
    # Costs a twentieth of a second at the start, and is rarely needed.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sweetspot")
    except PackageNotFoundError:
        return "from source"
