"""The summary's sums, beside sums made in other ways."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.errors import ModelError
from core.training.net_summary import NetSummary
from ml import checkpoint
from ml.archs import ARCHS
from ml.config import TrainConfig
from ml.nets.centernet import CenterNet
from ml.nets.deformable import DeformableConv
from ml.nets.summary import Size, multiply_adds, summarise, summarise_named

SMALL = Size(96, 64)


def of_kinds(summary: NetSummary, *kinds: str) -> int:
    """The multiply-adds of the layers whose kind begins with one of these."""
    return sum(x.multiply_adds for x in summary.layers if x.kind.startswith(kinds))


@pytest.mark.parametrize("arch", [*ARCHS, "resnet_18+light"])
def test_convolutions_cost_what_torchs_own_counter_says(arch: str) -> None:
    net = CenterNet(4, arch)
    summary = summarise(net, SMALL)
    counter = FlopCounterMode(display=False)
    with counter, torch.inference_mode():
        net.eval()(torch.zeros(1, 3, SMALL.height, SMALL.width))
    ours = of_kinds(summary, "Conv2d", "ConvTranspose2d")
    for layer in summary.layers:
        if layer.kind.startswith("Deformable"):
            # Torch counts the kernel alone, not the reading of its nine moved taps.
            c_in = (layer.parameters // layer.output[0] - 1) // 9
            read = 9 * c_in * layer.output[1] * layer.output[2]
            ours += layer.multiply_adds - 5 * read
    assert 2 * ours == counter.get_total_flops()


@pytest.mark.parametrize("arch", ARCHS)
def test_layers_add_up_to_the_net(arch: str) -> None:
    net = CenterNet(3, arch)
    net.backbone.first_blocks(3).requires_grad_(False)
    summary = summarise(net, SMALL)
    assert sum(x.parameters for x in summary.layers) == summary.parameters
    assert summary.parameters == sum(p.numel() for p in net.parameters())
    frozen = sum(p.numel() for p in net.parameters() if not p.requires_grad)
    assert summary.trainable_parameters == summary.parameters - frozen < summary.parameters
    assert sum(x.multiply_adds for x in summary.layers) == summary.multiply_adds
    assert {x.name for x in summary.layers} <= {name for name, _ in net.named_modules()}
    assert [x.output for x in summary.layers if x.name == "output_hmap.2"] == [(3, 16, 24)]
    assert (summary.arch, summary.classes) == (arch, 3)
    assert summary.exportable == (arch != "resdcn_18")


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (nn.Conv2d(3, 8, 3, 2, padding=1), (1, 3, 8, 8), 8 * 4 * 4 * 27),
        (nn.Conv2d(6, 6, 3, padding=1, groups=6), (1, 6, 4, 4), 6 * 16 * 9),
        (nn.ConvTranspose2d(5, 2, 4, 2, 1), (1, 5, 3, 3), 5 * 9 * 2 * 16),
        (nn.Linear(7, 3), (1, 7), 21),
        (nn.BatchNorm2d(4).eval(), (1, 4, 5, 5), 100),
        (nn.Upsample(scale_factor=2.0, mode="bilinear"), (1, 2, 3, 3), 4 * 2 * 36),
        (DeformableConv(2, 3), (1, 2, 4, 4), 9 * 2 * 16 * (4 + 1 + 3)),
        (nn.ReLU(), (1, 2, 3, 3), 0),
    ],
)
def test_each_rule_by_hand(layer: nn.Module, shape: tuple[int, ...], expected: int) -> None:
    x = torch.zeros(shape)
    with torch.inference_mode():
        assert multiply_adds(layer, x, layer(x)) == expected


def test_a_layer_without_a_rule_is_no_zero() -> None:
    layer = nn.PReLU()
    x = torch.zeros(1, 2, 2, 2)
    with pytest.raises(ValueError, match="PReLU"):
        multiply_adds(layer, x, layer(x))


def test_counting_changes_nothing() -> None:
    net = CenterNet(2).train()
    before = {k: v.clone() for k, v in net.state_dict().items()}
    summarise(net, SMALL)
    assert net.training
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())
    assert not any(module._forward_hooks for module in net.modules())


def test_four_times_the_pixels_cost_four_times_the_work() -> None:
    net = CenterNet(2)
    once, large = summarise(net, SMALL), summarise(net, Size(192, 128))
    assert large.multiply_adds == 4 * once.multiply_adds


def test_weights_on_disk_are_measured(tmp_path: Path) -> None:
    net = CenterNet(4)
    path = tmp_path / "net.pt"
    torch.save(net.state_dict(), path)
    # The archive repeats its own name at every tensor.
    assert summarise(net, SMALL).checkpoint_bytes == pytest.approx(path.stat().st_size, rel=0.01)


def test_a_checkpoint_is_summarised_at_its_own_size(tmp_path: Path) -> None:
    config = TrainConfig(dataset="d", run_dir="r", arch="mobilenetv2")
    path = tmp_path / "last.pt"
    checkpoint.save(path, {"config": {"dataset": "d", "run_dir": "r", "arch": config.arch}})
    summary = summarise_named({"checkpoint": str(path), "width": 96, "height": 64})
    assert (summary.arch, summary.classes) == ("mobilenetv2", len(config.classes))
    assert summary.checkpoint_bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"arch": "vgg", "classes": 4, "width": 64, "height": 64}, "resnet_18"),
        ({"arch": "resnet_18", "classes": 0, "width": 64, "height": 64}, "no class"),
        ({"arch": "mobilenetv2", "classes": 4, "width": 640, "height": 360}, "multiples of 32"),
    ],
)
def test_nets_that_cannot_be_are_refused(request_: dict[str, object], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        summarise_named(request_)
