"""What a CenterNet gives: three maps, named."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Maps(NamedTuple):
    """The net's raw outputs at stride 4. Lengths in cells; times the stride for pixels."""

    hmap: Tensor  # (N, C, H/4, W/4) logits of an object's centre, per class
    regs: Tensor  # (N, 2, H/4, W/4) centre minus cell index: x, y
    w_h_: Tensor  # (N, 2, H/4, W/4) box width, height
