"""A bundle is what the check vouched for, the same bytes every time, and nothing else is read."""

from __future__ import annotations

import json
import random
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bundle_maker import PROGRAM, check_again, make_phone_model
from bundle_vectors import members_of, zipped
from check_values import bad_report

from core.detections.model_manifest import ModelManifest
from core.errors import BundleError, ModelError, SweetspotError
from core.files import sha256_of
from core.phone.bundle import bundle_name, pack_bundle
from core.phone.bundle_reader import bundle_index, unpack_bundle, verify_bundle
from core.phone.check_report import CheckReport

WEIGHTS = "model.mlpackage/Data/com.apple.CoreML/weights/weight.bin"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the folder of a checked detector."""
    return make_phone_model(tmp_path / "model")


@pytest.fixture
def bundle(model: Path, tmp_path: Path) -> Path:
    """Return its bundle."""
    path = tmp_path / "court-4.sweetspot"
    pack_bundle(model, path, program=PROGRAM)
    return path


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def with_index(path: Path, **changed: object) -> Path:
    """Write a bundle again with fields of its index changed."""
    members = members_of(path)
    members["bundle.json"] = json.dumps(json.loads(members["bundle.json"]) | changed).encode()
    return zipped(path.with_name("changed.sweetspot"), members)


def test_what_is_unpacked_is_what_was_packed(model: Path, bundle: Path, tmp_path: Path) -> None:
    index = unpack_bundle(bundle, tmp_path / "on the phone")
    unpacked = content_of(tmp_path / "on the phone")
    del unpacked["bundle.json"]
    assert unpacked == content_of(model)
    assert set(index.members) == set(unpacked)
    assert index.checked
    assert index.verdict == CheckReport.load(model).verdict
    assert index.model_hash == ModelManifest.load(model).model_hash
    assert bundle_name(model) == bundle.name


def test_the_same_detector_gives_the_same_bytes(model: Path, bundle: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.sweetspot"
    pack_bundle(model, again, program=PROGRAM)
    assert sha256_of(again) == sha256_of(bundle)
    assert all(i.compress_type == zipfile.ZIP_STORED for i in zipfile.ZipFile(again).infolist())


def test_files_of_others_in_the_folder_stay_here(model: Path, tmp_path: Path) -> None:
    (model / "model.onnx").write_bytes(b"for the laptop")
    (model / "golden" / ".DS_Store").write_bytes(b"a desktop's")
    (model / "notes.txt").write_text("not for the phone", encoding="utf-8")
    index = pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)
    assert not {"model.onnx", "golden/.DS_Store", "notes.txt"} & set(index.members)


def test_an_unchecked_detector_stays_here(model: Path, tmp_path: Path) -> None:
    (model / "check.json").unlink()
    with pytest.raises(ModelError, match="not been checked"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)
    assert not (tmp_path / "b.sweetspot").exists()


def test_one_that_failed_its_check_stays_here(model: Path, tmp_path: Path) -> None:
    replace(bad_report(), files=CheckReport.load(model).files).save(model)
    with pytest.raises(BundleError, match="not passed its check: Red and blue are swapped"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)


def test_a_check_without_the_package_vouches_for_nothing(model: Path, tmp_path: Path) -> None:
    report = CheckReport.load(model)
    replace(report, runtimes=report.runtimes[:1]).save(model)
    with pytest.raises(BundleError, match="not looked at the Core ML package"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)


@pytest.mark.parametrize("changed", ["golden/golden.json", "manifest.json", "golden/001.png"])
def test_a_check_of_older_files_vouches_for_nothing(
    changed: str, model: Path, tmp_path: Path
) -> None:
    content = (model / changed).read_bytes()
    (model / changed).write_bytes(content + (b"\n" if changed.endswith("json") else b"x"))
    with pytest.raises(BundleError, match=f"older than “{changed}”"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)


def test_a_package_exported_after_the_check_vouches_for_nothing(
    model: Path, tmp_path: Path
) -> None:
    (model / WEIGHTS).write_bytes(b"newer weights")
    manifest = ModelManifest.load(model)
    files = dict(manifest.files) | {WEIGHTS: sha256_of(model / WEIGHTS)}
    replace(manifest, files=files).save(model)
    with pytest.raises(BundleError, match="older than"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)


def test_weights_changed_behind_the_manifest_never_leave(model: Path, tmp_path: Path) -> None:
    (model / WEIGHTS).write_bytes(b"somebody else's")
    with pytest.raises(BundleError, match="changed after it was exported"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM, unchecked=True)


def test_without_a_package_there_is_a_word(model: Path, tmp_path: Path) -> None:
    replace(ModelManifest.load(model), phone={}).save(model)
    with pytest.raises(BundleError, match="no Core ML package"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM, unchecked=True)


def test_a_missing_part_is_named(model: Path, tmp_path: Path) -> None:
    (model / "golden" / "004.png").unlink()
    with pytest.raises(BundleError, match=r"golden/004\.png"):
        pack_bundle(model, tmp_path / "b.sweetspot", program=PROGRAM)


def test_who_insists_gets_a_bundle_that_says_so(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.sweetspot"
    replace(bad_report(), files=CheckReport.load(model).files).save(model)
    pack_bundle(model, path, program=PROGRAM, unchecked=True)
    index = verify_bundle(path)
    assert not index.checked
    assert "Red and blue are swapped" in index.verdict
    assert "check.json" not in index.members


def test_a_refusal_leaves_the_bundle_that_was_there(model: Path, bundle: Path) -> None:
    before = sha256_of(bundle)
    (model / "check.json").unlink()
    with pytest.raises(ModelError):
        pack_bundle(model, bundle, program=PROGRAM)
    assert sha256_of(bundle) == before
    assert not list(bundle.parent.glob(".*"))


@pytest.mark.parametrize(
    "changed",
    [
        {"checked": False},
        {"name": "Court 5"},
        {"model_hash": "0" * 64},
        {"verdict": "all is well"},
        {"schema": 0},
        {"format": "zip"},
        {"members": {}},
        {"needs": 3},
        {"name": None},
    ],
)
def test_an_index_that_does_not_tell_the_truth_is_refused(
    changed: dict[str, object], bundle: Path
) -> None:
    with pytest.raises(BundleError):
        verify_bundle(with_index(bundle, **changed))


@pytest.mark.parametrize("changed", [{"schema": 2}, {"needs": ["encryption"]}])
def test_a_newer_bundle_is_told_from_a_damaged_one(
    changed: dict[str, object], bundle: Path
) -> None:
    with pytest.raises(BundleError, match="newer Sweetspot"):
        bundle_index(with_index(bundle, **changed))


def test_unknown_fields_are_passed_over(bundle: Path) -> None:
    assert verify_bundle(with_index(bundle, mood="good")).name == "Court 4"


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "golden/../../evil",
        "C:/evil",
        "golden\\evil.png",
        "golden/nul\x00.png",
        "golden/CON",
        "GOLDEN/golden.json",
        "golden/GOLDEN.json",
        "golden",
        "notes.txt",
        "model.mlpackage/.hidden",
    ],
)
def test_no_name_gets_out_of_its_place(name: str, bundle: Path, tmp_path: Path) -> None:
    """Also when the index lists it with its right hash."""
    members = members_of(bundle) | {name: b"evil"}
    raw = json.loads(members["bundle.json"])
    raw["members"][name] = {"sha256": "0" * 64, "size": 4}
    members["bundle.json"] = json.dumps(raw).encode()
    home = tmp_path / "home"
    home.mkdir()
    before = set(tmp_path.rglob("*")) | {tmp_path / "evil.sweetspot"}
    with pytest.raises(SweetspotError):
        unpack_bundle(zipped(tmp_path / "evil.sweetspot", members), home / "bundle")
    assert set(tmp_path.rglob("*")) == before


def test_a_member_listed_twice_is_refused(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.sweetspot"
    path.write_bytes(bundle.read_bytes())
    with (
        zipfile.ZipFile(path, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("manifest.json", b"{}")
    with pytest.raises(SweetspotError):
        verify_bundle(path)


def test_a_link_is_refused(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "link.sweetspot"
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            if info.filename == "MODEL_CARD.md":
                info.external_attr = 0o120777 << 16
            target.writestr(info, source.read(info.filename))
    with pytest.raises(SweetspotError, match="link"):
        verify_bundle(path)


def test_one_packed_smaller_is_no_bundle_of_ours(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "smaller.sweetspot"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members_of(bundle).items():
            archive.writestr(name, content)
    with pytest.raises(BundleError, match="packed again by another program"):
        bundle_index(path)


def test_a_bomb_does_not_go_off(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.sweetspot"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members_of(bundle).items():
            archive.writestr(name, content)
        archive.writestr("golden/big.png", bytes(64 << 20))
    with pytest.raises(SweetspotError, match="bomb"):
        unpack_bundle(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_directory_of_millions_is_not_even_read(bundle: Path) -> None:
    """What says that the directory is long must not be believed, nor followed."""
    content = bundle.read_bytes()
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 80_000_000, 0, 0)
    with bundle.open("wb") as file:
        file.write(content)
        file.truncate(80_000_000)  # a hole: no bytes on the disk
        file.seek(0, 2)
        file.write(end)
    with pytest.raises(BundleError, match="too many files"):
        bundle_index(bundle)


@pytest.mark.parametrize("where", ["before", "after"])
def test_nothing_hides_around_it(where: str, bundle: Path) -> None:
    content = bundle.read_bytes()
    hidden = b"hidden"
    bundle.write_bytes(hidden + content if where == "before" else content + hidden)
    with pytest.raises(SweetspotError):
        verify_bundle(bundle)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.sweetspot"
    path.write_bytes(content)
    with pytest.raises(SweetspotError):
        verify_bundle(path)


def test_three_hundred_mutations_are_errors_or_change_nothing(bundle: Path, tmp_path: Path) -> None:
    """Bytes flipped, cut, doubled and moved: never a crash, never accepted with other content."""
    whole = bundle.read_bytes()
    unpack_bundle(bundle, tmp_path / "whole")
    expected = content_of(tmp_path / "whole")
    refused = 0
    for seed in range(300):
        bundle.write_bytes(_mutated(whole, random.Random(seed)))
        target = tmp_path / f"out-{seed}"
        try:
            unpack_bundle(bundle, target)
        except SweetspotError:
            refused += 1
            assert not target.exists()
        else:
            assert content_of(target) == expected
    # What is left are the archive's dates and the like: 30 bytes a member mean nothing to us.
    assert refused > 250


def _mutated(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    kind = rng.randrange(5)
    if kind == 0:
        return content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]
    if kind == 1:
        return content[:at]
    if kind == 2:
        return content[:at] + content[at + rng.randrange(1, 200) :]
    if kind == 3:
        return content[:at] + rng.randbytes(rng.randrange(1, 60)) + content[at:]
    # The directory at the end is small and all of it matters: half of the flips go there.
    at = len(content) - 1 - rng.randrange(1_500)
    return content[:at] + rng.randbytes(1) + content[at + 1 :]


def test_every_member_changed_is_noticed(bundle: Path, tmp_path: Path) -> None:
    """Also where somebody packs it again with the right sums."""
    members = members_of(bundle)
    for name in set(members) - {"bundle.json"}:
        changed = members | {name: members[name] + b" "}
        with pytest.raises(SweetspotError):
            verify_bundle(zipped(tmp_path / "changed.sweetspot", changed))


def test_a_check_of_another_package_is_noticed(model: Path, bundle: Path, tmp_path: Path) -> None:
    """A whole bundle made by hand around weights that nobody has checked."""
    members = members_of(bundle)
    members[WEIGHTS] = b"other weights"
    (model / WEIGHTS).write_bytes(members[WEIGHTS])
    manifest = ModelManifest.load(model)
    replace(manifest, files=dict(manifest.files) | {WEIGHTS: sha256_of(model / WEIGHTS)}).save(
        model
    )
    members["manifest.json"] = (model / "manifest.json").read_bytes()
    raw = json.loads(members["bundle.json"])
    for name in (WEIGHTS, "manifest.json"):
        raw["members"][name] = {"sha256": sha256_of(model / name), "size": len(members[name])}
    members["bundle.json"] = json.dumps(raw).encode()
    with pytest.raises(BundleError):
        verify_bundle(zipped(tmp_path / "forged.sweetspot", members))
    check_again(model)
    pack_bundle(model, tmp_path / "right.sweetspot", program=PROGRAM)
