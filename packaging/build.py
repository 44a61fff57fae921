"""Build what people install, with the Python of `.venv` (`packaging/start.py setup` makes it).

    python packaging/build.py program      the program as a folder, without the trainer
    python packaging/build.py trainer      the trainer's part, and a zip that can be added later
    python packaging/build.py deb          both as Debian packages (Linux)
    python packaging/build.py tar          the program as a tar with an install script (Linux)
    python packaging/build.py nsis         the installer (Windows; elsewhere with makensis)
    python packaging/build.py dmg          the disk image (macOS)
    python packaging/build.py sums         SHA-256 of everything, and an SBOM

Several words are done in turn. The results lie in `dist/`, which `--out` changes.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Build:
    """Where everything is built: ``out`` takes the results, ``work`` what is between."""

    out: Path
    work: Path
    version: str

    @property
    def program(self) -> Path:
        """The program's folder."""
        name = "Sweetspot.app" if sys.platform == "darwin" else "sweetspot"
        return self.work / "program" / name

    @property
    def trainer(self) -> Path:
        """The trainer's part."""
        return self.work / "trainer"


def run(*command: str | Path, **environment: str) -> None:
    """Run a command in the project's folder; end here if it fails."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=TOP, env={**os.environ, **environment}, check=False)
    if done.returncode:
        sys.exit(f"“{' '.join(words)}” failed ({done.returncode}).")


def build_program(build: Build) -> None:
    """Make the program's folder."""
    from icons import write_icons
    from trimming import strip_symbols

    write_icons(build.work / "icons")
    environment = {"SWEETSPOT_BUILD": str(build.work), "SWEETSPOT_VERSION": build.version}
    if sys.platform == "win32":
        from windows.version_file import write_version_file

        facts = build.work / "version.txt"
        write_version_file(facts, build.version)
        environment["SWEETSPOT_VERSION_FILE"] = str(facts)
    folders = ("--distpath", build.program.parent, "--workpath", build.work / "pyinstaller")
    spec = TOP / "packaging" / "sweetspot.spec"
    run(sys.executable, "-m", "PyInstaller", spec, *folders, "--noconfirm", **environment)
    if sys.platform == "linux":
        print(f"{strip_symbols(build.program) / 1e6:.0f} MB of debug symbols taken out.")
    print(f"The program: {size_of(build.program) / 1e6:.0f} MB in {build.program}")


def build_trainer(build: Build) -> None:
    """Make the trainer's part, and the zip of it."""
    from trainer_part import make_part

    packages = make_part(build.trainer)
    print(f"The trainer: {size_of(build.trainer) / 1e6:.0f} MB of {', '.join(packages)}")
    sys.path.insert(0, str(TOP))
    from core.trainer_part import facts_here

    name = f"Sweetspot-Trainer-{build.version}-{facts_here().system}"
    shutil.make_archive(str(build.out / name), "zip", build.trainer)


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files)


def step_of(module: str, function: str) -> Callable[[Build], None]:
    """Return a step that lies in a file of its own, read when it is asked for."""

    def step(build: Build) -> None:
        getattr(importlib.import_module(module), function)(build)

    return step


def write_sums(build: Build) -> None:
    """Write SHA256SUMS beside the results."""
    from sbom import write_sbom

    write_sbom(build.out / f"Sweetspot-{build.version}-{sys.platform}.cdx.json", build.version)
    lines = []
    for path in sorted(build.out.iterdir()):
        if path.is_file() and not path.name.startswith("SHA256SUMS"):
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    text = "".join(lines)
    (build.out / f"SHA256SUMS-{sys.platform}.txt").write_text(text, encoding="utf-8")


STEPS: dict[str, Callable[[Build], None]] = {
    "program": build_program,
    "trainer": build_trainer,
    "deb": step_of("linux.debian", "build_debs"),
    "tar": step_of("linux.tarball", "build_tar"),
    "nsis": step_of("windows.installer", "build_installer"),
    "dmg": step_of("macos.disk_image", "build_disk_image"),
    "sums": write_sums,
}


def main() -> int:
    """Do the steps that the arguments name."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("steps", nargs="+", choices=STEPS, metavar="STEP")
    parser.add_argument("--out", type=Path, default=TOP / "dist", help="default: dist")
    wanted = parser.parse_args()
    out = wanted.out.absolute()
    build = Build(out, out / "work", version("sweetspot"))
    build.work.mkdir(parents=True, exist_ok=True)
    for name in wanted.steps:
        STEPS[name](build)
    return 0


if __name__ == "__main__":
    sys.exit(main())
