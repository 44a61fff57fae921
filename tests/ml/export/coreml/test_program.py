"""Core ML programs compute what the net computes, from exactly normalised pictures."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_net import PicturesBack, SmallNet

from core.phone.export_request import COMPRESSIONS
from ml.archs import ARCHS
from ml.export.coreml import tools
from ml.export.coreml.container import WEIGHTS_IN_PROGRAM, write_package
from ml.export.coreml.program import Converted, converted, to_program
from ml.export.coreml.weight_file import WeightFileWriter
from ml.export.mil_evaluator import MilEvaluator
from ml.export.onnx import OUTPUTS
from ml.nets.centernet import CenterNet
from ml.nets.normalisation import HALF, IMAGENET, Normalisation

SIZE = 64, 32
UNEVEN = Normalisation((0.1, 0.5, 0.9), (0.3, 0.05, 1.0))
Convert = Callable[..., Converted]


class BothWriters:
    """Writes with ours and with coremltools' own, which finishes its file when it is let go."""

    def __init__(self, path: str, native: Path) -> None:
        from coremltools.libmilstoragepython import _BlobStorageWriter

        self.ours, self.theirs = WeightFileWriter(path), _BlobStorageWriter(str(native))

    def __getattr__(self, name: str) -> Callable[[np.ndarray], int]:
        def write(numbers: np.ndarray) -> int:
            offset = getattr(self.ours, name)(numbers)
            assert offset == getattr(self.theirs, name)(numbers)
            return offset

        return write


@pytest.fixture
def convert(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Convert:
    """Convert a net; the weight file is compared with what the native writer writes."""
    tools.load()
    pytest.importorskip("coremltools.libmilstoragepython")
    from coremltools.converters.mil.backend.mil import load

    writers: list[BothWriters] = []
    native = tmp_path / "native.bin"

    def begin(path: str) -> BothWriters:
        writers.append(BothWriters(path, native))
        return writers[-1]

    monkeypatch.setattr(load, "BlobWriter", begin)

    def run(
        net: Any,  # noqa: ANN401  # a CenterNet or what stands for one
        precision: str = "fp16",
        how: str = "none",
        target: str = "ios16",
    ) -> Converted:
        made = converted(to_program(net.eval(), SIZE, precision, target), how, target)
        writers.pop().theirs = None
        assert not writers
        assert native.read_bytes() == made.weights
        return made

    return run


def pictures(count: int) -> list[np.ndarray]:
    """Random pictures of SIZE."""
    rng = np.random.default_rng(7)
    return [rng.integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8) for _ in range(count)]


def evaluated(made: Converted, folder: Path, shown: list[np.ndarray]) -> list[np.ndarray]:
    """Save, read back, and compute: the three maps."""
    package = folder / "model.mlpackage"
    write_package(package, made.described("A net.", {"classes": "[]"}), made.weights)
    maps = MilEvaluator.load(package).evaluate(
        dict(zip(("image", "previous"), shown, strict=False))
    )
    return [np.asarray(maps[name]) for name in OUTPUTS]


def eager(net: Any, shown: list[np.ndarray]) -> list[np.ndarray]:  # noqa: ANN401
    """What torch computes in float32."""
    planes = [torch.from_numpy(each[None]).permute(0, 3, 1, 2) for each in shown]
    normal = [net.normalise(each) for each in planes]
    with torch.no_grad():
        maps = net(*normal) if isinstance(net, CenterNet) else net(torch.cat(normal, 1))
    return [each.numpy() for each in maps]


