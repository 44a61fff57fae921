"""A saved package, read back: its inputs, its precision, its states, and what it computes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from mil_programs import EMPTY_WEIGHTS, Untyped, builder, normal, save_program
from torch import nn

from core.errors import ModelError
from ml.export.coreml import tools
from ml.export.coreml.container import write_package
from ml.export.mil.schema import parse_model
from ml.export.mil_evaluator import MilEvaluator

REPOSITORY = Path(__file__).resolve().parents[3]
RED = np.zeros((32, 48, 3), np.uint8)
RED[..., 0] = 200


class _Sums(nn.Module):
    """Channel k of the result is channel k of the picture, times k + 1."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1, bias=False)
        self.conv.weight.data = torch.diag(torch.arange(1.0, channels + 1))[..., None, None]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(x)


def _of_pictures(path: Path, layout: str, **image: Untyped) -> MilEvaluator:
    """A package for pictures of 48x32, as coremltools itself writes it."""
    ct = tools.load()
    channels = 1 if layout.startswith("GRAYSCALE") else 3
    shape = (1, channels, 32, 48)
    with tools.quiet():
        ct.convert(
            torch.jit.trace(_Sums(channels).eval(), torch.zeros(shape)),
            inputs=[
                ct.ImageType("image", shape, color_layout=getattr(ct.colorlayout, layout), **image)
            ],
            outputs=[ct.TensorType("out", dtype=np.float32)],
            compute_precision=ct.precision.FLOAT32,
            minimum_deployment_target=ct.target.iOS16,
            skip_model_load=True,
        ).save(str(path))
    return MilEvaluator.load(path)


def test_a_picture_enters_as_its_bytes_in_the_order_of_colours_of_the_model(
    tmp_path: Path,
) -> None:
    rgb = _of_pictures(tmp_path / "rgb.mlpackage", "RGB")
    bgr = _of_pictures(tmp_path / "bgr.mlpackage", "BGR")
    assert [(each.kind, each.layout) for each in (*rgb.inputs, *bgr.inputs)] == [
        ("image", "RGB"),
        ("image", "BGR"),
    ]
    assert rgb.evaluate({"image": RED})["out"][0, :, 5, 5].tolist() == [200, 0, 0]
    assert bgr.evaluate({"image": RED})["out"][0, :, 5, 5].tolist() == [0, 0, 600]


def test_scale_and_bias_are_computed_and_told(tmp_path: Path) -> None:
    model = _of_pictures(tmp_path / "m.mlpackage", "RGB", scale=1 / 127.5, bias=[-1.0, -0.5, 0.25])
    (said,) = model.inputs
    assert said.scale == pytest.approx([1 / 127.5] * 3, rel=1e-6)
    assert said.bias == pytest.approx([-1.0, -0.5, 0.25], rel=1e-6)
    made = model.evaluate({"image": RED})["out"][0, :, 0, 0]
    assert made.tolist() == pytest.approx([200 / 127.5 - 1, -1.0, 0.75], rel=1e-6)


def test_a_grey_picture(tmp_path: Path) -> None:
    model = _of_pictures(tmp_path / "m.mlpackage", "GRAYSCALE")
    assert model.evaluate({"image": RED[..., 0]})["out"][0, 0, 1, 1].item() == 200
    with pytest.raises(ModelError, match=r"\(H, W\) uint8"):
        model.evaluate({"image": RED})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "was given nothing"),
        ({"image": RED, "other": RED}, "was given image, other"),
        ({"image": RED[:16]}, r"takes “image” of \(1, 3, 32, 48\), not \(1, 3, 16, 48\)"),
        ({"image": RED.astype(np.float32)}, "takes a picture for “image”"),
        ({"image": torch.zeros(1, 3, 32, 48)}, "takes a picture for “image”"),
    ],
)
def test_other_inputs_than_the_model_takes_are_refused(
    tmp_path: Path, given: dict[str, Untyped], words: str
) -> None:
    model = _of_pictures(tmp_path / "m.mlpackage", "RGB")
    with pytest.raises(ModelError, match=words):
        model.evaluate(given)


