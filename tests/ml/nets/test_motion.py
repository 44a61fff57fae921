"""Nets with a memory: the frame before says what has moved, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from ml.archs import arch_named
from ml.export.onnx import export_onnx
from ml.export.quantize import quantize
from ml.nets.centernet import CenterNet

NETS = ("mobilenetv2_light+memory", "resnet_18+light+memory")


def awake(arch: str) -> CenterNet:
    """A net whose memory has learned something and whose batch norms are not the identity."""
    torch.manual_seed(3)
    net = CenterNet(4, arch)
    assert net.memory is not None
    with torch.no_grad():
        net.memory.weight.normal_(std=0.05)
        net.train()(torch.rand(2, 3, 64, 64) * 2 - 1, torch.rand(2, 3, 64, 64) * 2 - 1)
    return net.eval()


def pixels(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (1, 64, 96, 3), np.uint8)


def planes(net: CenterNet, picture: np.ndarray) -> torch.Tensor:
    return net.normalise(torch.from_numpy(picture).permute(0, 3, 1, 2))


@pytest.mark.parametrize("arch", NETS)
def test_a_new_memory_changes_nothing(arch: str) -> None:
    net = CenterNet(4, arch).eval()
    image, other = (planes(net, pixels(seed)) for seed in (1, 2))
    with torch.no_grad():
        for alone, both in zip(net(image), net(image, other), strict=True):
            assert torch.equal(alone, both)


@pytest.mark.parametrize("arch", NETS)
def test_where_nothing_moved_the_memory_is_silent(arch: str) -> None:
    net = awake(arch)
    image, other = (planes(net, pixels(seed)) for seed in (1, 2))
    with torch.no_grad():
        alone, same, moved = net(image), net(image, image), net(image, other)
    assert torch.equal(alone.hmap, same.hmap)
    assert not torch.allclose(alone.hmap, moved.hmap)


@pytest.mark.parametrize("arch", NETS)
def test_the_memory_learns(arch: str) -> None:
    net = CenterNet(4, arch)
    image, other = (planes(net, pixels(seed)) for seed in (1, 2))
    net(image, other).hmap.square().sum().backward()
    assert net.memory is not None
    assert net.memory.weight.grad is not None
    assert net.memory.weight.grad.abs().sum() > 0


@pytest.mark.parametrize("arch", NETS)
def test_the_exported_file_takes_two_pictures_and_gives_the_same(arch: str, tmp_path: Path) -> None:
    net = awake(arch)
    export_onnx(net, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    image, before = pixels(1), pixels(2)
    given = session.run(None, {"image": image, "previous": before})
    with torch.no_grad():
        wanted = net(planes(net, image), planes(net, before))
    for ours, theirs in zip(wanted, given, strict=True):
        np.testing.assert_allclose(theirs, ours.numpy(), atol=2e-3, rtol=1e-3)
    assert net.memory is not None, "exporting leaves the net as it was"


def test_int8_reads_both_pictures_as_bytes(tmp_path: Path) -> None:
    net = awake(NETS[0])
    export_onnx(net, tmp_path / "model.onnx")
    quantize(tmp_path / "model.onnx", tmp_path / "int8.onnx", (pixels(s)[0] for s in range(4)))
    session = onnxruntime.InferenceSession(str(tmp_path / "int8.onnx"))
    image, before = pixels(1), pixels(2)
    hmap = session.run(["output_hmap"], {"image": image, "previous": before})[0]
    still = session.run(["output_hmap"], {"image": image, "previous": image})[0]
    with torch.no_grad():
        wanted = net(planes(net, image), planes(net, before)).hmap.numpy()
    spread = float(wanted.std())
    assert np.abs(hmap - wanted).mean() < 0.35 * spread
    assert np.abs(hmap - wanted).mean() < np.abs(still - wanted).mean()
    kinds = [node.op_type for node in _nodes(tmp_path / "int8.onnx")]
    assert "Cast" not in kinds, "normalising bytes to quantise them again is work for nothing"


def test_a_name_with_memory_is_read_and_written() -> None:
    for name in NETS:
        arch = arch_named(name)
        assert arch.memory
        assert arch_named(str(arch)) == arch
    assert str(arch_named("mobilenetv2_light+memory")) == "mobilenetv2_light+memory"


def _nodes(path: Path) -> list:
    import onnx

    return list(onnx.load(path).graph.node)
