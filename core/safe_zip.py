"""Zip archives of ours, and those that somebody else may have touched: packed, judged, unpacked."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from core.errors import FileError
from core.files import PART, write_atomically
from core.progress import NoProgress, Progress

_BLOCK = 1 << 20
_SMALL = 1 << 20
_STORED = frozenset({".jpg", ".jpeg", ".png", ".zip", ".npz", ".mp4", ".pt"})
"""Packed already: packing them again takes time and saves nothing."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNFIT = re.compile(r'[\x00-\x1f<>:"|?*\\]')
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_NOTHING = "Nothing was unpacked. Ask for the file again from where it came."


@dataclass(frozen=True)
class ZipLimits:
    """What an archive may come to: files, bytes unpacked, and how many times its packed size.

    ``ratio`` counts for members above a megabyte: text of that kind does not occur, bombs do.
    """

    files: int = 100_000
    unpacked_bytes: int = 64 << 30
    ratio: float = 200.0


@dataclass(frozen=True)
class ZipMember:
    """One file of an archive: its path with slashes, and its bytes unpacked."""

    name: str
    size: int


ORDINARY = ZipLimits()


def members_of(path: Path, limits: ZipLimits = ORDINARY) -> tuple[ZipMember, ...]:
    """Return the files of an archive, every name and size judged, nothing unpacked.

    Raises ``FileError`` for what is no archive, and for one that would write outside its folder,
    hold links, hide a name twice, need a password, or unpack to more than ``limits``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = _judged(archive.infolist(), path, limits)
    except OSError as error:
        raise FileError(f"“{path.name}” cannot be read ({error.strerror or error}).") from error
    except _FAULTS as error:
        raise _damaged(path) from error
    return tuple(ZipMember(each.filename, each.file_size) for each in found)


def read_member(path: Path, name: str, most_bytes: int = 1 << 24) -> bytes:
    """Return one small file of an archive without unpacking the others.

    Raises ``FileError`` if it is not there, damaged, or larger than ``most_bytes``.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as file:
            content = file.read(most_bytes + 1)
    except KeyError:
        raise FileError(f"“{path.name}” lacks “{name}”.", _NOTHING) from None
    except OSError as error:
        raise FileError(f"“{path.name}” cannot be read ({error.strerror or error}).") from error
    except _FAULTS as error:
        raise _damaged(path) from error
    if len(content) > most_bytes:
        raise FileError(f"“{name}” in “{path.name}” is larger than it may be.", _NOTHING)
    return content


def unpack(
    path: Path,
    target: Path,
    limits: ZipLimits = ORDINARY,
    check: Callable[[Path], None] = lambda folder: None,
    progress: Progress | None = None,
) -> None:
    """Unpack an archive into the new folder ``target``, which appears whole or not at all.

    ``check`` is given the unpacked folder before it is put in place, and refuses by raising.
    Bytes are counted as they come: what an archive says of itself is not believed. Raises
    ``FileError`` as ``members_of``, for a target that is there, a full disk; and ``Cancelled``.
    """
    watch = progress or NoProgress()
    part = target.parent / f".{target.name[:80]}.{secrets.token_hex(8)}{PART}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path) as archive:
            members = _judged(archive.infolist(), path, limits)
            total = sum(each.file_size for each in members)
            _check_room(target.parent, total)
            part.mkdir()
            done = 0
            for each in members:
                watch.step(done, total, each.filename)
                with archive.open(each) as source:
                    done += _written(source, part / each.filename, each)
        check(part)
        if target.exists():
            raise FileError(f"There is a “{target.name}” already.", "Choose another name.")
        part.rename(target)
    except OSError as error:
        raise FileError(
            f"“{path.name}” could not be unpacked ({error.strerror or error}).",
            "Nothing that was there before is lost. Free some space or choose another folder.",
        ) from error
    except _FAULTS as error:
        raise _damaged(path) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def pack(
    path: Path,
    files: Mapping[str, Path | bytes],
    progress: Progress | None = None,
    *,
    stored: bool = False,
) -> None:
    """Write an archive of files (or bytes) under their names in it; whole or not at all.

    The same files give the same bytes on every system; with ``stored``, where nothing is
    packed smaller, whatever packs and by whichever version of zlib.
    Raises ``FileError`` for a file that cannot be read and where the disk refuses, and
    ``Cancelled``.
    """
    watch = progress or NoProgress()
    try:
        total = sum(_size_of(content) for content in files.values())
    except OSError as error:
        raise FileError(
            f"A file for “{path.name}” cannot be read ({error.strerror or error})."
        ) from error

    def write(file: BinaryIO) -> None:
        done = 0
        with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
            for name, content in files.items():
                watch.step(done, total, name)
                about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same zip every day
                about.create_system = 3  # and on every system
                about.external_attr = (stat.S_IFREG | 0o644) << 16
                packed = not stored and PurePosixPath(name).suffix.lower() not in _STORED
                about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
                if isinstance(content, bytes):
                    archive.writestr(about, content)
                else:
                    about.file_size = _size_of(content)
                    with content.open("rb") as source, archive.open(about, "w") as target:
                        shutil.copyfileobj(source, target, _BLOCK)
                done += _size_of(content)

    write_atomically(path, write)


