"""Build and test the iPhone companion's Swift package anywhere. Needs only Python 3.11.

    python3 ios_companion/swift.py build [ARGS]     swift build
    python3 ios_companion/swift.py test [ARGS]      swift test
    python3 ios_companion/swift.py check            form, syntax and all tests, told briefly
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
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
VECTORS = PACKAGE.parent / "resources" / "vectors"
# The package in that Debian, from its root.
INSIDE = Path("sweetspot") / PACKAGE.name
NO_SWIFT = 3
SUITE = "trixie"
# swiftlang of Debian leaves out what it links with.
DEBIAN = ["swiftlang", "libc6-dev", "libstdc++-14-dev", "git", "ca-certificates"]
LEFT_BEHIND = shutil.ignore_patterns(".build", "*.py", "__pycache__")
# What reads bytes of other people, or writes through pointers: built again with the sanitizer.
SANITIZED = {"SWEETSPOT_SANITIZED": "1", "ASAN_OPTIONS": "detect_leaks=0"}
NEWS = re.compile(
    r"^✘|^↳ //|^[^|]*(error|warning):|Fatal error|AddressSanitizer|Test run with|^Build complete"
)

Command = list[str]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def give_up(why: str) -> int:
    """Say why there is no Swift, and return the exit code for that."""
    say(f"There is no Swift here: {why} Install it from swift.org and start again.")
    return NO_SWIFT


def commands_of(arguments: list[str]) -> list[Command] | None:
    """Return the commands that the arguments ask for; None if they make no sense."""
    if arguments[:1] == ["exec"] and len(arguments) > 1:
        return [arguments[1:]]
    if arguments[:1] in (["build"], ["test"]):
        return [["swift", *arguments]]
    return checks(PACKAGE) if arguments == ["check"] else None


def checks(package: Path) -> list[Command]:
    """Return what must pass before a change to the package lands."""
    app = sorted(path.relative_to(package).as_posix() for path in package.glob("App/**/*.swift"))
    places = ["Package.swift", "Sources", "Tests", *(["App"] if app else [])]
    told = [f"{name}={value}" for name, value in SANITIZED.items()]
    sanitizer = ["--sanitize=address", "--scratch-path", ".build/sanitized"]
    return [
        ["swift", "format", "lint", "--strict", "--parallel", "--recursive", *places],
        # No Linux can compile them; what does not even parse is found everywhere.
        *([["swiftc", "-parse", *app]] if app else []),
        ["swift", "test"],
        ["env", *told, "swift", "test", *sanitizer],
    ]


def run(command: Command, place: Path, brief: bool) -> int:
    """Run a command and return its exit code; ``brief`` shows what is wrong and how it ended."""
    if not brief:
        return subprocess.run(command, cwd=place).returncode
    said: deque[str] = deque(maxlen=60)
    told: set[str] = set()
    with subprocess.Popen(
        command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace",
    ) as running:  # fmt: skip
        for line in running.stdout or ():
            if not is_news(line):
                said.append(line)
            elif line not in told:
                told.add(line)  # The compiler says some things once for each file.
                say(line.rstrip())
    if running.returncode and said:
        say("The last of the other lines were:\n" + "".join(said))
    return running.returncode


def run_all(commands: list[Command], place: Path, before: Command, brief: bool) -> int:
    """Run every command behind the words ``before``; return the first exit code that is not 0."""
    codes = []
    for command in commands:
        if brief:
            say(f"-- {' '.join(command[:6])}{' …' if len(command) > 6 else ''}")
        codes.append(run([*before, *command], place, brief))
    return next((code for code in codes if code), 0)


def is_news(line: str) -> bool:
    """Return whether a line of a test run says what is wrong, or how it ended."""
    return NEWS.search(line) is not None


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


def root_folder() -> Path:
    """Return where the Debian with Swift lies, or will."""
    default = Path.home() / ".cache" / "sweetspot" / "swift-root"
    return Path(os.environ.get("SWEETSPOT_SWIFT_ROOT") or default)


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


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep others out of the root meanwhile: they would change files under a build."""
    import fcntl  # Windows has none, and no root either

    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name(f"{root.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def in_root(commands: list[Command], brief: bool) -> int:
    """Run commands beside a copy of the package in a trixie of ours."""
    source = mirror()
    if sys.platform != "linux" or os.geteuid() != 0 or source is None:
        return give_up("a Debian with Swift can only be made as root on Debian.")
    root = root_folder()
    with alone(root):
        if not (root / ".swift-ready").exists() and not make_root(root, source):
            return give_up("the Debian that has it could not be made.")
        if not has_proc(root):
            return give_up("this container may not mount /proc for it.")
        mirror_into(PACKAGE, root / INSIDE)
        mirror_into(VECTORS, root / INSIDE.parent / "resources" / "vectors")
        before = ["chroot", str(root), "sh", "-c", 'cd "$0" && exec "$@"', f"/{INSIDE}"]
        if commands[0][0] == "swift":
            return run_all(commands, PACKAGE, before, brief)
    # What runs beside a build, and beside its like, waits for nobody.
    return run_all(commands, PACKAGE, before, brief)


def main(arguments: list[str]) -> int:
    """Do what the arguments ask for and return the exit code."""
    commands = commands_of(arguments)
    if commands is None:
        say(__doc__ or "")
        return 2
    brief = arguments == ["check"]
    if shutil.which(commands[0][0]) and shutil.which("swift"):
        return run_all(commands, PACKAGE, [], brief)
    return in_root(commands, brief)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
