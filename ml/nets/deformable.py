"""The modulated deformable convolution (arXiv:1811.11168, DCNv2), written with `grid_sample`."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 3
TAPS = SIDE * SIDE


def sample_taps(x: Tensor, offset: Tensor) -> Tensor:
    """Read the map where each tap of a 3x3 kernel, moved by its offset, falls.

    (N, C, H, W) and offsets (N, 18, H, W) in cells, (y, x) for each tap in reading order, ->
    (N, C, 9, H, W), bilinear, zero outside. Places are computed in float32 at least: in bfloat16
    a place on a map of 160 cells would be off by up to half a cell.
    """
    n, c, h, w = x.shape
    dtype = torch.promote_types(x.dtype, torch.float32)
    rows = torch.arange(h, device=x.device, dtype=dtype).view(1, 1, h, 1)
    columns = torch.arange(w, device=x.device, dtype=dtype).view(1, 1, 1, w)
    tap = torch.arange(TAPS, device=x.device).view(1, TAPS, 1, 1)
    move = offset.to(dtype).reshape(n, TAPS, 2, h, w)
    y = rows + (tap // SIDE - 1) + move[:, :, 0]
    x_ = columns + (tap % SIDE - 1) + move[:, :, 1]
    # Without align_corners -1 and 1 are the outer edges, half a cell beyond the first centre.
    grid = torch.stack(((2 * x_ + 1) / w - 1, (2 * y + 1) / h - 1), dim=-1)
    taps = functional.grid_sample(
        x.to(dtype),
        grid.view(n, TAPS * h, w, 2),
        mode="bilinear",
        padding_mode="zeros",
        align_corners=False,
    )
    return taps.reshape(n, c, TAPS, h, w)


class DeformableConv(nn.Module):
    """A 3x3 convolution, stride 1, whose taps move and fade as the map itself asks.

    Offsets and masks come from a convolution that starts at zero: no movement, masks of a half.
    Keys and their order as in CenterNet's DCNv2: `weight`, `bias`, `conv_offset_mask.*` with 18
    offsets and 9 mask logits.
    """

    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        like = nn.Conv2d(c_in, c_out, SIDE, padding=1)
        self.weight = nn.Parameter(like.weight.detach().clone())
        self.bias = nn.Parameter(torch.zeros(c_out))
        self.conv_offset_mask = nn.Conv2d(c_in, 3 * TAPS, SIDE, padding=1)
        for parameter in self.conv_offset_mask.parameters():
            nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, H, W)."""
        wanted = self.conv_offset_mask(x)
        return self.convolve(x, wanted[:, : 2 * TAPS], torch.sigmoid(wanted[:, 2 * TAPS :]))

    def convolve(self, x: Tensor, offset: Tensor, mask: Tensor) -> Tensor:
        """The convolution at given offsets (N, 18, H, W), see `sample_taps`, and masks (N, 9, H, W)
        of 0..1."""
        n, c, h, w = x.shape
        taps = sample_taps(x, offset) * mask.unsqueeze(1)
        # Flattened, not viewed: the trainer keeps weights and maps with their channels last.
        kernel = self.weight.flatten(1).unsqueeze(2)
        out = functional.conv1d(taps.reshape(n, c * TAPS, h * w), kernel, self.bias)
        return out.unflatten(2, (h, w))
