"""Golden cases of bundles, links, hashes and reports, for the phone's Swift and this program.

``python tests/support/bundle_vectors.py`` writes them into ``resources/vectors/bundle.json``; a
test makes them again and compares. Whole bundles stand in them as base64; their weights are no
weights and their one golden frame is a single pixel: what is judged is the container, not the net.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bundle_maker import PROGRAM, check_again, make_phone_model, phone_report
from check_values import good_report, runtime_of

from core.errors import SweetspotError
from core.files import sha256_of
from core.phone.bundle import pack_bundle
from core.phone.bundle_reader import verify_bundle
from core.phone.golden import FOLDER, Golden
from core.phone.on_device import judge_report
from core.phone.phone_report import write_report
from core.phone.transfer_events import TransferOffer, offer_of

REPOSITORY = Path(__file__).resolve().parents[2]
FILE = REPOSITORY / "resources" / "vectors" / "bundle.json"
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAGjChXjAAAAAElFTkSuQmCC"
)
_LINK = TransferOffer("192.168.178.23", 49152, "0123456789abcdef" * 2, "fe" * 32, 12_345_678)


def bundle_cases() -> dict[str, Any]:
    """Return every case; the same on every computer."""
    with tempfile.TemporaryDirectory() as folder:
        model = tiny_model(Path(folder) / "model")
        bundle = Path(folder) / "court-4.sweetspot"
        pack_bundle(model, bundle, program=PROGRAM)
        return {
            "about": "Bundles (base64), links of QR codes, and a phone's report: what is read of "
            "them, or that they are refused; `newer` says that the reader should be updated",
            "hashes": [
                {"bytes": data.hex(), "sha256": hashlib.sha256(data).hexdigest()}
                for data in (b"", b"abc", bytes(range(256)), b"x" * 55, b"x" * 56, b"x" * 64)
            ],
            "links": [_link_case(link) for link in _links()],
            "bundles": [_bundle_case(name, path) for name, path in _bundles(bundle, model)],
            "report": _report_case(bundle, Golden.load(model / FOLDER)),
        }


def tiny_model(folder: Path) -> Path:
    """Return a model's folder with one stretch of one golden frame."""
    make_phone_model(folder, checked=False, weight_bytes=48)
    golden = Golden.load(folder / FOLDER)
    first = golden.stretches[0]
    for frame in golden.frames:
        (folder / FOLDER / frame.file).unlink()
    (folder / FOLDER / "000.png").write_bytes(_PIXEL)
    stretch = replace(first, frames=first.frames[:1], hits=())
    replace(golden, stretches=(stretch,)).save(folder / FOLDER)
    small = replace(runtime_of(n_frames=1), heads=(), tracks=None, worst=None)
    check_again(folder, replace(good_report(), runtimes=(small,), n_frames=1))
    return folder


def _links() -> Iterator[str]:
    link = _LINK.link
    yield link
    yield link.replace("v=1", "v=2")
    yield link.replace("sweetspot:", "http:")
    yield link.replace("&sha256=", "&sha1=")
    yield link.replace("fefe", "FEFE")
    yield link.replace(":49152", "")
    yield link.replace(":49152", ":99999")
    yield link.replace("cdef?", "?")
    yield link.replace("size=1", "size=-1")
    yield link + "&later=1"
    yield ""


def _link_case(link: str) -> dict[str, Any]:
    try:
        offer = offer_of(link)
    except SweetspotError as error:
        return {"link": link, "refused": True, "newer": "newer" in error.message}
    return {"link": link, "refused": False} | asdict(offer) | {"address": offer.address}


