"""The companion's own code, run as the laptop's phone: ``ios_companion/Tests/Probe``."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "ios_companion"
BUILT = Path(".build/debug/CompanionProbe")


def probe_command(*arguments: str) -> list[str]:
    """Return the command that runs the probe; skip the test where it has not been built.

    It lies beside the package, or in the Debian that ``swift.py`` makes where there is no Swift.
    """
    if shutil.which("swift"):
        built, command = PACKAGE / BUILT, [str(PACKAGE / BUILT)]
    else:
        script = runpy.run_path(str(PACKAGE / "swift.py"))
        inside = script["INSIDE"] / BUILT
        built = script["root_folder"]() / inside
        command = [sys.executable, str(PACKAGE / "swift.py"), "exec", f"/{inside.as_posix()}"]
    if not built.exists():
        pytest.skip("the companion is not built: python3 ios_companion/swift.py test")
    return [*command, *arguments]


def run_probe(*arguments: str, given: bytes = b"") -> bytes:
    """Run the probe with ``given`` on its stdin and return what it wrote."""
    done = subprocess.run(
        probe_command(*arguments), input=given, stdout=subprocess.PIPE, timeout=60, check=True
    )
    return done.stdout