@pytest.mark.parametrize("normalise", [HALF, IMAGENET, UNEVEN])
@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_each_channel_is_normalised_exactly(
    normalise: Normalisation, precision: str, convert: Convert, tmp_path: Path
) -> None:
    flat = [(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (123, 7, 254)]
    shown = pictures(1)[0]
    for column, colour in enumerate(flat):
        shown[:, column] = colour
    given = evaluated(convert(PicturesBack(normalise), precision), tmp_path, [shown])[0]
    mean, std = np.array(normalise.mean), np.array(normalise.std)
    exact = ((shown / 255 - mean) / std).transpose(2, 0, 1)[None]
    if precision == "fp32":
        np.testing.assert_allclose(given, exact, rtol=1e-6, atol=1e-6)
    else:
        # Nothing is lost but what one rounding to half precision loses: a unit in the last place.
        unit = np.spacing(np.abs(exact).astype(np.float16)).astype(float)
        assert (np.abs(given - exact) <= 0.51 * unit + 1e-6).all()


@pytest.mark.parametrize("target", ["ios16", "ios18"])
@pytest.mark.parametrize("how", COMPRESSIONS)
@pytest.mark.parametrize("memory", [False, True])
def test_compressed_weights_stay_close(
    memory: bool, how: str, target: str, convert: Convert, tmp_path: Path
) -> None:
    net = SmallNet(memory)
    made = convert(net, "fp32", how, target)
    shown = pictures(1 + memory)
    wanted = eager(net, shown)
    for ours, theirs in zip(wanted, evaluated(made, tmp_path, shown), strict=True):
        allowed = 1e-5 if how == "none" else 0.05 * float(np.ptp(ours))
        assert np.abs(ours - theirs).max() <= allowed
    assert made.n_bytes_plain >= len(made.weights) - 64
    if how != "none" and target == "ios16":
        assert len(made.weights) < 0.6 * made.n_bytes_plain


@pytest.mark.parametrize("arch", [*(a for a in ARCHS if a != "resdcn_18"), "resnet_18+memory"])
def test_every_net_gives_what_torch_gives(arch: str, convert: Convert, tmp_path: Path) -> None:
    torch.manual_seed(3)
    net = CenterNet(3, arch)
    with torch.no_grad():
        net.train()(torch.rand(2, 3, 64, 64) * 2 - 1)
    shown = pictures(1 if net.memory is None else 2)
    wanted = eager(net.eval(), shown)
    given = evaluated(convert(net, "fp32"), tmp_path, shown)
    for ours, theirs in zip(wanted, given, strict=True):
        np.testing.assert_allclose(theirs, ours, atol=1e-4, rtol=1e-4)


def test_the_weight_file_is_named_with_slashes_whatever_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tools.load()
    from coremltools.converters.mil.backend.mil import load

    given = load.create_file_value_tensor

    def as_on_windows(file_name: str, **rest: object) -> object:
        return given(file_name=file_name.replace("/", "\\"), **rest)

    monkeypatch.setattr(load, "create_file_value_tensor", as_on_windows)
    net = SmallNet()
    made = converted(to_program(net.eval(), SIZE, "fp32", "ios16"), "palette8", "ios16")
    assert WEIGHTS_IN_PROGRAM.encode() in made.described("", {})
    assert b"\\" not in made.described("", {})
    shown = pictures(1)
    assert np.abs(evaluated(made, tmp_path, shown)[0] - eager(net, shown)[0]).max() < 0.05


def test_from_ios_18_on_there_are_palettes_for_groups_of_channels(
    convert: Convert, tmp_path: Path
) -> None:
    net, shown = SmallNet(), pictures(1)
    wanted = eager(net, shown)[0]
    lost = {
        target: np.abs(
            evaluated(convert(net, "fp32", "palette6", target), tmp_path / target, shown)[0]
            - wanted
        ).mean()
        for target in ("ios16", "ios18")
    }
    assert lost["ios18"] < lost["ios16"]


_WITHOUT_NATIVE = """
import hashlib, sys
for name in ("libmilstoragepython", "libmodelpackage", "libcoremlpython"):
    sys.modules["coremltools." + name] = None
from small_net import SmallNet
from ml.export.coreml.program import converted, to_program
made = converted(to_program(SmallNet().eval(), (64, 32), "fp16", "ios16"), "palette6", "ios16")
print(hashlib.sha256(made.described("A net.", {}) + made.weights).hexdigest())
"""


def test_it_needs_no_native_part_and_gives_the_same_bytes(
    repository: Path, convert: Convert
) -> None:
    """As on Windows, where coremltools comes as its source, which is Python only."""
    paths = os.pathsep.join(map(str, (repository, repository / "tests" / "support")))
    said = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NATIVE],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    made = convert(SmallNet(), "fp16", "palette6")
    ours = hashlib.sha256(made.described("A net.", {}) + made.weights).hexdigest()
    assert said.stdout.split() == [ours]
    assert said.stderr == ""
