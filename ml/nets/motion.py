"""A net's memory: the frame before, seen as what has changed since.

A second first convolution looks at the difference of the two frames, and its result is added to
the first one's. It begins at zero, so that a net which learned from stills is the same net until it
learns what motion says. Early fusion of frames is what TrackNet does (arXiv:1907.03698) with three
pictures side by side; the difference needs one picture and half of the weights.
"""

from __future__ import annotations

import torch
from torch import nn


def stem_for_motion(stem: nn.Conv2d) -> nn.Conv2d:
    """A convolution of the shape of `stem`, with weights of zero."""
    twin = _like(stem, stem.in_channels)
    nn.init.zeros_(twin.weight)
    return twin


def joined(stem: nn.Conv2d, memory: nn.Conv2d) -> nn.Conv2d:
    """One convolution of (picture, frame before), six channels, that does what both did.

    stem(a) + memory(a - b) = (stem + memory)(a) - memory(b): exporting it so lets both pictures
    be read as bytes, and batch norm be folded in.
    """
    one = _like(stem, 2 * stem.in_channels)
    with torch.no_grad():
        one.weight.copy_(torch.cat([stem.weight + memory.weight, -memory.weight], dim=1))
    return one


def _like(stem: nn.Conv2d, in_channels: int) -> nn.Conv2d:
    if stem.bias is not None or isinstance(stem.padding, str):
        raise ValueError("the stem must be without bias and padded by numbers")
    return nn.Conv2d(
        in_channels,
        stem.out_channels,
        (stem.kernel_size[0], stem.kernel_size[1]),
        (stem.stride[0], stem.stride[1]),
        (stem.padding[0], stem.padding[1]),
        bias=False,
    )
