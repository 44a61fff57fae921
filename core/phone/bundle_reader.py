"""Reading a bundle that anybody may have touched: verified whole, or refused with a word."""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from core.detections.model_manifest import ModelManifest
from core.errors import BundleError, SweetspotError
from core.phone import check_report, golden
from core.phone.bundle_index import CARD, FILE_NAME, BundleIndex, BundleMember, read_index
from core.phone.check_report import CheckReport
from core.phone.export_request import PACKAGE
from core.phone.golden import Golden
from core.phone.phone_model import phone_model_of
from core.progress import Progress
from core.safe_zip import ZipLimits, members_of, read_member, unpack

LIMITS = ZipLimits(files=5_000, unpacked_bytes=1 << 30)
_INDEX_BYTES = 4 << 20
_LOCAL, _CENTRAL, _END = 30, 46, 22
"""Bytes of a zip's three headers, without names."""
_LONGEST_ENTRY = 1_000

_AGAIN = "Nothing was taken from it. Ask for the file again from where it came."


def bundle_index(path: Path) -> BundleIndex:
    """Return what a bundle says of itself; its members are listed, not yet verified.

    Raises ``FileError`` for what is no archive or would do harm, ``BundleError`` for what is no
    bundle, was packed by another program, or is newer than this one.
    """
    _check_end(path)
    members = {member.name: member.size for member in members_of(path, LIMITS)}
    _check_layout(path)
    index = read_index(read_member(path, FILE_NAME, _INDEX_BYTES))
    del members[FILE_NAME]
    if members != {name: member.size for name, member in index.members.items()}:
        raise BundleError(f"“{path.name}” does not hold what its index lists.", _AGAIN)
    return index


def unpack_bundle(path: Path, target: Path, progress: Progress | None = None) -> BundleIndex:
    """Unpack a bundle into the new folder ``target`` and return its index.

    Every hash is verified before a byte is written, and what the index says is compared with
    manifest, check and golden frames before the folder appears. Raises as ``bundle_index``, and
    ``Cancelled``.
    """
    index = bundle_index(path)
    _check_hashes(path, index)
    unpack(path, target, LIMITS, lambda folder: _check_contents(folder, index), progress)
    return index


def verify_bundle(path: Path, progress: Progress | None = None) -> BundleIndex:
    """Return a bundle's index after all that ``unpack_bundle`` checks, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        return unpack_bundle(path, Path(folder) / "bundle", progress)


def unspoken_of(report: CheckReport, members: Mapping[str, BundleMember]) -> list[str]:
    """Return the members that a check has not seen as they are; none where it speaks of them.

    The package must have been seen; of the others, what the report lists at all.
    """
    return [
        name
        for name, member in sorted(members.items())
        if name not in (check_report.FILE_NAME, CARD)
        and not report.covers({name: member.sha256})
        and (name.startswith(f"{PACKAGE}/") or name in report.files)
    ]


def _check_end(path: Path) -> None:
    """Refuse a directory that is too long to be read, before it is read.

    A directory of a gigabyte names millions of members and takes ten times its size in memory.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _END))
            end = file.read(_END)
    except OSError as error:
        raise BundleError(f"“{path.name}” cannot be read ({error.strerror or error}).") from error
    if len(end) < _END or not end.startswith(b"PK\x05\x06"):
        raise BundleError(f"“{path.name}” is no bundle, or it is damaged.", _AGAIN)
    disk, other_disk, here, count, length, offset, comment = struct.unpack("<4H2LH", end[4:])
    if disk or other_disk or comment or here != count or offset + length + _END != size:
        raise _repacked(path)
    if count > LIMITS.files or length > LIMITS.files * _LONGEST_ENTRY:
        raise BundleError(f"“{path.name}” lists too many files.", _AGAIN)


def _check_layout(path: Path) -> None:
    """Refuse packed members, and bytes that belong to none: a place where things can hide."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            at = 0
            for each in infos:
                if each.compress_type != zipfile.ZIP_STORED or each.header_offset != at:
                    raise _repacked(path)
                at += _LOCAL + len(each.filename) + each.file_size
            size = at + sum(_CENTRAL + len(each.filename) for each in infos) + _END
            if not infos or infos[0].filename != FILE_NAME or size != path.stat().st_size:
                raise _repacked(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError) as error:
        raise BundleError(f"“{path.name}” is damaged.", _AGAIN) from error


def _check_hashes(path: Path, index: BundleIndex) -> None:
    """Refuse members that are not what the index says."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name, member in index.members.items():
                with archive.open(name) as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != member.sha256:  # type: ignore[arg-type]
                        raise BundleError(f"“{name}” in the bundle is damaged.", _AGAIN)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise BundleError(f"“{path.name}” is damaged.", _AGAIN) from error


def _check_contents(folder: Path, index: BundleIndex) -> None:
    """Refuse files that do not belong together."""
    try:
        whole = _belong_together(folder, index)
    except SweetspotError as error:
        raise BundleError(f"The bundle is damaged: {error.message}", _AGAIN) from error
    if not whole:
        raise BundleError("What the bundle says of itself is not what it holds.", _AGAIN)


def _belong_together(folder: Path, index: BundleIndex) -> bool:
    """Return whether index, manifest, package, check and golden frames speak of one detector."""
    manifest = ModelManifest.load(folder)
    package = {name: digest for name, digest in manifest.files.items() if name in index.members}
    in_package = {name for name in index.members if name.startswith(f"{PACKAGE}/")}
    if phone_model_of(manifest) is None or not in_package or not in_package <= set(package):
        return False
    if any(index.members[name].sha256 != digest for name, digest in package.items()):
        return False
    if (index.name, index.model_hash) != (manifest.name, manifest.model_hash):
        return False
    pictures = {name for name in index.members if name.startswith(f"{golden.FOLDER}/")}
    if pictures:
        frames = Golden.load(folder / golden.FOLDER)
        named = {f"{golden.FOLDER}/{frame.file}" for frame in frames.frames}
        if pictures != named | {f"{golden.FOLDER}/{golden.FILE_NAME}"}:
            return False
    if not index.checked:
        return check_report.FILE_NAME not in index.members
    report = CheckReport.load(folder)
    vouches = report.proves_phone and not unspoken_of(report, index.members)
    return bool(pictures) and vouches and report.phone_verdict == index.verdict


def _repacked(path: Path) -> BundleError:
    return BundleError(
        f"“{path.name}” was packed again by another program, or something was added to it.",
        "Use the file as Sweetspot made it.",
    )
