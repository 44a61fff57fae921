"""Running a net or an exported file over labelled pictures, through the decode that ships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.dataset.labels import LabelledPicture
from core.detections.decode import decode
from core.detections.detections import Detections
from core.detections.preprocess import Letterbox, oriented_input
from core.video.frame import Picture
from ml.config import STRIDE
from ml.data.frames import read_rgb
from ml.metrics import ClassMetrics, evaluate_detections
from ml.nets.centernet import CenterNet

RawMaps = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
Forward = Callable[[Picture], RawMaps]
"""An input picture (H, W, 3) -> hmap (C, h, w), regs (2, h, w), w_h_ (2, h, w)."""

LOWEST_SCORE = 0.01  # average precision needs the doubtful ones too
TOP_K = 100


def forward_of_net(net: CenterNet) -> Forward:
    """A float32 eager net in evaluation mode as a `Forward`."""
    net.eval()

    def forward(picture: Picture) -> RawMaps:
        with torch.inference_mode():
            maps = net(net.normalise(torch.from_numpy(picture).permute(2, 0, 1)[None]))
        return maps.hmap[0].numpy(), maps.regs[0].numpy(), maps.w_h_[0].numpy()

    return forward


def forward_of_onnx(path: Path, threads: int = 2) -> Forward:
    """An exported file on ONNX Runtime's CPU as a `Forward`. Raises ORT's errors for a bad file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def forward(picture: Picture) -> RawMaps:
        hmap, regs, w_h = session.run(None, {"image": picture[None]})
        return hmap[0], regs[0], w_h[0]

    return forward


def find(
    forward: Forward, picture: Picture, input_size: tuple[int, int], n_classes: int
) -> Detections:
    """All boxes down to `LOWEST_SCORE`, in pixels of `picture`; `input_size` is (width, height)."""
    source = picture.shape[1], picture.shape[0]
    box = Letterbox(*source, *oriented_input(input_size, source))
    limits = np.full(n_classes, LOWEST_SCORE, np.float32)
    xyxy, score, kind = decode(
        *forward(box.apply(picture)), stride=STRIDE, top_k=TOP_K, thresholds=limits
    )
    return Detections.of(0, box.to_source(xyxy), score, kind)


def evaluate(
    forward: Forward,
    frames: Sequence[LabelledPicture],
    classes: tuple[str, ...],
    input_size: tuple[int, int],
    thresholds: dict[str, float] | None = None,
) -> dict[str, ClassMetrics]:
    """Metrics per class of `forward` on pictures from disk."""
    found = [find(forward, read_rgb(f.path), input_size, len(classes)) for f in frames]
    return evaluate_detections(frames, found, classes, thresholds)
