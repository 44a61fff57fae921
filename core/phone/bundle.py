"""Packing what goes to the phone: a checked detector as one ``.sweetspot`` file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from core.detections import model_manifest
from core.detections.model_manifest import ModelManifest
from core.errors import BundleError, FileError, ModelError
from core.files import PART, sha256_of
from core.phone import check_report, golden
from core.phone.bundle_index import (
    CARD,
    ENDING,
    FILE_NAME,
    BundleIndex,
    BundleMember,
    is_member_name,
)
from core.phone.bundle_reader import unspoken_of, verify_bundle
from core.phone.check_report import CheckReport, Runtime
from core.phone.export_request import PACKAGE
from core.phone.golden import Golden
from core.phone.phone_model import phone_model_of
from core.progress import NoProgress, Progress
from core.safe_zip import pack
from core.sessions.library_folder import slug_of


def bundle_name(folder: Path) -> str:
    """Return the file name that a model's bundle has by default; raise ``ModelError``."""
    return slug_of(ModelManifest.load(folder).name or folder.name) + ENDING


def pack_bundle(
    folder: Path,
    target: Path,
    *,
    program: str,
    unchecked: bool = False,
    progress: Progress | None = None,
) -> BundleIndex:
    """Pack the model in ``folder`` into the file ``target`` and return its index.

    The same files and ``program`` (the version that packs) give the same bytes. What was packed
    is read back and verified before it takes ``target``'s place. With ``unchecked`` a detector
    goes whose check is missing, has failed or is of older files, and the bundle says so.

    Raises ``BundleError`` for a detector without Core ML package, one whose files are not those
    of its manifest, or whose check does not vouch for them; ``ModelError`` for a damaged
    manifest; ``FileError`` where the disk refuses; ``Cancelled``.
    """
    manifest = ModelManifest.load(folder)
    files = _files_of(folder, manifest)
    watch = progress or NoProgress()
    members = {}
    for name, path in sorted(files.items()):
        watch.step(0, 0, name)
        members[name] = BundleMember(sha256_of(path), path.stat().st_size)
    _check_package(manifest, members)
    checked, verdict = True, ""
    try:
        verdict = _vouching_report(folder, members).phone_verdict
    except (BundleError, ModelError) as error:
        if not unchecked:
            raise
        checked, verdict = False, error.message
        files.pop(check_report.FILE_NAME, None)
        members.pop(check_report.FILE_NAME, None)
    index = BundleIndex(manifest.name, manifest.model_hash, checked, verdict, program, members)
    content: dict[str, Path | bytes] = {FILE_NAME: index.to_json()}
    content |= {name: files[name] for name in sorted(files)}
    _pack_verified(target, content, progress)
    return index


def _pack_verified(
    target: Path, content: Mapping[str, Path | bytes], progress: Progress | None
) -> None:
    """Write a bundle beside ``target``, read it back, and only then put it there."""
    part = target.with_name(f".{target.name[:80]}.{secrets.token_hex(8)}{PART}")
    try:
        pack(part, content, progress, stored=True)
        verify_bundle(part)
        part.replace(target)
    except OSError as error:
        raise FileError(
            f"“{target.name}” could not be written ({error.strerror or error}).",
            "Nothing that was there before is lost. Free some space or choose another folder.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _files_of(folder: Path, manifest: ModelManifest) -> dict[str, Path]:
    """Return what goes into the bundle, by its name there."""
    if phone_model_of(manifest) is None or not (folder / PACKAGE).is_dir():
        raise BundleError(
            f"“{manifest.name}” has no Core ML package, and the phone reads nothing else.",
            "Export it for the phone first.",
        )
    package = [name for name in manifest.files if name.startswith(f"{PACKAGE}/")]
    single = [model_manifest.FILE_NAME, check_report.FILE_NAME, CARD]
    names = package + [name for name in single if (folder / name).is_file()]
    if (folder / golden.FOLDER / golden.FILE_NAME).is_file():
        pictures = [frame.file for frame in Golden.load(folder / golden.FOLDER).frames]
        names += [f"{golden.FOLDER}/{name}" for name in (golden.FILE_NAME, *pictures)]
    for name in names:
        path = folder / name
        if not is_member_name(name) or path.is_symlink() or not path.is_file():
            raise BundleError(
                f"“{name}” belongs to “{manifest.name}” and is missing, or is no plain file.",
                "Export the detector for the phone again.",
            )
    return {name: folder / name for name in names}


def _check_package(manifest: ModelManifest, members: Mapping[str, BundleMember]) -> None:
    """Refuse a package that is not the one its manifest was written for."""
    for name, digest in manifest.files.items():
        if name in members and members[name].sha256 != digest:
            raise BundleError(
                f"“{name}” of “{manifest.name}” was changed after it was exported.",
                "Export the detector for the phone again.",
            )


def _vouching_report(folder: Path, members: Mapping[str, BundleMember]) -> CheckReport:
    """Return the check's report; raise unless it passed and speaks of these very files."""
    again = "Check the detector again; then it can go to the phone."
    report = CheckReport.load(folder)
    if report.of(Runtime.COREML) is None:
        raise BundleError("The check has not looked at the Core ML package.", again)
    if not report.proves_phone:
        raise BundleError(
            f"The detector has not passed its check: {report.phone_verdict}",
            "It would find other things on the phone than here. Put that right first.",
        )
    unspoken = unspoken_of(report, members)
    if unspoken:
        raise BundleError(f"The check is older than “{unspoken[0]}”.", again)
    if f"{golden.FOLDER}/{golden.FILE_NAME}" not in members:
        raise BundleError("The golden frames are missing that the phone repeats the check on.",
                          again)  # fmt: skip
    return report
