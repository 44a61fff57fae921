"""Packages with wrong bytes in them: an error in words, or numbers that are the bytes' own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mil_programs import Untyped, builder, normal, save_program

from core.errors import ModelError
from ml.export.mil.schema import parse_model
from ml.export.mil_evaluator import MilEvaluator

_MODEL, _WEIGHTS = "model.mlmodel", "weights/weight.bin"
_INNER = Path("Data/com.apple.CoreML")
_BUSY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
X = torch.linspace(-1, 1, 3 * 8 * 8).reshape(1, 3, 8, 8)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with convolution, deconvolution, resizing, pooling and compressed weights."""
    mb, rng = builder(), np.random.default_rng(0)
    deep = rng.integers(-128, 128, (4, 4, 2, 2)).astype(np.int8)

    def build(x: Untyped) -> Untyped:
        weight = mb.constexpr_affine_dequantize(
            quantized_data=deep, zero_point=np.int8(3), scale=np.full(4, 0.01, np.float16), axis=0
        )
        x = mb.cast(x=x, dtype="fp16")
        x = mb.conv(x=x, weight=normal(rng, (4, 3, 3, 3), "fp16"), pad_type="same")
        x = mb.clip(x=x, alpha=np.float16(0), beta=np.float16(6))
        x = mb.conv_transpose(x=x, weight=weight, strides=[2, 2])
        x = mb.max_pool(x=x, kernel_sizes=[2, 2], strides=[2, 2], pad_type="valid")
        x = mb.upsample_bilinear(
            x=x, scale_factor_height=2, scale_factor_width=2, align_corners=False
        )
        x = mb.pad(x=x, pad=[1, 1, 0, 2])
        left, right = mb.split(x=x, num_splits=2, axis=1)
        x = mb.reshape(x=mb.concat(values=[right, left], axis=1), shape=[1, 2, 36, 18])
        return mb.cast(x=x, dtype="fp32", name="out")

    path = tmp_path_factory.mktemp("good") / "good.mlpackage"
    return save_program(path, [((1, 3, 8, 8), "fp32")], build)


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    """One to be damaged."""
    return Path(shutil.copytree(good, tmp_path / "copy.mlpackage"))


def _result(package: Path) -> torch.Tensor:
    return MilEvaluator.load(package).evaluate({"x": X})["out"]


def _outcome(package: Path) -> torch.Tensor | ModelError:
    try:
        return _result(package)
    except ModelError as error:
        return error


def test_the_good_one_is_good(good: Path) -> None:
    assert torch.isfinite(_result(good)).all()


@settings(max_examples=150, suppress_health_check=_BUSY)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_a_wrong_byte_in_the_model_file_never_crashes(
    copy: Path, good: Path, place: float, byte: int, cut: bool
) -> None:
    content = bytearray((good / _INNER / _MODEL).read_bytes())
    at = int(place * len(content))
    content[at] = byte
    (copy / _INNER / _MODEL).write_bytes(content[:at] if cut else content)
    outcome = _outcome(copy)
    if isinstance(outcome, ModelError):
        assert outcome.hint
    else:
        assert outcome.shape == (1, 2, 36, 18)


def _drop_argument(op: Untyped, other: Untyped, number: int) -> None:
    for name in sorted(op.inputs)[number % 3 : number % 3 + 1]:
        del op.inputs[name]


def _repeat_argument(op: Untyped, other: Untyped, number: int) -> None:
    for name in sorted(op.inputs)[number % 3 : number % 3 + 1]:
        op.inputs[name].arguments.add().CopyFrom(op.inputs[name].arguments[0])


def _swap_arguments(op: Untyped, other: Untyped, number: int) -> None:
    mine, theirs = sorted(op.inputs), sorted(other.inputs)
    if mine and theirs:
        into = op.inputs[mine[number % len(mine)]]
        into.CopyFrom(other.inputs[theirs[number % len(theirs)]])


def _borrow_result(op: Untyped, other: Untyped, number: int) -> None:
    """An argument, or a constant's own, becomes what another operation makes."""
    for name in sorted(op.inputs)[:1]:
        del op.inputs[name].arguments[:]
        op.inputs[name].arguments.add().name = other.outputs[0].name
    for name in sorted(op.attributes):
        if name != "name" and number % 2:
            del op.attributes[name]
            op.inputs[name].arguments.add().name = other.outputs[0].name


def _other_type(op: Untyped, other: Untyped, number: int) -> None:
    op.type = other.type


def _other_result(op: Untyped, other: Untyped, number: int) -> None:
    op.outputs[0].type.CopyFrom(other.outputs[0].type)


def _other_name(op: Untyped, other: Untyped, number: int) -> None:
    op.outputs[0].name = other.outputs[0].name


