"""What the installed program leaves out, and what it must not."""

from __future__ import annotations

import pytest
from trimming import kept, python_library

NEEDED = [
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "/x/libqxcb.so"),
    ("PySide6/Qt/plugins/platforms/libqoffscreen.so", "/x/libqoffscreen.so"),
    ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\x\\qwindows.dll"),
    ("PySide6/Qt/plugins/imageformats/libqjpeg.so", "/x/libqjpeg.so"),
    ("libXau-154567c4.so.6.0.0", "/x/libXau-154567c4.so.6.0.0"),
    ("av.libs/libX11-12ab.so.6", "/home/x/av.libs/libX11-12ab.so.6"),
    ("libcrypto.so.3", "/usr/lib/x86_64-linux-gnu/libcrypto.so.3"),
    ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0"),
    ("resources/icons/latest.svg", "/x/resources/icons/latest.svg"),
]
UNUSED = [
    ("PySide6/Qt/translations/qt_de.qm", "/x/qt_de.qm"),
    ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/x/libqgtk3.so"),
    ("PySide6/Qt/plugins/platforms/libqeglfs.so", "/x/libqeglfs.so"),
    ("PySide6\\opengl32sw.dll", "C:\\x\\opengl32sw.dll"),
    ("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6"),
    ("libglib-2.0.so.0", "/lib/x86_64-linux-gnu/libglib-2.0.so.0"),
    ("numpy/core/tests/data/a.csv", "/x/a.csv"),
]


@pytest.mark.parametrize(("place", "source"), NEEDED)
def test_what_is_needed_stays(place: str, source: str) -> None:
    assert list(kept([(place, source, "BINARY")])) == [(place, source, "BINARY")]


@pytest.mark.parametrize(("place", "source"), UNUSED)
def test_what_is_unused_goes(place: str, source: str) -> None:
    assert list(kept([(place, source, "BINARY")])) == []


def test_packages_added_later_find_python_whole() -> None:
    names = set(python_library())
    assert {"unittest.mock", "multiprocessing.spawn", "email.mime.text", "cProfile"} <= names
    assert not any(name.split(".")[0] in ("tkinter", "idlelib", "test") for name in names)