def _judged(
    infos: Sequence[zipfile.ZipInfo], path: Path, limits: ZipLimits
) -> list[zipfile.ZipInfo]:
    """Return the members that are files; raise ``FileError`` for the first that may not be."""
    files = [each for each in infos if not each.is_dir()]
    if len(files) > limits.files or len(infos) > 2 * limits.files:
        raise _refused(path, f"it holds {len(infos)} files")
    for each in infos:
        _check_name(each, path)
    if sum(each.file_size for each in files) > limits.unpacked_bytes:
        raise _refused(path, "it would unpack to more than it may")
    for each in files:
        if each.file_size > _SMALL and each.file_size > limits.ratio * max(1, each.compress_size):
            raise _refused(path, f"“{each.filename}” is packed like a bomb")
    names = [each.filename.casefold() for each in files]
    folders = {str(above) for name in names for above in PurePosixPath(name).parents}
    if len(set(names)) < len(names) or folders & set(names):
        raise _refused(path, "a name stands for two things in it")
    return files


def _check_name(each: zipfile.ZipInfo, path: Path) -> None:
    """Refuse what is no plain file in the archive's own folder, on any system."""
    name = each.orig_filename.rstrip("/") if each.is_dir() else each.orig_filename
    parts = name.split("/")
    unfit = any(
        not part or part != part.rstrip(". ") or len(part.encode()) > 240
        or _UNFIT.search(part) or _RESERVED.fullmatch(part)
        for part in parts
    )  # fmt: skip
    if unfit or each.filename != each.orig_filename:
        raise _refused(path, f"it holds the name “{name[:80]}”")
    kind = stat.S_IFMT(each.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > each.is_dir():
        raise _refused(path, f"“{name[:80]}” is a link or a device")
    if each.flag_bits & 0x1:
        raise _refused(path, "it has a password")
    if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, f"“{name[:80]}” is packed in an unusual way")


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise FileError(
            f"There are {free / 1e6:.0f} MB free; unpacked it takes {needed / 1e6:.0f} MB.",
            "Free some space or choose another disk.",
        )


def _written(source: IO[bytes], path: Path, each: zipfile.ZipInfo) -> int:
    """Write one member and return its bytes; the archive's own sum is checked at its end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with path.open("xb") as file:
        while block := source.read(_BLOCK):
            written += len(block)
            if written > each.file_size:
                raise zipfile.BadZipFile("longer than it says")
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if written != each.file_size:
        raise zipfile.BadZipFile("shorter than it says")
    return written


def _size_of(content: Path | bytes) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _refused(path: Path, why: str) -> FileError:
    return FileError(f"“{path.name}” is not unpacked: {why}.", _NOTHING)


def _damaged(path: Path) -> FileError:
    return FileError(f"“{path.name}” is damaged, or no zip archive.", _NOTHING)
