"""The whole nets: sizes, shapes, and what must hold for every one of them."""

from __future__ import annotations

import hashlib

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from ml.archs import ARCHS
from ml.nets.centernet import CenterNet
from ml.nets.normalisation import HALF, IMAGENET

NETS = (*ARCHS, "resnet_18+light", "mobilenetv2+dcn-48-32-24+head-16")


def lively(arch: str, n_classes: int = 4) -> CenterNet:
    """A net in evaluation mode whose batch norms and offsets are not the identity."""
    torch.manual_seed(3)
    net = CenterNet(n_classes, arch)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if "conv_offset_mask" in name:
                parameter.normal_(std=0.1)
        net.train()(torch.rand(2, 3, 64, 64) * 2 - 1)
    return net.eval()


@pytest.mark.parametrize(
    ("arch", "n_classes", "n_parameters"),
    [("resnet_18", 80, 15_820_372), ("mobilenetv2", 3, 2_411_527)],
)
def test_the_articles_nets_have_the_articles_sizes(
    arch: str, n_classes: int, n_parameters: int
) -> None:
    net = CenterNet(n_classes, arch)
    assert sum(p.numel() for p in net.parameters() if p.requires_grad) == n_parameters


@pytest.mark.parametrize("arch", NETS)
@pytest.mark.parametrize(("height", "width"), [(64, 96), (96, 32)])
def test_maps_are_a_quarter_of_an_oblong_input(arch: str, height: int, width: int) -> None:
    with torch.inference_mode():
        maps = CenterNet(5, arch).eval()(torch.zeros(1, 3, height, width))
    assert maps.hmap.shape == (1, 5, height // 4, width // 4)
    assert maps.regs.shape == maps.w_h_.shape == (1, 2, height // 4, width // 4)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ((1, 3, 64, 100), "multiples of 32, not 100x64"),
        ((1, 3, 90, 64), "64x90"),
        ((1, 3, 0, 64), "64x0"),
        ((3, 64, 64), "takes"),
        ((1, 4, 64, 64), "takes"),
    ],
)
def test_other_inputs_are_refused_in_words(shape: tuple[int, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        CenterNet(4)(torch.zeros(shape))


@pytest.mark.parametrize("arch", NETS)
def test_a_batch_equals_its_pictures_one_by_one(arch: str) -> None:
    net = lively(arch)
    images = torch.rand(3, 3, 64, 96) * 2 - 1
    with torch.inference_mode():
        together = net(images)
        for i in range(3):
            for whole, alone in zip(together, net(images[i : i + 1]), strict=True):
                torch.testing.assert_close(whole[i : i + 1], alone, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("arch", NETS)
def test_the_gradient_reaches_every_parameter(arch: str) -> None:
    net = lively(arch).train()
    maps = net(torch.rand(2, 3, 64, 64))
    sum((m * torch.randn_like(m)).sum() for m in maps).backward()
    without = [k for k, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.parametrize("arch", NETS)
def test_half_precision_stays_near(arch: str) -> None:
    net = lively(arch)
    images = torch.rand(1, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        exact = net(images)
        with torch.autocast("cpu", torch.bfloat16):
            rough = net(images)
    for a, b in zip(exact, rough, strict=True):
        assert (a - b.float()).abs().max() < 0.05 * max(1.0, float(a.abs().max()))


def mirrored(net: nn.Module) -> nn.Module:
    """Mirror every kernel of `net`, in place, so that it sees the mirrored world as it was."""
    for name, module in net.named_modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d) or hasattr(
            module, "conv_offset_mask"
        ):
            module.weight.data = module.weight.data.flip(3)
        if name.endswith("conv_offset_mask"):
            for parameter in module.parameters():
                parameter.data = _mirrored_taps(parameter.data)
    return net


def _mirrored_taps(wanted: Tensor) -> Tensor:
    """Give each tap the offsets and mask of its mirror image, x turned round."""
    moves = wanted[:18].unflatten(0, (3, 3, 2)).flip(1)
    moves = torch.stack((moves[:, :, 0], -moves[:, :, 1]), dim=2).flatten(0, 2)
    masks = wanted[18:].unflatten(0, (3, 3)).flip(1).flatten(0, 1)
    return torch.cat((moves, masks))


@pytest.mark.parametrize("arch", NETS)
def test_necks_and_heads_know_no_left_and_right(arch: str) -> None:
    """Steps of two make an even-sized net uneven; everything after the backbone is symmetrical."""
    net = lively(arch)
    maps = {s: torch.rand(1, c, 128 // s, 64 // s) for s, c in net.backbone.channels.items()}
    with torch.inference_mode():
        seen = net.output_hmap(net.neck(maps))
        mirrored(net)
        again = net.output_hmap(net.neck({s: m.flip(3) for s, m in maps.items()}))
    torch.testing.assert_close(again.flip(3), seen, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("arch", ["mobilenetv2", "resnet_18"])
def test_backbones_know_no_left_and_right_where_sizes_are_odd(arch: str) -> None:
    backbone = lively(arch).backbone
    image = torch.rand(1, 3, 65, 97)
    with torch.inference_mode():
        seen = backbone(image)
        again = mirrored(backbone)(image.flip(3))
    for stride in backbone.channels:
        assert seen[stride].shape[2:] == (64 // stride + 1, 96 // stride + 1)
        torch.testing.assert_close(again[stride].flip(3), seen[stride], atol=1e-4, rtol=1e-4)


def test_pixels_become_what_the_backbone_expects() -> None:
    pixels = torch.tensor([0, 128, 255], dtype=torch.uint8).view(1, 1, 1, 3).expand(1, 3, 1, 3)
    half = CenterNet(4, "mobilenetv2").normalise
    assert half is HALF
    torch.testing.assert_close(half(pixels), pixels / 127.5 - 1)
    imagenet = CenterNet(4, "resnet_18").normalise
    assert imagenet is IMAGENET
    mean, std = torch.tensor(imagenet.mean), torch.tensor(imagenet.std)
    expected = (pixels / 255 - mean.view(1, 3, 1, 1)) / std.view(1, 3, 1, 1)
    torch.testing.assert_close(imagenet(pixels), expected)
    bright = imagenet(torch.full((1, 3, 2, 2), 255, dtype=torch.uint8))
    assert bright[0, :, 0, 0].tolist() == pytest.approx([2.2489, 2.4286, 2.64], abs=1e-3)


def test_checkpoints_of_the_light_net_keep_their_keys() -> None:
    """The detectors that exist were saved under these names and shapes; a change loses them."""
    state = CenterNet(4, "mobilenetv2_light").state_dict()
    told = "\n".join(f"{key} {tuple(value.shape)}" for key, value in state.items())
    assert (len(state), hashlib.sha256(told.encode()).hexdigest()[:16]) == (390, "10796d1fdd5ae24b")


@pytest.mark.parametrize("arch", NETS)
def test_a_few_steps_as_the_trainer_takes_them_learn_a_picture(arch: str) -> None:
    """In bfloat16 and channels last, with one bright square to find."""
    torch.manual_seed(1)
    net = CenterNet(1, arch).to(memory_format=torch.channels_last).train()
    pixels = torch.full((2, 3, 64, 64), 90, dtype=torch.uint8)
    wanted = torch.zeros(2, 1, 16, 16)
    for i, (x, y) in enumerate([(4, 8), (10, 5)]):
        pixels[i, :, 4 * y - 6 : 4 * y + 6, 4 * x - 6 : 4 * x + 6] = 230
        wanted[i, 0, y, x] = 1
    images = net.normalise(pixels).contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)
    losses = []
    for _ in range(14):
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(images).hmap
        loss = functional.binary_cross_entropy_with_logits(
            logits.float(), wanted, pos_weight=torch.tensor(50.0)
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]
