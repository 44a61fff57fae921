"""Start Sweetspot from a fresh checkout, on Linux, macOS or Windows. Needs only Python 3.11.

    python3 packaging/start.py             set up, then open Sweetspot on the sample practice
    python3 packaging/start.py test        set up with everything, then check and test it all
    python3 packaging/start.py setup       set up only, with everything
    python3 packaging/start.py run ARGS    set up, then run `sweetspot ARGS`

The environment lies in `.venv` beside `pyproject.toml` and is made again only when what it is
made from has changed. Packages come from whatever index pip is set up with; to choose one (a
CPU-only torch, say) set pip's own PIP_EXTRA_INDEX_URL.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
HOME = TOP / ".venv"
CONSTRAINTS = TOP / "packaging" / "constraints.txt"
WINDOWS = os.name == "nt"
PYTHON = HOME / ("Scripts/python.exe" if WINDOWS else "bin/python")
# What the Qt wheels load from the system; a desktop has them, a bare Debian has not.
DEBIAN_WINDOW = [
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libfontconfig1",
    "libdbus-1-3",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "fonts-dejavu-core",
]
# What sounddevice loads, for the microphone and the loudspeaker.
DEBIAN_SOUND = ["libportaudio2"]
DEBIAN_TEST = ["xvfb", "xauth"]
NO_SWIFT = 3  # the exit code with which ios_companion/swift.py says so


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def run(*command: str | Path, quiet: bool = False) -> int:
    """Run a command in the project's folder and return its exit code."""
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(part) for part in command], cwd=TOP, stdout=output).returncode


def fitting_python() -> str:
    """Return a Python 3.11, this one if it is; end with a clear word otherwise."""
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    found = shutil.which("python3.11")
    if found:
        return found
    if WINDOWS and shutil.which("py") and run("py", "-3.11", "-V", quiet=True) == 0:
        return subprocess.check_output(
            ["py", "-3.11", "-c", "import sys; print(sys.executable)"], text=True
        ).strip()
    sys.exit(
        f"Sweetspot needs Python 3.11; this is {sys.version.split()[0]}. "
        "Install Python 3.11 and start again."
    )


def install_debian(packages: list[str]) -> None:
    """Install what is missing of Debian's packages; say what to do where that is not allowed."""
    if not shutil.which("dpkg-query"):
        return
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        capture_output=True,
        text=True,
    ).stdout
    there = {line.split()[0] for line in asked.splitlines() if line.endswith(" installed")}
    missing = [name for name in packages if name not in there]
    if not missing:
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and not shutil.which("sudo"):
        say(f"Missing system packages; please run as root: apt-get install {' '.join(missing)}")
        return
    say(f"Installing from Debian: {' '.join(missing)}")
    run(*root, "apt-get", "update", "-qq", quiet=True)
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    if run(*root, "env", "DEBIAN_FRONTEND=noninteractive", *install, *missing, quiet=True):
        say(f"That failed. Please run as root: apt-get install {' '.join(missing)}")


def make_environment(extras: set[str]) -> None:
    """Make or renew `.venv` with the pinned packages and this checkout in editable form."""
    made_from = (TOP / "pyproject.toml").read_bytes() + CONSTRAINTS.read_bytes()
    wanted = hashlib.sha256(made_from).hexdigest()
    stamp = HOME / "sweetspot.stamp"
    made = stamp.read_text().split() if stamp.is_file() and PYTHON.is_file() else []
    fresh = bool(made) and made[0] == wanted
    had = set(made[1:]) if fresh else set()
    if fresh and extras <= had:
        return
    say("Setting up Sweetspot's own Python environment (once; a few minutes)…")
    if not PYTHON.is_file():
        python = fitting_python()
        if run(python, "-c", "import ensurepip", quiet=True):
            install_debian(["python3-venv"])
        if python == sys.executable:
            venv.create(HOME, with_pip=True, clear=HOME.exists())
        elif run(python, "-m", "venv", "--clear", HOME):
            sys.exit("The environment could not be made; see the lines above.")
    extras |= had
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q", "-c", CONSTRAINTS)
    wheel = f"{TOP}[{','.join(sorted(extras))}]" if extras else str(TOP)
    # The build tools are pinned too, hence installed first and used as they are.
    if run(*pip, "hatchling", "editables") or run(*pip, "--no-build-isolation", "-e", wheel):
        sys.exit("The packages could not be installed; see pip's lines above. Nothing is lost.")
    stamp.write_text(" ".join([wanted, *sorted(extras)]))


def has_display() -> bool:
    """Say whether a window can open."""
    on_linux = sys.platform.startswith("linux")
    return not on_linux or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def open_sample() -> int:
    """Open the sample practice; without a display, analyse it here in the terminal instead."""
    if has_display():
        install_debian(DEBIAN_WINDOW + DEBIAN_SOUND)
        return run(PYTHON, "-m", "app", "sample")
    sample = TOP / "resources" / "sample" / "practice.mp4"
    say("There is no display here, so no window can open.")
    say(f"Sweetspot works without one; this is: sweetspot analyze {sample.relative_to(TOP)}")
    return run(PYTHON, "-m", "app", "analyze", sample)


def test() -> int:
    """Run every check, then the tests; return the first exit code that is not 0."""
    install_debian(DEBIAN_WINDOW + DEBIAN_SOUND + DEBIAN_TEST)
    module = (PYTHON, "-m")
    companion = (PYTHON, TOP / "ios_companion" / "swift.py", "check")
    checks: tuple[tuple[str | Path, ...], ...] = (
        (*module, "ruff", "check", "."),
        (*module, "ruff", "format", "--check", "."),
        (*module, "mypy"),
        (PYTHON.with_name("lint-imports.exe" if WINDOWS else "lint-imports"),),
        # Before the tests: some of them run what is built here as the phone.
        companion,
        (*module, "pytest", "-n", "2", "--dist", "loadfile", *sys.argv[2:]),
    )
    codes = []
    for command in checks:
        say(f"\n== {' '.join(Path(part).name for part in map(str, command) if part != '-m')}")
        code = run(*command)
        if code == NO_SWIFT and command == companion:
            say("So the iPhone companion's tests are left out; everything else is tested.")
            code = 0
        codes.append(code)
    return next((code for code in codes if code), 0)


def main() -> int:
    """Do what the first argument says."""
    verb = sys.argv[1] if len(sys.argv) > 1 else "sample"
    if verb not in ("sample", "test", "setup", "run"):
        sys.exit(__doc__)
    make_environment({"dev", "ml"} if verb in ("test", "setup") else set())
    if verb == "test":
        return test()
    if verb == "run":
        return run(PYTHON, "-m", "app", *sys.argv[2:])
    return open_sample() if verb == "sample" else 0


if __name__ == "__main__":
    sys.exit(main())
