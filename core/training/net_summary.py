"""What a net is made of and what it costs: the words in which the trainer tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NetLayer:
    """One layer, in the order in which a picture passes.

    ``kind`` is the layer's type and what shapes it, as in "Conv2d 3x3 /2". ``output`` is its
    shape without the batch: (channels, height, width). ``multiply_adds`` are for one picture;
    products with padding count.
    """

    name: str
    kind: str
    output: tuple[int, ...]
    parameters: int
    multiply_adds: int


@dataclass(frozen=True)
class NetSummary:
    """A whole net at one input size (pixels). ``checkpoint_bytes`` is the size of its weights on
    disk, or of the checkpoint file that was asked about."""

    arch: str
    classes: int
    width: int
    height: int
    layers: tuple[NetLayer, ...]
    parameters: int
    trainable_parameters: int
    multiply_adds: int
    checkpoint_bytes: int
    exportable: bool
