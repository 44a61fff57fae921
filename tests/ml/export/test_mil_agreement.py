"""Exported nets, saved and read back: what the evaluator computes is what torch computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from mil_programs import Untyped, builder, normal, save_program
from phone_models import DECONV, LIGHT, SIZE, scenes, trained_net

from core.detections.decode import sigmoid
from core.phone.map_comparison import Maps, peaks_of
from core.video.frame import Picture
from ml.export.coreml import tools
from ml.export.coreml.container import write_package
from ml.export.coreml.program import converted, to_program
from ml.export.mil_evaluator import MilEvaluator
from ml.export.onnx import OUTPUTS

ARCHS = ("mobilenetv2+deconv-16-12-8+head-8", DECONV, f"{LIGHT}+memory")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agreement")


def _package(folder: Path, arch: str, precision: str) -> Path:
    path = folder / f"{arch}-{precision}.mlpackage"
    if not path.exists():
        made = converted(to_program(trained_net(arch), SIZE, precision, "ios16"), "none", "ios16")
        write_package(path, made.described(arch, {}), made.weights)
    return path


def _both(package: Path, arch: str) -> Iterator[tuple[Maps, Maps]]:
    """Maps of torch and of the package, of each scene after another."""
    evaluator, net = MilEvaluator.load(package), trained_net(arch)
    pictures: list[Picture] = [picture for picture, _ in scenes()]
    for previous, picture in pairwise(pictures):
        given = {"image": picture, "previous": previous}
        made = evaluator.evaluate({each.name: given[each.name] for each in evaluator.inputs})
        both = np.stack([picture, previous]).transpose(0, 3, 1, 2)
        images = net.normalise(torch.from_numpy(both))
        with torch.no_grad():
            maps = net(images[:1], images[1:]) if net.memory is not None else net(images[:1])
        yield (
            tuple(each[0].numpy() for each in maps),
            tuple(made[name][0].numpy() for name in OUTPUTS),
        )


@pytest.mark.parametrize("arch", ARCHS)
def test_in_float_every_cell_agrees(folder: Path, arch: str) -> None:
    package = _package(folder, arch, "fp32")
    assert MilEvaluator.load(package).precision == "fp32"
    for expected, found in _both(package, arch):
        for theirs, ours in zip(expected, found, strict=True):
            assert np.abs(theirs).max() > 0.5  # else it would be no finding
            np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


@pytest.mark.parametrize("arch", ARCHS)
def test_in_half_the_peaks_agree(folder: Path, arch: str) -> None:
    package = _package(folder, arch, "fp16")
    assert MilEvaluator.load(package).precision == "fp16"
    peaks = 0
    for expected, found in _both(package, arch):
        at = peaks_of(expected[0], np.full(4, 0.3, np.float32))
        peaks += at[0].size
        scores = np.abs(sigmoid(expected[0][at]) - sigmoid(found[0][at]))
        # Well trained nets are closer: see tests/benchmarks/mil_evaluator.py.
        assert scores.max(initial=0) < 2e-2
        for head, limit in ((1, 2e-2), (2, 1e-1)):
            where = np.s_[:, at[1], at[2]]
            assert np.abs(expected[head][where] - found[head][where]).max(initial=0) < limit
    assert peaks > 3
    # It is half that is computed in: in float the same net is a hundred times as close.
    assert max(np.abs(a[0] - b[0]).max() for a, b in _both(package, arch)) > 1e-4


def _quantised(ct: Untyped, model: Untyped) -> Untyped:
    optimize = ct.optimize.coreml
    how = optimize.OpLinearQuantizerConfig(mode="linear", weight_threshold=64)
    return optimize.linear_quantize_weights(model, optimize.OptimizationConfig(global_config=how))


def _in_int4_blocks(ct: Untyped, model: Untyped) -> Untyped:
    optimize = ct.optimize.coreml
    how = optimize.OpLinearQuantizerConfig(
        dtype="int4", granularity="per_block", block_size=8, weight_threshold=64
    )
    return optimize.linear_quantize_weights(model, optimize.OptimizationConfig(global_config=how))


def _palettised(ct: Untyped, model: Untyped) -> Untyped:
    optimize = ct.optimize.coreml
    how = optimize.OpPalettizerConfig(mode="uniform", nbits=4, weight_threshold=64)
    return optimize.palettize_weights(model, optimize.OptimizationConfig(global_config=how))


def _pruned(ct: Untyped, model: Untyped) -> Untyped:
    optimize = ct.optimize.coreml
    how = optimize.OpMagnitudePrunerConfig(target_sparsity=0.6, weight_threshold=64)
    return optimize.prune_weights(model, optimize.OptimizationConfig(global_config=how))


def _pruned_and_quantised(ct: Untyped, model: Untyped) -> Untyped:
    optimize = ct.optimize.coreml
    how = optimize.OpLinearQuantizerConfig(mode="linear_symmetric", weight_threshold=64)
    config = optimize.OptimizationConfig(global_config=how)
    return optimize.linear_quantize_weights(_pruned(ct, model), config, joint_compression=True)


def _pruned_and_palettised(ct: Untyped, model: Untyped) -> Untyped:
    optimize = ct.optimize.coreml
    how = optimize.OpPalettizerConfig(mode="uniform", nbits=2, weight_threshold=64)
    config = optimize.OptimizationConfig(global_config=how)
    return optimize.palettize_weights(_pruned(ct, model), config, joint_compression=True)


@pytest.mark.parametrize(
    ("compress", "target"),
    [
        (_quantised, "iOS16"),
        (_quantised, "iOS18"),
        (_in_int4_blocks, "iOS18"),
        (_palettised, "iOS16"),
        (_palettised, "iOS18"),
        (_pruned, "iOS16"),
        (_pruned, "iOS18"),
        (_pruned_and_quantised, "iOS18"),
        (_pruned_and_palettised, "iOS18"),
    ],
)
@pytest.mark.parametrize("kind", ["fp16", "fp32"])
def test_compressed_models_compute_what_coremltools_decompresses_them_to(
    tmp_path: Path, compress: Callable[[Untyped, Untyped], Untyped], target: str, kind: str
) -> None:
    ct, mb, rng = tools.load(), builder(), np.random.default_rng(2)
    shape = (1, 16, 5, 6)

    def build(x: Untyped) -> Untyped:
        x = mb.relu(x=mb.conv(x=x, weight=normal(rng, (24, 16, 3, 3), kind)))
        return mb.conv_transpose(x=x, weight=normal(rng, (24, 8, 2, 2), kind), name="out")

    path = save_program(tmp_path / "plain.mlpackage", [(shape, kind)], build, target)
    with tools.quiet():
        small = compress(ct, ct.models.MLModel(str(path), skip_model_load=True))
        small.save(str(tmp_path / "small.mlpackage"))
        ct.optimize.coreml.decompress_weights(small).save(str(tmp_path / "large.mlpackage"))
    x = {"x": torch.from_numpy(normal(rng, shape, kind))}
    plain, ours, theirs = (
        MilEvaluator.load(tmp_path / f"{name}.mlpackage").evaluate(x)["out"]
        for name in ("plain", "small", "large")
    )
    assert torch.equal(ours, theirs)
    assert not torch.equal(ours, plain)
