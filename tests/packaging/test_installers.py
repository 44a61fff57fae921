"""The installers' scripts, as far as another system can try them."""

from __future__ import annotations

import configparser
import os
import plistlib
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from build import Build
from pytestqt.qtbot import QtBot
from windows.installer import makensis_command
from windows.version_file import numbers_of, write_version_file

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
WINE = Path("/usr/lib/wine/wine64")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="is for Linux")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program's folder with little in it."""
    folder = tmp_path / "program"
    (folder / "_internal").mkdir(parents=True)
    for name in ("sweetspot", "sweetspot.exe", "Sweetspot-Window.exe", "_internal/a.dll"):
        (folder / name).write_text("#!/bin/sh\necho started\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def build(tmp_path: Path) -> Build:
    out = tmp_path / "out"
    (out / "work" / "icons").mkdir(parents=True)
    return Build(out, out / "work", "1.2.3")


@LINUX
def test_a_person_installs_and_removes_the_tar(program: Path, tmp_path: Path) -> None:
    unpacked, home = tmp_path / "unpacked", tmp_path / "home"
    shutil.copytree(PACKAGING / "linux", unpacked)
    shutil.copytree(program, unpacked / "program")
    (unpacked / "icons").mkdir()
    (unpacked / "icons" / "48.png").write_bytes(b"a picture")
    library = home / ".local/share/Sweetspot/sessions"
    library.mkdir(parents=True)
    (library / "mine").write_text("a practice")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}

    def install(*arguments: str) -> None:
        script = ["sh", str(unpacked / "install.sh"), *arguments]
        subprocess.run(script, env=environment, check=True, capture_output=True)

    install()
    install()  # An upgrade.
    command = home / ".local/bin/sweetspot"
    assert subprocess.check_output([str(command)], text=True) == "started\n"
    entry = (home / ".local/share/applications/sweetspot.desktop").read_text()
    assert f'Exec="{home}/.local/share/sweetspot-program/sweetspot" %f' in entry
    install("--remove")
    # What the desktop keeps of all programs together is its own, and no longer names ours.
    left = [path for path in home.rglob("*") if path.is_file() and path != library / "mine"]
    assert not [path for path in left if b"sweetspot" in path.read_bytes().lower()]
    assert not list((home / ".local/share").glob("sweetspot-program*"))
    assert (library / "mine").read_text() == "a practice"


def test_the_menu_entry_and_the_file_type_belong_together() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(PACKAGING / "linux" / "sweetspot.desktop", encoding="utf-8")
    opens = entry["Desktop Entry"]["MimeType"].split(";")
    root = ElementTree.parse(PACKAGING / "linux" / "sweetspot.xml").getroot()
    kind = next(iter(root)).attrib["type"]
    assert kind in opens
    assert "video/mp4" in opens


def test_a_mac_is_told_what_camera_and_microphone_are_for() -> None:
    facts = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    for key in ("NSCameraUsageDescription", "NSMicrophoneUsageDescription"):
        assert facts[key].endswith(".")
        assert "stay" in facts[key]
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert allowed["com.apple.security.device.camera"] is True
    assert allowed["com.apple.security.device.audio-input"] is True


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed")
@pytest.mark.parametrize("with_trainer", [False, True])
def test_makensis_takes_the_script(
    qtbot: QtBot, build: Build, program: Path, with_trainer: bool
) -> None:
    import icons

    (build.work / "icons" / "sweetspot.ico").write_bytes(icons.ico())
    command = makensis_command(build, program, program if with_trainer else None)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout.lower()
    assert (build.out / "Sweetspot-1.2.3-windows.exe").read_bytes()[:2] == b"MZ"


@pytest.mark.skipif(not (shutil.which("makensis") and WINE.exists()), reason="needs NSIS and wine")
def test_a_person_installs_and_removes_it_on_windows(
    qtbot: QtBot, build: Build, program: Path, tmp_path: Path
) -> None:
    import icons

    (build.work / "icons" / "sweetspot.ico").write_bytes(icons.ico())
    (program / "sweetspot").unlink()
    subprocess.run(makensis_command(build, program, program), check=True, capture_output=True)
    environment = {**os.environ, "WINEPREFIX": str(tmp_path / "wine"), "WINEDEBUG": "-all"}

    def wine(*words: str | Path) -> None:
        command = [str(word) for word in (WINE, *words)]
        subprocess.run(command, env=environment, check=False, capture_output=True, timeout=200)

    def wait_for(path: Path, there: bool) -> None:
        until = time.monotonic() + 60
        while path.exists() != there and time.monotonic() < until:
            time.sleep(0.2)

    wine("wineboot", "-i")
    wine(build.out / "Sweetspot-1.2.3-windows.exe", "/S")
    users = tmp_path / "wine" / "drive_c" / "users"
    home = next(users.glob("*/AppData/Local/Programs/Sweetspot"))
    assert (home / "_internal" / "a.dll").is_file()
    assert (home / "trainer" / "sweetspot.exe").is_file()
    assert list(users.glob("*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Sweetspot.lnk"))
    (home / "mine.txt").write_text("a coach's own")
    wine(home / "Uninstall.exe", "/S")
    wait_for(home / "Uninstall.exe", there=False)
    wait_for(home / "_internal", there=False)
    assert [path.name for path in home.iterdir()] == ["mine.txt"]


def test_a_version_as_windows_counts_it(tmp_path: Path) -> None:
    assert numbers_of("1.2.3rc1") == (1, 2, 3, 0)
    assert numbers_of("0.1") == (0, 1, 0, 0)
    write_version_file(tmp_path / "v.txt", "1.2.3")
    text = (tmp_path / "v.txt").read_text()
    assert "filevers=(1, 2, 3, 0)" in text
    compile(text, "v.txt", "eval")
