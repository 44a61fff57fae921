"""Running a net or an exported file over labelled pictures, through the decode that ships."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.dataset.labels import LabelledPicture
from core.detections.decode import decode
from core.detections.detections import Detections
from core.detections.preprocess import Letterbox, oriented_input
from core.errors import Cancelled
from core.evaluation.figures import ClassMetrics
from core.video.frame import Picture
from ml.config import STRIDE
from ml.data.frames import read_rgb
from ml.metrics import evaluate_detections

if TYPE_CHECKING:  # torch takes seconds to load, and judging an exported file needs none of it
    from ml.nets.centernet import CenterNet

RawMaps = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
Pictures = NDArray[np.uint8]
Seen = Callable[[int, int], None]

LOWEST_SCORE = 0.01  # average precision needs the doubtful ones too
TOP_K = 100


@dataclass(frozen=True)
class Forward:
    """What gives raw maps: called with an input picture (H, W, 3), it returns its hmap
    (C, h, w), regs (2, h, w) and w_h_ (2, h, w).

    `run` takes pictures (N, H, W, 3) of one size, `batch` of them at most, and gives maps with
    N in front. `runtime` and `threads` say what computes.
    """

    run: Callable[[Pictures], RawMaps]
    batch: int = 1
    runtime: str = ""
    threads: int = 1

    def __call__(self, picture: Picture) -> RawMaps:
        """The maps of one picture."""
        hmap, regs, w_h = self.run(picture[None])
        return hmap[0], regs[0], w_h[0]


def forward_of_net(net: CenterNet, batch: int = 0) -> Forward:
    """A float32 eager net in evaluation mode, where it lies, as a `Forward`.

    A `batch` of 0 is the device's own: 8, and 1 on a CPU, where more at once was measured to be
    slower (0.13 s of processor time for a picture of 640x352 by itself, 0.15 in a batch of 4).
    """
    import torch

    net.eval()
    device = next(net.parameters()).device

    def run(pictures: Pictures) -> RawMaps:
        with torch.inference_mode():
            images = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2)
            maps = net(net.normalise(images.to(device)))
        return maps.hmap.cpu().numpy(), maps.regs.cpu().numpy(), maps.w_h_.cpu().numpy()

    own = 1 if device.type == "cpu" else 8
    return Forward(run, batch or own, f"torch on {device.type}", torch.get_num_threads())


def forward_of_onnx(path: Path, threads: int = 2) -> Forward:
    """An exported file on ONNX Runtime's CPU as a `Forward`. Raises ORT's errors for a bad file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Waiting threads that spin take the cores from the one that reads pictures meanwhile.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    inputs = [each.name for each in session.get_inputs()]

    def run(pictures: Pictures) -> RawMaps:
        # The files are for one picture at a time.
        # Of stills there is no frame before: nothing has moved.
        maps = [session.run(None, dict.fromkeys(inputs, p[None])) for p in pictures]
        hmap, regs, w_h = (np.concatenate(each) for each in zip(*maps, strict=True))
        return hmap, regs, w_h

    return Forward(run, 1, "ONNX Runtime", threads)


def find(
    forward: Forward, picture: Picture, input_size: tuple[int, int], n_classes: int
) -> Detections:
    """All boxes down to `LOWEST_SCORE`, in pixels of `picture`; `input_size` is (width, height)."""
    box, fitted = fit(picture, input_size)
    return boxes_of(forward(fitted), box, n_classes)


def fit(picture: Picture, input_size: tuple[int, int]) -> tuple[Letterbox, Picture]:
    """The input (H, W, 3) of a picture, upright for an upright one, and the way back from it."""
    source = picture.shape[1], picture.shape[0]
    box = Letterbox(*source, *oriented_input(input_size, source))
    return box, box.apply(picture)


def boxes_of(maps: RawMaps, box: Letterbox, n_classes: int) -> Detections:
    """The boxes of one picture's maps down to `LOWEST_SCORE`, in pixels of the source."""
    limits = np.full(n_classes, LOWEST_SCORE, np.float32)
    xyxy, score, kind = decode(*maps, stride=STRIDE, top_k=TOP_K, thresholds=limits)
    return Detections.of(0, box.to_source(xyxy), score, kind)


def find_all(
    forward: Forward,
    frames: Sequence[LabelledPicture],
    input_size: tuple[int, int],
    n_classes: int,
    cancelled: Callable[[], bool] = lambda: False,
    seen: Seen = lambda done, total: None,
) -> list[Detections]:
    """As `find` for each picture on disk. A thread reads them ahead; the net takes batches.

    `seen` hears (done, of). Raises Cancelled, OSError for a picture that cannot be read.
    """
    found: list[Detections] = [Detections.empty()] * len(frames)
    waiting: dict[tuple[int, ...], list[tuple[int, Letterbox, Picture]]] = {}
    done = 0

    def judge(group: list[tuple[int, Letterbox, Picture]]) -> None:
        nonlocal done
        hmap, regs, w_h = forward.run(np.stack([picture for _, _, picture in group]))
        for row, (index, box, _) in enumerate(group):
            found[index] = boxes_of((hmap[row], regs[row], w_h[row]), box, n_classes)
        done += len(group)
        seen(done, len(frames))

    for index, (box, picture) in enumerate(_ahead(frames, input_size, 2 * forward.batch + 2)):
        if cancelled():
            raise Cancelled
        group = waiting.setdefault(picture.shape, [])
        group.append((index, box, picture))
        if len(group) == forward.batch:
            judge(waiting.pop(picture.shape))
    for group in waiting.values():
        judge(group)
    return found


def evaluate(
    forward: Forward,
    frames: Sequence[LabelledPicture],
    classes: tuple[str, ...],
    input_size: tuple[int, int],
    thresholds: dict[str, float] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, ClassMetrics]:
    """Metrics per class of `forward` on pictures from disk. Raises as `find_all`."""
    found = find_all(forward, frames, input_size, len(classes), cancelled)
    return evaluate_detections(frames, found, classes, thresholds)


def _ahead(
    frames: Sequence[LabelledPicture], input_size: tuple[int, int], most: int
) -> Iterator[tuple[Letterbox, Picture]]:
    """Inputs in order, read by one thread that is up to `most` pictures ahead."""
    coming: deque[Future[tuple[Letterbox, Picture]]] = deque()
    with ThreadPoolExecutor(1, "pictures") as pool:
        try:
            for frame in frames:
                coming.append(pool.submit(lambda path: fit(read_rgb(path), input_size), frame.path))
                if len(coming) >= most:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()
        finally:
            for future in coming:
                future.cancel()
