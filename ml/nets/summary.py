"""Counting a net: its layers, parameters, multiply-adds and the size of its weights on disk."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from core.errors import ModelError
from core.training.net_summary import NetLayer, NetSummary
from ml import checkpoint
from ml.config import TrainConfig
from ml.nets.centernet import CenterNet
from ml.nets.deformable import TAPS, DeformableConv


class Size(NamedTuple):
    """A net's input in pixels, multiples of 32."""

    width: int
    height: int


def summarise(net: CenterNet, size: Size, checkpoint_bytes: int | None = None) -> NetSummary:
    """Pass one picture without pixels through a copy of `net` without weights, counting.

    Raises ValueError for a size that is not on the grid, and for a layer that has parameters and
    no rule here: a wrong sum would look like a right one.
    """
    layers: list[NetLayer] = []
    shell = copy.deepcopy(net).to("meta").eval()
    for name, module in shell.named_modules():
        if _counts(module):
            module.register_forward_hook(_counter(name, layers))
    with torch.inference_mode():
        shell(torch.zeros(1, 3, size.height, size.width, device="meta"))
    parameters = list(net.parameters())
    return NetSummary(
        arch=str(net.arch),
        classes=int(net.output_hmap[-1].out_channels),  # type: ignore[arg-type]
        width=size.width,
        height=size.height,
        layers=tuple(layers),
        parameters=sum(p.numel() for p in parameters),
        trainable_parameters=sum(p.numel() for p in parameters if p.requires_grad),
        multiply_adds=sum(layer.multiply_adds for layer in layers),
        checkpoint_bytes=_bytes_on_disk(net) if checkpoint_bytes is None else checkpoint_bytes,
        exportable=_is_exportable(net),
    )


def summarise_named(request: dict[str, Any]) -> NetSummary:
    """Do what `python -m ml summary` asks.

    The request names `arch` and `classes` (a number), or `checkpoint` (a file), and `width` and
    `height`. Raises ModelError, FileError, KeyError.
    """
    size = Size(request["width"], request["height"])
    try:
        if "checkpoint" not in request:
            if request["classes"] < 1:
                raise ValueError("it has no class")
            return summarise(CenterNet(request["classes"], request["arch"]), size)
        path = Path(request["checkpoint"])
        config = TrainConfig.from_mapping(checkpoint.load(path)["config"])
        net = CenterNet(len(config.classes), config.arch)
        return summarise(net, size, path.stat().st_size)
    except ValueError as error:
        raise ModelError(f"There is no such net: {error}.") from error


def _counts(module: nn.Module) -> bool:
    """Whether a module is a row: a leaf, or one with parameters of its own."""
    if isinstance(module, nn.Identity):
        return False
    return not list(module.children()) or bool(list(module.parameters(recurse=False)))


def _counter(name: str, layers: list[NetLayer]) -> Callable[[nn.Module, Any, Any], None]:
    def count(module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        layers.append(
            NetLayer(
                name=name,
                kind=_kind(module),
                output=tuple(output.shape[1:]),
                parameters=sum(p.numel() for p in module.parameters(recurse=False)),
                multiply_adds=multiply_adds(module, inputs[0], output),
            )
        )

    return count


def multiply_adds(module: nn.Module, x: Tensor, output: Tensor) -> int:
    """Multiply-adds of one layer from its input and output; products with padding count.

    A batch norm is one for each value (as it runs: a factor and a shift), bilinear upsampling
    four, a value that a deformable convolution reads five (four neighbours and its mask).
    Raises ValueError for a layer with parameters that has no rule.
    """
    match module:
        case nn.Conv2d():
            return output.numel() * module.weight[0].numel()
        case nn.ConvTranspose2d():
            return x.numel() * module.weight[0].numel()
        case nn.Linear():
            return output.numel() * module.in_features
        case nn.BatchNorm2d():
            return output.numel()
        case nn.Upsample(mode="bilinear"):
            return 4 * output.numel()
        case DeformableConv():
            read = TAPS * x.numel()
            return 5 * read + output.numel() * module.weight[0].numel()
    if list(module.parameters(recurse=False)):
        raise ValueError(f"there is no rule to count the multiply-adds of {type(module).__name__}")
    return 0


def _kind(module: nn.Module) -> str:
    """The type and what shapes it: kernel, stride, groups."""
    words = [type(module).__name__]
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | DeformableConv):
        words.append("x".join(str(side) for side in module.weight.shape[2:]))
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        if module.stride[0] != 1:
            words.append(f"/{module.stride[0]}")
        if module.groups != 1:
            words.append("depthwise" if module.groups == module.in_channels else "grouped")
    return " ".join(words)


def _bytes_on_disk(net: CenterNet) -> int:
    buffer = io.BytesIO()
    torch.save(net.state_dict(), buffer)
    return buffer.tell()


def _is_exportable(net: CenterNet) -> bool:
    try:
        net.arch.check_exportable()
    except ModelError:
        return False
    return True
