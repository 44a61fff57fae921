"""The deformable convolution, beside the plain one and beside its definition in slow loops."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from ml.nets.deformable import DeformableConv, sample_taps


def read_at(channel: Tensor, y: float, x: float) -> float:
    """Bilinear, by the four cells around a place; zero outside."""
    height, width = channel.shape
    top, left = math.floor(y), math.floor(x)
    total = 0.0
    for row, column in ((top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)):
        if 0 <= row < height and 0 <= column < width:
            share = (1 - abs(y - row)) * (1 - abs(x - column))
            total += share * float(channel[row, column])
    return total


def slow_convolution(conv: DeformableConv, x: Tensor, offset: Tensor, mask: Tensor) -> Tensor:
    """Equation 1 of the paper, one product at a time."""
    n, c_in, height, width = x.shape
    out = torch.zeros(n, conv.weight.shape[0], height, width, dtype=x.dtype)
    for i in range(n):
        for row in range(height):
            for column in range(width):
                for k in range(9):
                    y = row + k // 3 - 1 + float(offset[i, 2 * k, row, column])
                    x_ = column + k % 3 - 1 + float(offset[i, 2 * k + 1, row, column])
                    for c in range(c_in):
                        value = read_at(x[i, c], y, x_) * float(mask[i, k, row, column])
                        out[i, :, row, column] += conv.weight[:, c, k // 3, k % 3] * value
    return out + conv.bias.view(1, -1, 1, 1)


def example(seed: int, size: tuple[int, int] = (4, 5)) -> tuple[DeformableConv, Tensor]:
    torch.manual_seed(seed)
    conv = DeformableConv(2, 3).double()
    torch.nn.init.normal_(conv.bias)
    return conv, torch.randn(2, 2, *size, dtype=torch.float64)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([0.3, 2.0, 9.0]))
def test_it_is_what_the_paper_defines(seed: int, spread: float) -> None:
    conv, x = example(seed, (3, 4))
    offset = torch.randn(2, 18, 3, 4, dtype=torch.float64) * spread
    mask = torch.rand(2, 9, 3, 4, dtype=torch.float64)
    with torch.no_grad():
        fast, slow = conv.convolve(x, offset, mask), slow_convolution(conv, x, offset, mask)
    torch.testing.assert_close(fast, slow, atol=1e-9, rtol=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_without_movement_it_is_the_plain_convolution(seed: int) -> None:
    conv, x = example(seed)
    still, full = torch.zeros(2, 18, 4, 5), torch.ones(2, 9, 4, 5)
    plain = functional.conv2d(x, conv.weight, conv.bias, padding=1)
    torch.testing.assert_close(conv.convolve(x, still, full), plain)


def test_it_starts_as_a_plain_convolution_of_half_strength() -> None:
    conv, x = example(1)
    plain = functional.conv2d(x, conv.weight, padding=1)
    torch.testing.assert_close(conv(x), plain / 2 + conv.bias.view(1, -1, 1, 1))


@pytest.mark.parametrize(("dy", "dx"), [(0, 1), (-1, 0), (2, -1)])
def test_whole_offsets_shift_the_map(dy: int, dx: int) -> None:
    conv, x = example(2, (6, 7))
    offset = torch.tensor([dy, dx] * 9, dtype=torch.float64).view(1, 18, 1, 1).expand(2, 18, 6, 7)
    moved = torch.zeros(2, 2, 12, 13, dtype=torch.float64)
    moved[:, :, 3:9, 3:10] = x
    moved = moved.roll((-dy, -dx), (2, 3))[:, :, 2:10, 2:11]
    torch.testing.assert_close(
        conv.convolve(x, offset, torch.ones(2, 9, 6, 7, dtype=torch.float64)),
        functional.conv2d(moved, conv.weight, conv.bias),
    )


def test_its_gradients_are_right() -> None:
    """Against finite differences, for the map, the offsets, the masks and the kernel."""
    conv, x = example(3, (3, 4))
    # Between cells: on a cell's centre bilinear reading has a corner and no gradient.
    offset = torch.rand(2, 18, 3, 4, dtype=torch.float64) * 0.8 + 0.1
    mask = torch.rand(2, 9, 3, 4, dtype=torch.float64)
    for value in (x, offset, mask):
        value.requires_grad_()
    assert torch.autograd.gradcheck(conv.convolve, (x, offset, mask))
    assert torch.autograd.gradcheck(
        lambda weight: torch.func.functional_call(conv, {"weight": weight}, (x.detach(),)),
        (conv.weight.detach().requires_grad_(),),
    )


def test_a_map_of_one_cell_is_read() -> None:
    taps = sample_taps(torch.full((1, 1, 1, 1), 4.0), torch.zeros(1, 18, 1, 1))
    assert taps.flatten().tolist() == [0, 0, 0, 0, 4, 0, 0, 0, 0]


def test_places_stay_exact_in_half_precision() -> None:
    ramp = torch.arange(200.0).view(1, 1, 1, 200)
    taps = sample_taps(ramp.bfloat16().expand(1, 1, 3, 200), torch.zeros(1, 18, 3, 200).bfloat16())
    torch.testing.assert_close(taps[0, 0, 4, 1], ramp[0, 0, 0].bfloat16().float())


def test_it_learns_to_look_aside() -> None:
    """A target that is the map one and a half cells to the right is beyond a plain 3x3 kernel's
    middle tap; the offsets find it."""
    torch.manual_seed(5)
    conv = DeformableConv(1, 1)
    x = functional.avg_pool2d(torch.rand(4, 1, 14, 20), 3, 1, 1)
    wanted = functional.grid_sample(
        x, torch.stack(torch.meshgrid(
            torch.linspace(-1, 1, 20) + 5 / 19, torch.linspace(-1, 1, 14), indexing="xy"
        ), -1).expand(4, 14, 20, 2), align_corners=True,
    )  # fmt: skip
    optimizer = torch.optim.Adam(conv.parameters(), lr=0.02)
    losses = []
    for _ in range(150):
        optimizer.zero_grad()
        loss = ((conv(x) - wanted)[:, :, :, :16] ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.05 * losses[0]