def _bundles(bundle: Path, model: Path) -> Iterator[tuple[str, Path]]:
    yield "whole", bundle
    unchecked = bundle.with_name("unchecked.sweetspot")
    check = (model / "check.json").read_bytes()
    (model / "check.json").unlink()
    pack_bundle(model, unchecked, program=PROGRAM, unchecked=True)
    (model / "check.json").write_bytes(check)
    yield "packed without a check", unchecked
    content = bundle.read_bytes()
    weights = content.index(_member(bundle, "model.mlpackage/Data/com.apple.CoreML/model.mlmodel"))
    flipped = content[:weights] + bytes([content[weights] ^ 1]) + content[weights + 1 :]
    for name, mutated in (
        ("one bit of the package flipped", flipped),
        ("cut at the end", content[:-30]),
        ("a byte added at the end", content + b"\0"),
        ("empty", b""),
    ):
        yield name, _written(bundle, mutated)
    changes: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
        ("a newer schema", lambda index: index | {"schema": 2}),
        ("an ability no reader has", lambda index: index | {"needs": ["encryption"]}),
        ("a field of a later version", lambda index: index | {"mood": "good"}),
        ("another name than its manifest", lambda index: index | {"name": "Court 5"}),
        ("said to be unchecked beside its check", lambda index: index | {"checked": False}),
        ("no members", lambda index: index | {"members": {}}),
        ("another hash of its manifest", _with_other_hash),
    ]
    changed, members = bundle.with_name("changed.sweetspot"), members_of(bundle)
    for name, change in changes:
        yield name, zipped(changed, _with_index(members, change))
    for member in ("../evil", "/etc/passwd", "golden\\evil", "notes.txt", "GOLDEN/golden.json"):
        yield f"a member named {member}", zipped(changed, _with_member(members, member))
    deflated = bundle.with_name("deflated.sweetspot")
    with zipfile.ZipFile(deflated, "w") as archive:
        for name, part in members.items():
            # Level 0 is the same bytes whatever zlib wrote them.
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, part, compresslevel=0)
    yield "packed again with deflate", deflated


def _bundle_case(name: str, path: Path) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "bundle": base64.b64encode(path.read_bytes()).decode()}
    try:
        index = verify_bundle(path)
    except SweetspotError as error:
        return told | {"refused": True, "newer": "newer" in error.message}
    return told | {
        "refused": False,
        "sha256": sha256_of(path),
        "detector": index.name,
        "model_hash": index.model_hash,
        "checked": index.checked,
        "verdict": index.verdict,
        "members": sorted(index.members),
    }


def _report_case(bundle: Path, golden: Golden) -> dict[str, Any]:
    report = phone_report(sha256_of(bundle), golden)
    judged = judge_report(report, golden, "fp16")
    # As text: the numbers of a report keep all their digits.
    text = write_report(report).decode()
    return {"body": text, "passed": judged.passed, "words": judged.words}


def members_of(path: Path) -> dict[str, bytes]:
    """Return every member of an archive."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _member(path: Path, name: str) -> bytes:
    return members_of(path)[name]


def _written(bundle: Path, content: bytes) -> Path:
    path = bundle.with_name("mutated.sweetspot")
    path.write_bytes(content)
    return path


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write an archive like a bundle's with these members."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in members.items():
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.create_system, about.external_attr = 3, 0o100644 << 16
            archive.writestr(about, part)
    return path


def _with_index(
    members: dict[str, bytes], change: Callable[[dict[str, Any]], Any]
) -> dict[str, bytes]:
    index = change(json.loads(members["bundle.json"]))
    return members | {"bundle.json": json.dumps(index, sort_keys=True).encode()}


def _with_member(members: dict[str, bytes], name: str) -> dict[str, bytes]:
    digest = hashlib.sha256(b"evil").hexdigest()
    listed = {name: {"sha256": digest, "size": 4}}
    changed = _with_index(members, lambda index: index | {"members": index["members"] | listed})
    return changed | {name: b"evil"}


def _with_other_hash(index: dict[str, Any]) -> dict[str, Any]:
    manifest = index["members"]["manifest.json"] | {"sha256": "0" * 64}
    return index | {"members": index["members"] | {"manifest.json": manifest}}


def text_of_cases() -> str:
    """Return the file's text."""
    return json.dumps(bundle_cases(), separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text_of_cases(), encoding="utf-8")
