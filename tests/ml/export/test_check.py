"""A right export passes; each mistake planted in one fails with its own reason."""

from __future__ import annotations

import copy
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import package_faults as plant
import pytest
import torch
from phone_models import DECONV, LIGHT, exported, trained_net, write_checkpoint, write_golden

from core.detections.model_manifest import ModelManifest
from core.errors import Cancelled, ModelError
from core.phone.check_report import CheckReport, Fault, Runtime
from core.phone.check_request import CheckRequest
from core.phone.golden import Golden
from core.phone.phone_model import phone_model_of
from core.video.still_writer import write_still
from ml.export.check import check
from ml.export.check_normalisation import averaged, doubled, way_of, wrong_way
from ml.nets.centernet import CenterNet
from ml.nets.normalisation import IMAGENET

pytest.importorskip("coremltools")


@pytest.fixture(scope="module")
def deconv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A right export in float16, with transposed convolutions and ImageNet's colours."""
    return exported(tmp_path_factory.mktemp("deconv") / "model", trained_net(DECONV))


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A right export of a net that is shown the frame before, too."""
    return exported(tmp_path_factory.mktemp("memory") / "model", trained_net(f"{LIGHT}+memory"))


@pytest.fixture
def folder(deconv: Path, tmp_path: Path) -> Path:
    """A copy of the right export, to plant mistakes in; the package alone is compared."""
    copy = Path(shutil.copytree(deconv, tmp_path / "model"))
    (copy / "model.onnx").unlink()
    plant.rehash(copy)
    return copy


def checked(folder: Path, **wishes: object) -> CheckReport:
    """Check without keeping anything."""
    return check(CheckRequest(str(folder), **({"keep": False} | wishes)))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["deconv", "memory"])
def test_a_right_export_passes(kind: str, request: pytest.FixtureRequest) -> None:
    report = checked(request.getfixturevalue(kind))
    assert report.passed, report.all_reasons
    assert report.proves_phone
    assert [each.runtime for each in report.runtimes[:2]] == [Runtime.ONNX, Runtime.COREML]
    assert report.verdict.startswith("4 of 4 frames: same boxes; largest shift 0.")
    package = report.of(Runtime.COREML)
    assert package is not None
    assert package.precision == "float16"
    assert sum(frame.matched for frame in package.frames) >= 16


PLANTED: list[tuple[Callable[[Path], None], Fault, str]] = [
    (plant.swap_colours, Fault.SWAPPED_CHANNELS, "Red and blue are swapped"),
    (plant.normalise_twice, Fault.DOUBLE_NORMALISATION, "normalised twice"),
    (plant.average_scale, Fault.AVERAGED_SCALE, "scaled by one number, their average"),
    (
        plant.shift_picture,
        Fault.LETTERBOX,
        "shifted in the input by 1 px to the right and 1 px down",
    ),
    (plant.other_letterbox, Fault.LETTERBOX, "“at the top left"),
    (plant.transpose_kernel, Fault.TRANSPOSED_KERNEL, "transposed convolution “neck.steps.3”"),
    (plant.overwrite_blob, Fault.CHANGED_WEIGHTS, "“backbone.layer3.1.conv1”"),
    (plant.swap_outputs, Fault.SWAPPED_OUTPUTS, "the sizes come where the offsets belong"),
    (plant.overflow, Fault.OVERFLOW, "nothing is larger than 65 504"),
    (plant.reorder_classes, Fault.CLASS_ORDER, "what is called player is the racket"),
    (plant.reorder_class_names, Fault.CLASS_ORDER, "racket, player, ball, racket head instead"),
]


@pytest.mark.parametrize(
    ("fault", "kind", "words"), PLANTED, ids=lambda v: getattr(v, "__name__", "")
)
def test_a_planted_mistake_is_named(
    fault: Callable[[Path], None], kind: Fault, words: str, folder: Path
) -> None:
    fault(folder)
    report = checked(folder)
    assert not report.passed
    assert not report.proves_phone
    assert (report.all_reasons[0].fault, report.verdict) == (kind, report.all_reasons[0].message)
    assert words in report.verdict
    assert report.all_reasons[0].hint


def test_a_net_exported_in_training_mode_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ml.export.coreml import program

    class Learning(program.ImageNet):
        """Refuses to leave its training mode."""

        def eval(self) -> Learning:
            return self.train()

    monkeypatch.setattr(program, "ImageNet", Learning)
    exported(folder, trained_net(DECONV))
    reason = checked(folder).all_reasons[0]
    assert reason.fault is Fault.TRAINING_MODE
    assert "training mode" in reason.message


def later(net: CenterNet) -> CenterNet:
    """The same net after more training."""
    after = copy.deepcopy(net)
    with torch.no_grad():
        for weights in after.parameters():
            weights += 0.05 * weights.std(correction=0) * torch.randn(weights.shape)
    return after


def test_a_package_older_than_the_weights_is_stale(folder: Path) -> None:
    write_checkpoint(folder / "weights.pt", later(trained_net(DECONV)))
    plant.rehash(folder)
    report = checked(folder)
    assert report.all_reasons[0].fault is Fault.STALE
    assert "made from other weights" in report.verdict


def test_an_onnx_file_older_than_the_weights_is_stale(deconv: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(deconv, tmp_path / "model"))
    shutil.rmtree(folder / "model.mlpackage")
    write_checkpoint(folder / "weights.pt", later(trained_net(DECONV)))
    plant.rehash(folder)
    report = checked(folder)
    assert report.all_reasons[0].fault is Fault.STALE
    assert report.all_reasons[0].where == "model.onnx"


def test_the_frames_of_a_memory_net_must_not_be_swapped(memory: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(memory, tmp_path / "model"))
    with plant.edited(folder) as edit:
        for operation in edit.operations:
            for argument in operation.inputs.values():
                for binding in argument.arguments:
                    other = {"image": "previous", "previous": "image"}
                    binding.name = other.get(binding.name, binding.name)
    reason = checked(folder).all_reasons[0]
    assert reason.fault is Fault.SWAPPED_FRAMES
    assert "the frame before it are swapped" in reason.message


def test_a_file_that_was_changed_is_named_even_if_it_computes_the_same(folder: Path) -> None:
    manifest = folder / "model.mlpackage" / "Manifest.json"
    manifest.write_text(manifest.read_text() + "\n")
    report = checked(folder)
    assert [reason.fault for reason in report.all_reasons] == [Fault.FILE_CHANGED]
    assert "Manifest.json" in report.verdict


def test_a_package_that_cannot_be_read_is_a_reason_and_no_crash(folder: Path) -> None:
    weights = folder / "model.mlpackage/Data/com.apple.CoreML/weights/weight.bin"
    weights.write_bytes(weights.read_bytes()[:1000])
    plant.rehash(folder)
    report = checked(folder)
    assert report.all_reasons[0].fault is Fault.UNREADABLE
    assert not report.passed


def test_what_is_kept_speaks_of_every_file_and_can_be_repeated(
    deconv: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(deconv, tmp_path / "model"))
    page = tmp_path / "check.html"
    told: list[dict] = []
    report = check(CheckRequest(str(folder), report=str(page)), told.append)
    assert CheckReport.load(folder) == report
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(report.files) == names - {"check.json", "MODEL_CARD.md"}
    golden = Golden.load(folder / "golden")
    assert golden.weights_sha256 == report.weights_sha256
    assert all(frame.boxes for frame in golden.frames)
    assert check(CheckRequest(str(folder), keep=False)).passed
    text = page.read_text(encoding="utf-8")
    assert report.verdict in text
    assert text.count("data:image/jpeg") == len(report.runtimes)
    assert [entry["done"] for entry in told] == sorted(entry["done"] for entry in told)
    assert told[-1]["done"] == told[-1]["of"]


def test_a_check_that_is_stopped_leaves_the_folder_as_it_was(deconv: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(deconv, tmp_path / "model"))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    asked = iter([False] * 5)
    with pytest.raises(Cancelled):
        check(CheckRequest(str(folder)), cancelled=lambda: next(asked, True))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_frames_without_a_box_prove_nothing(folder: Path, tmp_path: Path) -> None:
    write_still(tmp_path / "empty" / "0.png", np.zeros((90, 160, 3), np.uint8))
    manifest = ModelManifest.load(folder)
    replace(manifest, thresholds=dict.fromkeys(manifest.classes, 0.9999)).save(folder)
    report = checked(folder, frames=str(tmp_path / "empty"))
    assert Fault.NOTHING_FOUND in {reason.fault for reason in report.reasons}
    assert not report.proves_phone


def test_files_that_change_meanwhile_prove_nothing(folder: Path) -> None:
    def meddle(entry: dict) -> None:
        if entry["done"] == 6:
            plant.overwrite_blob(folder)

    with pytest.raises(ModelError, match="while they were checked"):
        check(CheckRequest(str(folder), keep=False), meddle)


def test_full_precision_is_held_to_every_cell(tmp_path: Path) -> None:
    folder = exported(tmp_path / "model", trained_net(DECONV), precision="fp32")
    report = checked(folder)
    assert report.passed, report.all_reasons
    package = report.of(Runtime.COREML)
    assert package is not None
    assert all(head.everywhere and head.tolerance == 1e-4 for head in package.heads)


def test_without_weights_there_is_nothing_to_compare_with(folder: Path) -> None:
    (folder / "weights.pt").unlink()
    with pytest.raises(ModelError, match="cannot be checked"):
        checked(folder)


def test_without_an_export_there_is_nothing_to_check(folder: Path) -> None:
    shutil.rmtree(folder / "model.mlpackage")
    with pytest.raises(ModelError, match="nothing to check"):
        checked(folder)


def test_golden_frames_that_lie_elsewhere_in_the_input_are_made_anew(folder: Path) -> None:
    golden = Golden.load(folder / "golden")
    (stretch,) = golden.stretches
    moved = replace(stretch, letterbox=replace(stretch.letterbox, margin=(0, 0)))
    replace(golden, stretches=(moved,)).save(folder / "golden")
    assert checked(folder, n_frames=1).golden == "the sample practice"
    write_golden(folder)
    assert checked(folder, n_frames=1).golden == "drawn scenes"


def test_every_way_to_normalise_wrongly_is_told_from_the_right_one() -> None:
    right = way_of(IMAGENET)
    assert wrong_way(*right, IMAGENET) is None
    assert wrong_way((), (), IMAGENET) is None
    for way in doubled(IMAGENET):
        found = wrong_way(*way, IMAGENET)
        assert found is not None
        assert found[0] is Fault.DOUBLE_NORMALISATION
    for way in averaged(IMAGENET):
        found = wrong_way(*way, IMAGENET)
        assert found is not None
        assert found[0] is Fault.AVERAGED_SCALE


@pytest.mark.skipif(sys.platform == "darwin", reason="there Core ML itself is compared, too")
def test_the_phone_is_told_of_before_the_laptop(deconv: Path) -> None:
    report = checked(deconv)
    assert report.leading is report.of(Runtime.COREML)
    phone = phone_model_of(ModelManifest.load(deconv))
    assert phone is not None
    assert report.input_size == (phone.input_width, phone.input_height)