def test_half_precision_rounds_after_every_operation_and_sums_in_float(tmp_path: Path) -> None:
    mb = builder()
    ones = np.ones((1, 4096, 1, 1), np.float16)

    def build(x: Untyped) -> Untyped:
        added = mb.add(x=mb.add(x=x, y=np.float16(1)), y=np.float16(1), name="added")
        return added, mb.conv(x=x, weight=ones, name="summed")

    path = save_program(tmp_path / "m.mlpackage", [((1, 4096, 1, 1), "fp16")], build)
    model = MilEvaluator.load(path)
    assert model.precision == "fp16"
    made = model.evaluate({"x": torch.full((1, 4096, 1, 1), 2048.0)})
    assert set(made["added"].flatten().tolist()) == {2048.0}  # each 1 is lost; 2 would not be
    assert made["summed"].item() == torch.inf  # 8 388 608 is beyond what half can hold
    small = model.evaluate({"x": torch.full((1, 4096, 1, 1), 1 + 2**-10)})
    assert small["summed"].item() == 4100  # in half, sums would have stopped growing at 2048


def test_a_net_with_buffers_as_inputs_and_outputs(tmp_path: Path) -> None:
    mb = builder()

    def build(x: Untyped, memory: Untyped) -> Untyped:
        kept = mb.add(x=mb.mul(x=memory, y=np.float32(0.5)), y=x, name="memory_out")
        return mb.relu(x=kept, name="out"), kept

    shape = ((1, 2, 3, 3), "fp32")
    model = MilEvaluator.load(save_program(tmp_path / "m.mlpackage", [shape, shape], build))
    x, memory, wanted = torch.ones(1, 2, 3, 3), torch.zeros(1, 2, 3, 3), 0.0
    for _ in range(4):
        made = model.evaluate({"x": x, "memory": memory})
        memory, wanted = made["memory_out"], wanted / 2 + 1
        assert torch.equal(made["out"], torch.full((1, 2, 3, 3), wanted))


def test_a_net_with_states(tmp_path: Path) -> None:
    """iOS 18's own states: read, changed, written back, kept from frame to frame."""
    mb, ct = builder(), tools.load()
    types = ct.converters.mil.mil.types

    def build(x: Untyped, memory: Untyped) -> Untyped:
        before = mb.read_state(input=memory)
        after = mb.coreml_update_state(state=memory, value=mb.add(x=before, y=x))
        return mb.mul(x=after, y=np.float16(2), name="out")

    specs = [((1, 2), "fp16"), mb.StateTensorSpec((1, 2), dtype=types.fp16)]
    path = save_program(tmp_path / "m.mlpackage", specs, build, "iOS18")
    model = MilEvaluator.load(path)
    assert [(each.name, each.kind) for each in model.states] == [("memory", "state")]
    assert [each.name for each in model.inputs] == ["x"]
    states = model.new_states()
    x = torch.tensor([[1.0, 0.5]])
    results = [model.evaluate({"x": x}, states)["out"][0].tolist() for _ in range(3)]
    assert results == [[2.0, 1.0], [4.0, 2.0], [6.0, 3.0]]
    assert states["memory"].tolist() == [[3.0, 1.5]]
    # Without any it begins anew every time.
    assert model.evaluate({"x": x})["out"][0].tolist() == [2.0, 1.0]
    with pytest.raises(ModelError, match="memory"):
        model.evaluate({"x": x}, {})


def test_a_model_with_several_functions_runs_the_one_it_names(tmp_path: Path) -> None:
    ct, mb = tools.load(), builder()
    several = ct.utils.MultiFunctionDescriptor()

    def times(factor: float) -> Callable[[Untyped], Untyped]:
        return lambda x: mb.mul(x=x, y=np.float32(factor), name="out")

    for word, factor in (("twice", 2), ("thrice", 3)):
        path = tmp_path / f"{word}.mlpackage"
        save_program(path, [((1, 2), "fp32")], times(factor), "iOS18")
        several.add_function(str(path), src_function_name="main", target_function_name=word)
    several.default_function_name = "thrice"
    with tools.quiet():
        ct.utils.save_multifunction(several, str(tmp_path / "both.mlpackage"))
    model = MilEvaluator.load(tmp_path / "both.mlpackage")
    assert model.evaluate({"x": torch.ones(1, 2)})["out"].tolist() == [[3.0, 3.0]]


