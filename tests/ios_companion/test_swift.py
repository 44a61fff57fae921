"""The way to Swift: what is asked of it, what it copies, and what it does where there is none."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "ios_companion" / "swift.py"


@pytest.fixture(scope="module")
def swift() -> ModuleType:
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("companion_swift", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("asked", "commands"),
    [
        (["build", "-c", "release"], [["swift", "build", "-c", "release"]]),
        (["test"], [["swift", "test"]]),
        (["exec", "ls", "-l"], [["ls", "-l"]]),
        (["exec"], None),
        ([], None),
        (["check", "me"], None),
        (["help"], None),
    ],
)
def test_what_is_asked_becomes_commands(
    asked: list[str], commands: list[list[str]] | None, swift: ModuleType
) -> None:
    assert swift.commands_of(asked) == commands


def test_a_check_is_form_syntax_tests_and_tests_under_the_sanitizer(
    swift: ModuleType, tmp_path: Path
) -> None:
    source = tmp_path / "App" / "Sub" / "Here.swift"
    source.parent.mkdir(parents=True)
    source.touch()
    form, syntax, tests, sanitized = swift.checks(tmp_path)
    assert form[:4] == ["swift", "format", "lint", "--strict"]
    assert form[-1] == "App"
    assert syntax == ["swiftc", "-parse", "App/Sub/Here.swift"]
    assert tests == ["swift", "test"]
    assert "--sanitize=address" in sanitized
    source.unlink()
    assert "App" not in swift.checks(tmp_path)[0]


def test_the_sanitized_targets_are_those_of_the_package(swift: ModuleType) -> None:
    package = (SCRIPT.parent / "Package.swift").read_text("utf-8")
    assert all(
        f'environment["{name}"]' in package for name in swift.SANITIZED if "ASAN" not in name
    )


@pytest.mark.parametrize(
    ("line", "is_news"),
    [
        ("✘ Test decodes() recorded an issue at A.swift:3:5: Expectation failed: 1 == 2", True),
        ("✔ Test run with 57 tests passed after 8.1 seconds.", True),
        ("/p/Sources/A.swift:3:5: error: cannot find 'x' in scope", True),
        ("Sources/A.swift:43:1: warning: [LineLength] line is too long", True),
        ("JSONDecoder.swift:777: Fatal error: 'try!' expression", True),
        ("==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1", True),
        ("   |             `- error: cannot find 'x' in scope", False),
        ("✔ Test decodes() passed after 0.1 seconds.", False),
        ("◇ Test decodes() started.", False),
        ("[3/8] Compiling SweetspotModels Hit.swift", False),
    ],
)
def test_only_news_is_told(line: str, is_news: bool, swift: ModuleType) -> None:
    assert swift.is_news(line) is is_news


def test_a_brief_run_tells_all_when_it_fails(
    swift: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = "print('Test run with 1 tests'); print('quiet'); raise SystemExit({})"
    assert swift.run([sys.executable, "-c", program.format(0)], tmp_path, brief=True) == 0
    assert capfd.readouterr().err == "Test run with 1 tests\n"
    assert swift.run([sys.executable, "-c", program.format(7)], tmp_path, brief=True) == 7
    assert "quiet" in capfd.readouterr().err


def test_every_command_runs_and_the_first_fault_counts(swift: ModuleType, tmp_path: Path) -> None:
    commands = [
        [sys.executable, "-c", f"open('{name}', 'w').close(); raise SystemExit({code})"]
        for name, code in (("a", 0), ("b", 5), ("c", 6))
    ]
    assert swift.run_all(commands, tmp_path, [], brief=False) == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_a_copy_holds_what_the_package_does_and_keeps_its_build(
    swift: ModuleType, tmp_path: Path
) -> None:
    source, target = tmp_path / "package", tmp_path / "copy"
    for name in ("Sources/A.swift", "Sources/B.swift", ".build/theirs", "swift.py"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(name)
    swift.mirror_into(source, target)
    before = (target / "Sources" / "A.swift").stat().st_mtime_ns
    (target / ".build").mkdir()
    (target / ".build" / "ours").touch()
    (source / "Sources" / "B.swift").unlink()
    (source / "Sources" / "C.swift").write_text("new")
    time.sleep(0.02)
    os.utime(source / "Sources" / "A.swift")
    swift.mirror_into(source, target)
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert files == {"Sources/A.swift", "Sources/C.swift", ".build/ours"}
    assert (target / "Sources" / "A.swift").stat().st_mtime_ns == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="paths of Linux")
def test_without_swift_and_without_a_debian_it_says_so(tmp_path: Path) -> None:
    """Neither Swift on the PATH nor a folder that a Debian could be made in."""
    broken = tmp_path / "bin" / "debootstrap"
    broken.parent.mkdir()
    for name in ("debootstrap", "apt-get", "chroot"):
        tool = broken.with_name(name)
        tool.write_text("#!/bin/sh\nexit 1\n")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    env = {
        "PATH": str(broken.parent),
        "HOME": str(tmp_path),
        "SWEETSPOT_SWIFT_ROOT": str(tmp_path / "root"),
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "check"], env=env, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert "There is no Swift here" in done.stderr
    assert "Traceback" not in done.stderr
