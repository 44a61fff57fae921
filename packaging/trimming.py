"""What the installed program can do without: unused files of packages, and debug symbols."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

# The trainer's part (trainer_part.py), and what only developers need.
LEFT_OUT = [
    "torch",
    "coremltools",
    "onnx",
    "pycocotools",
    "sympy",
    "networkx",
    "mpmath",
    "google.protobuf",
    "PIL",
    "matplotlib",
    "scipy",
    "pandas",
    "IPython",
    "tkinter",
    "pytest",
    "_pytest",
    "hypothesis",
    "mypy",
    "pip",
    "setuptools",
    "pkg_resources",
    "PyInstaller",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtUiTools",
]
# torch and coremltools import all over the standard library, and come after the program was built.
NOT_OF_PYTHON = {
    "__future__",
    "antigravity",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "this",
    "tkinter",
    "_tkinter",
    "turtle",
    "turtledemo",
    "test",
}

_UNUSED = re.compile(
    r"""(^|/)(
        PySide6/Qt/translations/ | PySide6/translations/ |
        plugins/(egldeviceintegrations|networkinformation|qmltooling|tls|generic)/ |
        plugins/platforms/\w*(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)\w*\. |
        plugins/platformthemes/\w*gtk3 | plugins/imageformats/\w*(tga|tiff|wbmp|webp|icns|pdf)\. |
        \w*Qt6(Qml|Quick|Pdf|VirtualKeyboard|Designer|EglFS\w*)\w*\. |
        pyqtgraph/(examples|opengl|jupyter)/ | tests?/ | opengl32sw\.dll$
    )""",
    re.VERBOSE,
)
# Part of every Linux desktop, and made to fit its other parts: the .deb asks for them by name.
_OF_THE_DESKTOP = re.compile(
    r"""^lib(
        X\w+|xcb[\w-]*|xkbcommon[\w-]*|glib-2|gobject-2|gio-2|gmodule-2|gthread-2|gtk-3|gdk-3|
        gdk_pixbuf-2|atk[\w-]*|atspi|cairo[\w-]*|pango[\w-]*|harfbuzz|fribidi|thai|datrie|epoxy|
        pixman-1|fontconfig|freetype|png16|graphite2|dbus-1|systemd|gcrypt|gpg-error|cap|mount|
        blkid|selinux|wayland-\w+|brotli\w+|krb5|k5crypto|krb5support|gssapi_krb5|com_err|keyutils|
        resolv|lz4|pcre2-8|bsd|md|EGL|GL|GLX|GLdispatch|OpenGL|drm|gbm|jpeg|mvec|zstd|tinfo|ncursesw
    )(-[\d.]+|\.\d+)*\.so""",
    re.VERBOSE,
)

Entry = tuple[str, str, str]


def kept(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield those of PyInstaller's (place, source, kind) that the program needs."""
    for place, source, kind in entries:
        name = place.replace("\\", "/")
        of_system = source.startswith(("/lib", "/usr/lib"))
        if of_system and _OF_THE_DESKTOP.match(name.rsplit("/", 1)[-1]):
            continue
        if not _UNUSED.search(name):
            yield place, source, kind


def python_library() -> list[str]:
    """Return the modules of Python's own library that packages added later may ask for."""
    names = {name for name in sys.stdlib_module_names if find_spec(name)} - NOT_OF_PYTHON
    packages = {name for name in names if _is_package(name)}
    inside = [each for name in packages for each in _modules_in(name)]
    return sorted([*names, *inside])


def _is_package(name: str) -> bool:
    spec = find_spec(name)
    return spec is not None and spec.submodule_search_locations is not None


def _modules_in(package: str) -> Iterator[str]:
    spec = find_spec(package)
    for found in iter_modules(list(spec.submodule_search_locations or []) if spec else []):
        name = f"{package}.{found.name}"
        if found.name in ("test", "tests", "__main__", "idle_test"):
            continue
        yield name
        if found.ispkg:
            yield from _modules_in(name)


def strip_symbols(folder: Path) -> int:
    """Take debug symbols out of libraries that allow it; return the bytes saved. Linux only.

    Those of repaired wheels (`*.libs`, and Qt's) break when they are stripped: their tables were
    moved by patchelf.
    """
    before = after = 0
    for path in sorted(folder.rglob("*.so*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink() or ".libs/" in inside or "PySide6/" in inside:
            continue
        before += path.stat().st_size
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=False, capture_output=True)
        after += path.stat().st_size
    return before - after
