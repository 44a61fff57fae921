"""Debian packages: `sweetspot`, and `sweetspot-trainer` which puts the trainer's part beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from build import Build

HERE = Path(__file__).resolve().parent
HOME = Path("opt/sweetspot")
MAINTAINER = "The Sweetspot team <team@sweetspot.invalid>"
# What Qt's window, the sound and the video libraries load from the system.
NEEDS = [
    "libc6 (>= 2.34)",
    "libegl1",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libportaudio2",
    "libfontconfig1",
    "libfreetype6",
    "libdbus-1-3",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
    "fonts-dejavu-core | fonts-noto-core",
]
ABOUT = """tennis coaching workbench: every hit found and scored
 Drop in a practice video: Sweetspot finds the player, the racket and the ball,
 finds every hit, and scores it from 1 to 5 by how close to the centre of the
 strings the ball was. Everything runs on this computer."""
ABOUT_TRAINER = """trainer for the Sweetspot tennis coaching workbench
 Makes Sweetspot's detector better on your own court, and turns detectors into
 files for the iPhone. Brings PyTorch and what it needs."""


def build_debs(build: Build) -> None:
    """Make both packages in the build's out folder."""
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    root = _root(build, "sweetspot")
    shutil.copytree(build.program, root / HOME, symlinks=True)
    _place_desktop_files(root, build.work / "icons")
    _pack(build, root, architecture, ABOUT, Depends=NEEDS, Recommends=["sweetspot-trainer"])
    if build.trainer.is_dir():
        root = _root(build, "sweetspot-trainer")
        shutil.copytree(build.trainer, root / HOME / "trainer", symlinks=True)
        program = [f"sweetspot (= {build.version})"]
        _pack(build, root, architecture, ABOUT_TRAINER, Depends=program)


def _root(build: Build, package: str) -> Path:
    root = build.work / "deb" / package
    shutil.rmtree(root, ignore_errors=True)
    (root / "DEBIAN").mkdir(parents=True)
    return root


def _place_desktop_files(root: Path, icons: Path) -> None:
    """Menu entry, icon, file types, and the command."""
    share = root / "usr/share"
    for folder, name in (("applications", "sweetspot.desktop"), ("mime/packages", "sweetspot.xml")):
        target = share / folder / name
        target.parent.mkdir(parents=True)
        shutil.copyfile(HERE / name, target)
    for picture in icons.glob("*.png"):
        side = picture.stem
        target = share / f"icons/hicolor/{side}x{side}/apps/sweetspot.png"
        target.parent.mkdir(parents=True)
        shutil.copyfile(picture, target)
    command = root / "usr/bin/sweetspot"
    command.parent.mkdir(parents=True)
    command.symlink_to("/" / HOME / "sweetspot")
    licence = share / "doc/sweetspot/copyright"
    licence.parent.mkdir(parents=True)
    shutil.copyfile(HERE.parents[1] / "LICENSE", licence)


def _pack(build: Build, root: Path, architecture: str, about: str, **fields: list[str]) -> None:
    n_kib = sum(p.stat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    lines = {
        "Package": root.name,
        "Version": build.version,
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(n_kib // 1024),
        **{name: ", ".join(entries) for name, entries in fields.items()},
        "Section": "video",
        "Priority": "optional",
        "Description": about,
    }
    control = "".join(f"{name}: {value}\n" for name, value in lines.items())
    (root / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
    target = build.out / f"{root.name}_{build.version}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(target)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("dpkg-deb failed.")
    print(f"{target.name}: {target.stat().st_size / 1e6:.0f} MB")
