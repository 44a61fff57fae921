"""The nets' shapes, sizes and names."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ml.nets.centernet import ARCHS, CenterNet
from ml.nets.mobilenet_v2 import MobileNetV2, load_imagenet

IMAGENET = Path(__file__).parents[3] / "shared/data/weights/mobilenetv2_imagenet.pth"


@pytest.mark.parametrize("arch", ARCHS)
def test_maps_are_a_quarter_of_the_input(arch: str) -> None:
    maps = CenterNet(4, arch).eval()(torch.zeros(1, 3, 64, 96))
    assert maps.hmap.shape == (1, 4, 16, 24)
    assert maps.regs.shape == maps.w_h_.shape == (1, 2, 16, 24)


def test_the_articles_net_has_the_articles_size() -> None:
    net = CenterNet(3, "mobilenetv2")
    assert sum(p.numel() for p in net.parameters()) == 2_411_527


@pytest.mark.parametrize("arch", ARCHS)
def test_a_batch_equals_its_pictures_one_by_one(arch: str) -> None:
    torch.manual_seed(0)
    net = CenterNet(4, arch).eval()
    images = torch.rand(3, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        together = net(images)
        for i in range(3):
            for whole, alone in zip(together, net(images[i : i + 1]), strict=True):
                torch.testing.assert_close(whole[i : i + 1], alone, atol=1e-5, rtol=1e-4)


def test_an_unknown_arch_is_refused() -> None:
    with pytest.raises(ValueError, match="mobilenetv2_light"):
        CenterNet(4, "vgg")


def torchvision_keys() -> set[str]:
    """The keys of torchvision's `mobilenet_v2().features[:18]`, written out from its source."""
    bn = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    keys = {"features.0.0.weight"} | {f"features.0.1.{b}" for b in bn}
    for i in range(1, 18):
        names = ["0.0", "1"] if i == 1 else ["0.0", "1.0", "2"]  # block 1 does not expand
        norms = ["0.1", "2"] if i == 1 else ["0.1", "1.1", "3"]
        keys |= {f"features.{i}.conv.{n}.weight" for n in names}
        keys |= {f"features.{i}.conv.{n}.{b}" for n in norms for b in bn}
    return keys


def test_the_backbone_has_torchvisions_keys() -> None:
    assert set(MobileNetV2().state_dict()) == torchvision_keys()


def test_weights_that_do_not_fit_are_named() -> None:
    state = MobileNetV2().state_dict()
    del state["features.3.conv.2.weight"]
    state["features.0.0.weight"] = torch.zeros(16, 3, 3, 3)
    with pytest.raises(KeyError, match=r"features\.0\.0\.weight, features\.3\.conv\.2\.weight"):
        load_imagenet(MobileNetV2(), state)


@pytest.mark.shared
@pytest.mark.skipif(not IMAGENET.exists(), reason="needs the shared backbone weights")
def test_public_imagenet_weights_load() -> None:
    state = torch.load(IMAGENET, map_location="cpu", weights_only=True)
    backbone = MobileNetV2()
    load_imagenet(backbone, state)
    torch.testing.assert_close(
        backbone.state_dict()["features.17.conv.2.weight"], state["features.17.conv.2.weight"]
    )
