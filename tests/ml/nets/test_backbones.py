"""Backbones: torchvision's keys and shapes, blocks that can be frozen."""

from __future__ import annotations

import pytest
import torch

from ml.nets.backbone import Backbone
from ml.nets.mobilenet_v2 import MobileNetV2
from ml.nets.resnet import ResNet18

BN = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def torchvisions_mobilenet_keys() -> set[str]:
    """The keys of torchvision's `mobilenet_v2().features[:18]`, written out from its source."""
    keys = {"features.0.0.weight"} | {f"features.0.1.{b}" for b in BN}
    for i in range(1, 18):
        names = ["0.0", "1"] if i == 1 else ["0.0", "1.0", "2"]  # block 1 does not expand
        norms = ["0.1", "2"] if i == 1 else ["0.1", "1.1", "3"]
        keys |= {f"features.{i}.conv.{n}.weight" for n in names}
        keys |= {f"features.{i}.conv.{n}.{b}" for n in norms for b in BN}
    return keys


def torchvisions_resnet_shapes() -> dict[str, tuple[int, ...]]:
    """The keys and shapes of torchvision's `resnet18()` without `fc`, written out by its rule."""
    shapes: dict[str, tuple[int, ...]] = {"conv1.weight": (64, 3, 7, 7)}
    norms = {"bn1": 64}
    c_in = 64
    for stage, width in enumerate((64, 128, 256, 512), 1):
        for block in (0, 1):
            at = f"layer{stage}.{block}"
            shapes[f"{at}.conv1.weight"] = (width, c_in, 3, 3)
            shapes[f"{at}.conv2.weight"] = (width, width, 3, 3)
            norms |= {f"{at}.bn1": width, f"{at}.bn2": width}
            if c_in != width:
                shapes[f"{at}.downsample.0.weight"] = (width, c_in, 1, 1)
                norms[f"{at}.downsample.1"] = width
            c_in = width
    for name, width in norms.items():
        shapes |= {f"{name}.{b}": () if b == BN[-1] else (width,) for b in BN}
    return shapes


def test_mobilenet_has_torchvisions_keys() -> None:
    assert set(MobileNetV2().state_dict()) == torchvisions_mobilenet_keys()


def test_resnet_has_torchvisions_keys_and_shapes() -> None:
    own = {key: tuple(value.shape) for key, value in ResNet18().state_dict().items()}
    assert own == torchvisions_resnet_shapes()
    assert sum(p.numel() for p in ResNet18().parameters()) == 11_689_512 - 513_000  # its fc


@pytest.mark.parametrize("make", [MobileNetV2, ResNet18])
def test_maps_have_the_widths_they_promise(make: type[Backbone]) -> None:
    backbone = make().eval()
    with torch.inference_mode():
        maps = backbone(torch.zeros(1, 3, 64, 96))
    assert {s: m.shape[1:] for s, m in maps.items()} == {
        s: (c, 64 // s, 96 // s) for s, c in backbone.channels.items()
    }


@pytest.mark.parametrize("make", [MobileNetV2, ResNet18])
def test_blocks_hold_every_weight_once_and_in_order(make: type[Backbone]) -> None:
    backbone = make()
    held = [p for block in backbone.blocks() for p in block.parameters()]
    assert [id(p) for p in held] == [id(p) for p in backbone.parameters()]
    backbone.first_blocks(4).requires_grad_(False)
    frozen = [not p.requires_grad for p in backbone.parameters()]
    n_frozen = sum(frozen)
    assert 0 < n_frozen < len(frozen)
    assert frozen == sorted(frozen, reverse=True)
    assert len(backbone.first_blocks(0)) == 0


def test_a_resnet_block_computes_what_the_paper_says() -> None:
    """The stem and the first block, written out once more with bare functions."""
    from torch.nn import functional as f

    torch.manual_seed(1)
    net = ResNet18().eval()
    image = torch.rand(1, 3, 64, 64)
    flat = f.max_pool2d(f.conv2d(image, net.conv1.weight, stride=2, padding=3).relu(), 3, 2, 1)
    block = net.layer1[0]
    inner = f.conv2d(flat, block.conv1.weight, padding=1).relu()
    expected = (f.conv2d(inner, block.conv2.weight, padding=1) + flat).relu()
    with torch.inference_mode():
        out = net.layer1[0](net.maxpool(net.relu(net.bn1(net.conv1(image)))))
    torch.testing.assert_close(out, expected.detach(), atol=1e-3, rtol=1e-3)
