"""Build and test the iPhone companion's Swift package anywhere. Needs only Python 3.11.

    python3 ios_companion/swift.py build [ARGS]     swift build
    python3 ios_companion/swift.py test [ARGS]      swift test
    python3 ios_companion/swift.py exec COMMAND...  any command beside the package

Swift comes from the PATH. On a Debian without it, and as root, a Debian trixie (which has Swift) is
made once in a folder of its own, 2.7 GB, and used from there; SWEETSPOT_SWIFT_ROOT names another
folder. Exit code 3 says that there is no Swift here and none can be had.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
VECTORS = PACKAGE.parent / "resources" / "vectors"
NO_SWIFT = 3
SUITE = "trixie"
# swiftlang of Debian leaves out what it links with.
DEBIAN = ["swiftlang", "libc6-dev", "libstdc++-14-dev", "git", "ca-certificates"]
LEFT_BEHIND = shutil.ignore_patterns(".build", "*.py", "__pycache__")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def give_up(why: str) -> int:
    """Say why there is no Swift, and return the exit code for that."""
    say(f"There is no Swift here: {why} Install it from swift.org and start again.")
    return NO_SWIFT


def command_of(arguments: list[str]) -> list[str] | None:
    """Return the command that the arguments ask for; None if they make no sense."""
    if arguments[:1] == ["exec"] and len(arguments) > 1:
        return arguments[1:]
    if arguments[:1] in (["build"], ["test"]):
        return ["swift", *arguments]
    return None


def mirror() -> str | None:
    """Return where this system's own packages come from."""
    folder = Path("/etc/apt")
    for path in [*folder.glob("sources.list.d/*.sources"), folder / "sources.list"]:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            found = re.search(r"^(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(\S+)", text, re.MULTILINE)
            if found:
                return found[1]
    return None


def make_root(root: Path, source: str) -> bool:
    """Make a trixie with Swift in it; return whether that worked. A half-made one is made anew."""
    say(f"Making a Debian {SUITE} with Swift in “{root}” (once, a few minutes, 2.7 GB).")
    shutil.rmtree(root, ignore_errors=True)
    root.parent.mkdir(parents=True, exist_ok=True)
    steps = [
        ["debootstrap", "--variant=minbase", SUITE, str(root), source],
        ["chroot", str(root), "apt-get", "install", "-y", "--no-install-recommends", *DEBIAN],
    ]
    if not shutil.which("debootstrap"):
        steps.insert(0, ["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"])
    for step in steps:
        done = subprocess.run(step, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            say("\n".join(done.stdout.splitlines()[-5:]))
            return False
    (root / ".swift-ready").touch()
    return True


def has_proc(root: Path) -> bool:
    """Show the root its processes, which Swift asks about itself; return whether that worked."""
    if (root / "proc" / "self").exists():
        return True
    return subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")]).returncode == 0


def mirror_into(source: Path, target: Path) -> None:
    """Make ``target`` hold what ``source`` does; what did not change keeps its time.

    A build that is kept in there then compiles only what is new.
    """
    wanted = set()
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        parts = {str(part) for part in inside.parts}
        if path.is_dir() or LEFT_BEHIND(str(path.parent), list(parts)):
            continue
        wanted.add(inside)
        copy = target / inside
        if copy.is_file() and copy.read_bytes() == path.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    for path in target.rglob("*") if target.is_dir() else ():
        inside = path.relative_to(target)
        if ".build" not in inside.parts and not path.is_dir() and inside not in wanted:
            path.unlink()


def in_root(command: list[str]) -> int:
    """Run a command beside a copy of the package in a trixie of ours."""
    source = mirror()
    if sys.platform != "linux" or os.geteuid() != 0 or source is None:
        return give_up("a Debian with Swift can only be made as root on Debian.")
    default = Path.home() / ".cache" / "sweetspot" / "swift-root"
    root = Path(os.environ.get("SWEETSPOT_SWIFT_ROOT") or default)
    if not (root / ".swift-ready").exists() and not make_root(root, source):
        return give_up("the Debian that has it could not be made.")
    if not has_proc(root):
        return give_up("this container may not mount /proc for it.")
    mirror_into(PACKAGE, root / "work" / PACKAGE.name)
    mirror_into(VECTORS, root / "work" / "resources" / "vectors")
    place = f"/work/{PACKAGE.name}"
    script = 'cd "$0" && exec "$@"'
    return subprocess.run(["chroot", str(root), "sh", "-c", script, place, *command]).returncode


def main(arguments: list[str]) -> int:
    """Do what the arguments ask for and return the exit code."""
    command = command_of(arguments)
    if command is None:
        say(__doc__ or "")
        return 2
    if shutil.which(command[0]) and shutil.which("swift"):
        return subprocess.run(command, cwd=PACKAGE).returncode
    return in_root(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
