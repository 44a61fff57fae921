"""Everything that can compute a detector's maps, behind one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.detections.onnx_detector import open_session
from core.phone.check_report import Runtime
from core.phone.map_comparison import Maps
from core.video.frame import Picture
from ml.nets.centernet import CenterNet

Run = Callable[[Picture, Picture], Maps]
"""(picture, the frame before), both (H, W, 3) RGB uint8 -> maps; nets without a memory look at
the first one only."""


@dataclass(frozen=True)
class Runner:
    """One runtime with a file. `precision` is float32, float16 or int8."""

    runtime: Runtime
    file: str
    precision: str
    run: Run
    compression: str = "none"


def torch_runner(net: CenterNet) -> Run:
    """The net itself, in evaluation mode and float32."""
    net.eval()

    def run(picture: Picture, previous: Picture) -> Maps:
        return eager(net, net.normalise, picture, previous)

    return run


def eager(
    net: CenterNet, normalise: Callable[[Tensor], Tensor], picture: Picture, previous: Picture
) -> Maps:
    """Run the net as it is, in the mode it is in, on pictures made numbers by `normalise`."""
    with torch.inference_mode():
        maps = net(normalise(planes(picture)), normalise(planes(previous)))
    hmap, regs, w_h = (each[0].float().numpy() for each in maps)
    return hmap, regs, w_h


def planes(picture: Picture) -> Tensor:
    """(H, W, 3) uint8 -> (1, 3, H, W) float32 of 0..255."""
    return torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float()


def onnx_runner(path: Path, runtime: Runtime, threads: int) -> Runner:
    """A file on ONNX Runtime's CPU. Raises ModelError for one that cannot be read."""
    session = open_session(path, threads)
    names = [each.name for each in session.get_inputs()]
    outputs = [each.name for each in session.get_outputs()]

    def run(picture: Picture, previous: Picture) -> Maps:
        feed = dict(zip(names, (picture[None], previous[None]), strict=False))
        hmap, regs, w_h = session.run(outputs, feed)
        return hmap[0], regs[0], w_h[0]

    precision = "int8" if runtime is Runtime.ONNX_INT8 else "float32"
    return Runner(runtime, path.name, precision, run)