def test_a_model_with_open_sizes_takes_any_of_them(tmp_path: Path) -> None:
    ct, path = tools.load(), tmp_path / "m.mlpackage"
    sizes = ct.RangeDim(32, 128, 64)
    with tools.quiet():
        ct.convert(
            torch.jit.trace(_Sums(3).eval(), torch.zeros(1, 3, 64, 64)),
            inputs=[ct.ImageType("image", ct.Shape((1, 3, sizes, sizes)))],
            outputs=[ct.TensorType("out")],
            minimum_deployment_target=ct.target.iOS16,
            skip_model_load=True,
        ).save(str(path))
    model = MilEvaluator.load(path)
    assert model.inputs[0].shape == (1, 3, None, None)
    assert model.evaluate({"image": RED})["out"].shape == (1, 3, 32, 48)


def test_an_operation_nobody_taught_it_is_named(tmp_path: Path) -> None:
    mb = builder()

    def build(x: Untyped) -> Untyped:
        return mb.local_response_norm(x=x, size=3, name="strange")

    path = save_program(tmp_path / "m.mlpackage", [((1, 3, 3, 3), "fp32")], build)
    with pytest.raises(ModelError, match="“local_response_norm”, which makes “strange”"):
        MilEvaluator.load(path)


def test_a_model_that_is_no_ml_program_is_refused(tmp_path: Path) -> None:
    ct, path = tools.load(), tmp_path / "m.mlpackage"
    with tools.quiet():
        model = ct.convert(
            torch.jit.trace(_Sums(3).eval(), torch.zeros(1, 3, 8, 8)),
            inputs=[ct.TensorType("x", (1, 3, 8, 8))],
            convert_to="neuralnetwork",
        )
    write_package(path, model.get_spec().SerializeToString(), EMPTY_WEIGHTS)
    with pytest.raises(ModelError, match="no ML program"):
        MilEvaluator.load(path)


def test_a_model_for_an_older_phone_than_its_operations_need_is_refused(tmp_path: Path) -> None:
    mb = builder()
    path = save_program(
        tmp_path / "m.mlpackage", [((1, 2), "fp32")], lambda x: mb.relu(x=x), "iOS17"
    )
    file = path / "Data" / "com.apple.CoreML" / "model.mlmodel"
    model = parse_model(file.read_bytes())
    model.specificationVersion = 7
    file.write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match=r"version 7, which is none .* iOS 17"):
        MilEvaluator.load(path)


def test_it_needs_no_coremltools(tmp_path: Path) -> None:
    """There is no wheel of it for Windows, and loading it takes seconds."""
    path = save_program(tmp_path / "m.mlpackage", [((1, 2), "fp32")], _halved)
    script = (
        "import sys; sys.modules['coremltools'] = None\n"
        "from pathlib import Path; import torch\n"
        "from ml.export.mil_evaluator import MilEvaluator\n"
        "made = MilEvaluator.load(Path(sys.argv[1])).evaluate({'x': torch.ones(1, 2)})\n"
        "sys.exit(made['out'].tolist() != [[0.5, 0.5]])"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, cwd=REPOSITORY)


def _halved(x: Untyped) -> Untyped:
    return builder().mul(x=x, y=np.float32(0.5), name="out")


def test_weights_are_what_the_operations_are_given(tmp_path: Path) -> None:
    mb, weight = builder(), normal(np.random.default_rng(3), (4, 3, 3, 3), "fp16")

    def build(x: Untyped) -> Untyped:
        return mb.conv(x=x, weight=weight, name="out")

    path = save_program(tmp_path / "m.mlpackage", [((1, 3, 8, 8), "fp16")], build)
    held = [each for each in MilEvaluator.load(path).weights.values() if each.ndim == 4]
    np.testing.assert_array_equal(held[0].numpy(), weight.astype(np.float32))
