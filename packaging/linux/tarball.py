"""The program as a tar for any Linux, with a script that installs it for one person."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build import Build

HERE = Path(__file__).resolve().parent


def build_tar(build: Build) -> None:
    """Make `Sweetspot-VERSION-linux-MACHINE.tar.xz` in the build's out folder."""
    name = f"Sweetspot-{build.version}-linux-{platform.machine()}"
    root = build.work / "tar" / name
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for file in ("install.sh", "sweetspot.desktop", "sweetspot.xml"):
        shutil.copy(HERE / file, root / file)
    shutil.copytree(build.work / "icons", root / "icons", ignore=shutil.ignore_patterns("*.ic*"))
    shutil.copytree(build.program, root / "program", symlinks=True)
    target = build.out / f"{name}.tar.xz"
    pack = ["tar", "--owner=0", "--group=0", "-C", str(root.parent), "-caf", str(target), name]
    if subprocess.run(pack, check=False).returncode:
        sys.exit("tar failed.")
    print(f"{target.name}: {target.stat().st_size / 1e6:.0f} MB")
