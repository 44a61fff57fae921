"""Which detectors can go to the phone, and how far each is, read from folders."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from bundle_maker import make_phone_model
from check_values import bad_report

from app.state.phone_detectors import PhoneDetector, Readiness, folder_name_for
from app.state.phone_shown import listed_of, readiness_of, shown_of
from core.detections.model_manifest import ModelManifest
from core.files import sha256_of
from core.phone.check_report import CheckReport
from core.phone.receipts import Receipts, Verified, Way, now


def with_weights(folder: Path, content: bytes = b"weights") -> Path:
    """Put weights into a detector's folder, as every detector of ours has them."""
    path = folder / "weights.pt"
    path.write_bytes(content)
    manifest = ModelManifest.load(folder)
    replace(manifest, files={**manifest.files, "weights.pt": sha256_of(path)}).save(folder)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A detector that came with the program: weights, and nothing for the phone."""
    folder = make_phone_model(tmp_path / "default", name="Built in", checked=False)
    shutil.rmtree(folder / "model.mlpackage")
    replace(ModelManifest.load(folder), phone={}, files={}).save(folder)
    return with_weights(folder, b"shipped")


def test_an_empty_library_has_the_detector_that_ships(root: Path, shipped: Path) -> None:
    (only,) = listed_of(root, shipped, shipped).detectors
    assert (only.name, only.shipped, only.adopted) == ("Built in", True, True)
    assert only.readiness is Readiness.NOT_YET
    assert only.phone_folder == root / "models" / "built-in"
    assert only.problem == ""


def test_what_was_made_of_the_shipped_one_is_its_own_result(root: Path, shipped: Path) -> None:
    copy = with_weights(make_phone_model(root / "models" / "elsewhere"), b"shipped")
    (only,) = listed_of(root, shipped, shipped).detectors
    assert (only.folder, only.phone_folder) == (shipped, copy)
    assert only.readiness is Readiness.PASSED
    in_use = listed_of(root, shipped, copy).detectors
    assert [each.adopted for each in in_use] == [True], "the copy in use is the same detector"


def test_the_one_in_use_comes_first_and_none_is_hidden(root: Path, shipped: Path) -> None:
    for name in ("court", "hall"):
        with_weights(make_phone_model(root / "models" / name, name=name), name.encode())
    damaged = root / "models" / "damaged"
    damaged.mkdir()
    (damaged / "manifest.json").write_text("{", encoding="utf-8")
    found = listed_of(root, shipped, root / "models" / "hall").detectors
    assert found[0].folder == root / "models" / "hall"
    assert {each.name for each in found} == {"hall", "court", "damaged", "Built in"}
    assert next(each for each in found if each.name == "damaged").problem


def test_a_folder_that_is_being_written_is_no_detector(root: Path, shipped: Path) -> None:
    make_phone_model(root / "models" / ".court-4.1a2b.new")
    assert len(listed_of(root, shipped, shipped).detectors) == 1


def test_readiness_follows_the_check_of_these_very_files(root: Path) -> None:
    folder = with_weights(make_phone_model(root / "models" / "court"))
    assert readiness_of(folder) is Readiness.PASSED
    replace(bad_report(), files=CheckReport.load(folder).files).save(folder)
    assert readiness_of(folder) is Readiness.FAILED
    manifest = ModelManifest.load(folder)
    name = next(name for name in manifest.files if name.endswith("weight.bin"))
    replace(manifest, files={**manifest.files, name: "0" * 64}).save(folder)
    assert readiness_of(folder) is Readiness.NOT_YET, "it speaks of another package"
    detector = PhoneDetector(folder, folder, "Court 4")
    assert shown_of(detector).verdict is None


def test_a_phone_that_saw_the_same_is_named(root: Path, shipped: Path) -> None:
    folder = with_weights(make_phone_model(root / "models" / "court"))
    model_hash = ModelManifest.load(folder).model_hash
    receipts = Receipts(root)
    sent = receipts.handed_over(Way.NETWORK, "Court 4", "a" * 64, 9, model_hash=model_hash)
    verified = Verified(now(), "Anna's iPhone", "iPhone15,2", "iOS 18.1", True, "same", 6, 6)
    receipts.verified(sent, verified)
    listed = listed_of(root, shipped, shipped)
    assert [each.verified for each in listed.detectors] == ["", "Anna's iPhone"]
    assert listed.receipts[0].verified == verified


def test_a_new_folder_never_takes_the_name_of_another() -> None:
    taken = [PhoneDetector(Path("models/court-4"), Path("models/court-4"), "x")]
    assert folder_name_for("Court 4", taken) == "court-4-2"
    assert folder_name_for("Court 4") == "court-4"