def _results(op: Untyped, other: Untyped, number: int) -> None:
    if number % 2:
        op.outputs.add().CopyFrom(other.outputs[0])
    else:
        del op.outputs[:]


def _other_numbers(op: Untyped, other: Untyped, number: int) -> None:
    tensor = op.attributes["val"].immediateValue.tensor if op.type == "const" else None
    for values in (tensor.ints.values, tensor.bools.values, tensor.floats.values) if tensor else ():
        for place in range(len(values)):
            values[place] = type(values[place])(number - 3)


_DAMAGES = (
    _drop_argument,
    _repeat_argument,
    _swap_arguments,
    _borrow_result,
    _other_type,
    _other_result,
    _other_name,
    _results,
    _other_numbers,
)


@settings(max_examples=120, suppress_health_check=_BUSY)
@given(
    damage=st.sampled_from(_DAMAGES),
    places=st.tuples(st.integers(0, 200), st.integers(0, 200)),
    number=st.integers(0, 9),
)
def test_a_program_that_was_put_together_wrongly_never_crashes(
    copy: Path,
    good: Path,
    damage: Callable[[Untyped, Untyped, int], None],
    places: tuple[int, int],
    number: int,
) -> None:
    model = parse_model((good / _INNER / _MODEL).read_bytes())
    block = next(iter(model.mlProgram.functions["main"].block_specializations.values()))
    ops = block.operations
    damage(ops[places[0] % len(ops)], ops[places[1] % len(ops)], number)
    (copy / _INNER / _MODEL).write_bytes(model.SerializeToString())
    outcome = _outcome(copy)
    if isinstance(outcome, ModelError):
        assert outcome.hint
    else:
        assert outcome.shape == (1, 2, 36, 18)


@settings(max_examples=80, suppress_health_check=_BUSY)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_wrong_byte_in_the_weights_is_refused_or_is_a_wrong_weight(
    copy: Path, good: Path, place: float, byte: int
) -> None:
    content = bytearray((good / _INNER / _WEIGHTS).read_bytes())
    at = int(place * len(content))
    changed = content[at] != byte
    content[at] = byte
    (copy / _INNER / _WEIGHTS).write_bytes(content)
    outcome = _outcome(copy)
    if isinstance(outcome, ModelError):
        assert changed
        assert "weights" in outcome.message
    else:
        assert outcome.shape == (1, 2, 36, 18)


@settings(max_examples=25, suppress_health_check=_BUSY)
@given(share=st.floats(0, 1, exclude_max=True))
def test_weights_that_are_cut_short_are_always_refused(
    copy: Path, good: Path, share: float
) -> None:
    content = (good / _INNER / _WEIGHTS).read_bytes()
    (copy / _INNER / _WEIGHTS).write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match=r"weights .* are damaged"):
        MilEvaluator.load(copy)


def _manifest(change: Callable[[dict], None]) -> Callable[[Path], None]:
    def damage(package: Path) -> None:
        manifest = json.loads((package / "Manifest.json").read_text())
        change(manifest)
        (package / "Manifest.json").write_text(json.dumps(manifest))

    return damage


def _all_paths(name: str) -> Callable[[dict], None]:
    return lambda manifest: [
        entry.update(path=name) for entry in manifest["itemInfoEntries"].values()
    ]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (shutil.rmtree, "no Core ML model at"),
        (lambda p: (p / "Manifest.json").unlink(), "“Manifest.json” cannot be read"),
        (lambda p: (p / "Manifest.json").write_bytes(b"\xff{"), "list of contents"),
        (_manifest(lambda m: m.clear()), "list of contents"),
        (_manifest(lambda m: m.update(itemInfoEntries=[])), "list of contents"),
        (_manifest(lambda m: m.update(rootModelIdentifier="?")), "list of contents"),
        (_manifest(lambda m: m.update(fileFormatVersion="2.0.0")), "newer kind"),
        (_manifest(_all_paths("../secret")), "list of contents"),
        (_manifest(_all_paths("/etc/passwd")), "list of contents"),
        (_manifest(_all_paths("com.apple.CoreML/gone")), "incomplete"),
        (lambda p: (p / _INNER / _MODEL).unlink(), "incomplete"),
        (lambda p: shutil.rmtree(p / _INNER / "weights"), "incomplete"),
        (lambda p: (p / _INNER / _WEIGHTS).unlink(), r"its weights .* are missing"),
        (lambda p: (p / _INNER / _MODEL).write_bytes(b""), "no ML program"),
    ],
)
def test_a_package_that_is_not_whole_is_refused_with_the_reason(
    copy: Path, damage: Callable[[Path], None], words: str
) -> None:
    damage(copy)
    with pytest.raises(ModelError, match=words):
        MilEvaluator.load(copy)
