"""An append-only file of records, each on the disk before it counts as written."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import FileError

Record = dict[str, Any]

_SPOILED = b"!\n"
"""Ends what a crash left unfinished, so that it can never be taken for a record later."""


@dataclass(frozen=True)
class JournalPart:
    """Records in the order they were written, and the byte after the last whole line.

    ``lost`` counts lines that are no records: torn by a crash before they were acknowledged,
    or damaged later. Who needs to tell the two apart numbers the records.
    """

    records: tuple[Record, ...]
    end: int
    lost: int = 0


def append(path: Path, record: Record) -> tuple[int, int]:
    """Add a record and flush it to the disk; raise ``FileError`` when the disk refuses.

    Return the bytes at which it begins and ends. What was written before stays whatever
    happens. A record is one line: its CRC-32 in eight hexadecimal digits, a space, and JSON.
    Two processes may append: lines do not mix.
    """
    line = _line_of(record)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        with path.open("ab+", buffering=0) as file:
            if _is_torn(file.fileno()):
                line = _SPOILED + line
            if file.write(line) != len(line):
                raise OSError(28, "No space left on device")
            end = file.tell()
            os.fsync(file.fileno())
        if is_new:
            _flush_folder(path.parent)
        return end - len(line), end
    except OSError as error:
        raise FileError(
            f"“{path.name}” could not be written ({error.strerror or error}).",
            "Nothing that was there before is lost. Free some space and try again.",
        ) from error


def read_from(path: Path, start: int = 0) -> JournalPart:
    """Return the records from byte ``start`` on; none where there is no file.

    An unfinished last line is left alone: its writer was killed, or has not ended it yet.
    Raises ``FileError`` when the file is there and cannot be read.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            content = file.read()
    except FileNotFoundError:
        return JournalPart((), start)
    except OSError as error:
        raise FileError(
            f"“{path.name}” cannot be read ({error.strerror or error}).",
            "Check that the disk is connected and that you may read this folder.",
        ) from error
    whole = content.rfind(b"\n") + 1
    records, lost = [], 0
    for line in content[:whole].split(b"\n")[:-1]:
        record = _record_of(line)
        if record is None:
            lost += 1
        else:
            records.append(record)
    return JournalPart(tuple(records), start + whole, lost)


def _line_of(record: Record) -> bytes:
    text = json.dumps(record, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    content = text.encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(content), content)


def _record_of(line: bytes) -> Record | None:
    """Return the record in a line, None for what is none."""
    try:
        if int(line[:8], 16) != zlib.crc32(line[9:]) or line[8:9] != b" ":
            return None
        record = json.loads(line[9:])
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _is_torn(handle: int) -> bool:
    size = os.fstat(handle).st_size
    if size == 0:
        return False
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) != b"\n"


def _flush_folder(folder: Path) -> None:
    """Make a new file's name as lasting as its content, where the system knows how."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
