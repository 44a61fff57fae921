"""What Windows shows of a program under “Properties, Details”, in PyInstaller's notation."""

from __future__ import annotations

import re
from pathlib import Path

_TEXT = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "Sweetspot"),
      StringStruct("FileDescription", "Sweetspot: tennis coaching workbench"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "sweetspot"),
      StringStruct("LegalCopyright", "Apache License 2.0"),
      StringStruct("OriginalFilename", "sweetspot.exe"),
      StringStruct("ProductName", "Sweetspot"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
"""


def numbers_of(version: str) -> tuple[int, int, int, int]:
    """Return a version as Windows' four numbers: “1.2.3rc1” is (1, 2, 3, 0)."""
    release = re.match(r"\d+(\.\d+)*", version)
    parts = [int(part) for part in release[0].split(".")] if release else []
    first, second, third, fourth = (*parts, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def write_version_file(path: Path, version: str) -> None:
    """Write the file that PyInstaller reads."""
    text = _TEXT.format(numbers=numbers_of(version), version=version)
    path.write_text(text, encoding="utf-8")
