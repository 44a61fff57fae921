"""The disk image for macOS. It is signed and notarised where a certificate is given, else ad hoc.

`SWEETSPOT_SIGN_AS` names the certificate (“Developer ID Application: …”), and
`SWEETSPOT_NOTARY_PROFILE` a keychain profile that notarytool may use.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build import Build

HERE = Path(__file__).resolve().parent
AD_HOC = "-"
# The trainer's part lies where the program looks for it: beside the program's own file.
INSIDE = Path("Contents/MacOS/trainer")


def build_disk_image(build: Build) -> None:
    """Make `Sweetspot-VERSION-macos.dmg` in the build's out folder."""
    if build.trainer.is_dir():
        shutil.copytree(build.trainer, build.program / INSIDE, dirs_exist_ok=True)
    sign(build.program, os.environ.get("SWEETSPOT_SIGN_AS", AD_HOC))
    stage = build.work / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    _run("cp", "-R", build.program, stage)
    (stage / "Applications").symlink_to("/Applications")
    target = build.out / f"Sweetspot-{build.version}-macos.dmg"
    _run("hdiutil", "create", "-volname", "Sweetspot", "-srcfolder", stage, "-ov", target)
    profile = os.environ.get("SWEETSPOT_NOTARY_PROFILE")
    if profile:
        _run("xcrun", "notarytool", "submit", target, "--keychain-profile", profile, "--wait")
        _run("xcrun", "stapler", "staple", target)


def sign(program: Path, certificate: str) -> None:
    """Sign an app and every library in it, from the inside out."""
    options = ["--force", "--timestamp", "--options", "runtime"] if certificate != AD_HOC else []
    options = options or ["--force"]
    libraries = [p for ending in ("*.dylib", "*.so") for p in program.rglob(ending)]
    for path in [*libraries, program]:
        _run(
            "codesign",
            *options,
            *("--entitlements", HERE / "entitlements.plist"),
            *("--sign", certificate, path),
        )


def _run(*command: str | Path) -> None:
    words = [str(part) for part in command]
    if subprocess.run(words, check=False).returncode:
        sys.exit(f"“{words[0]}” failed.")
