"""How far a saved Core ML package is from torch, and how long evaluating it takes beside torch.

    export PYTHONPATH=.:tests/support
    python tests/benchmarks/mil_evaluator.py                                  at 704x416
    python tests/benchmarks/mil_evaluator.py --only mobilenetv2_light+memory --frames 12

The shipped detector on the drawn practice, and the two other archs with necks and heads that have
learned to find drawn things, on pictures full of those. Errors are over every cell (logits, cells)
and at peaks from a score of 0.3 on (the score's, the offset's, the size's). Both are timed by turns
in one thread, so that a busy computer slows both; what counts is the ratio, the median over the
frames. In so short a time the whole resnet_18 learns nothing: of it only the times count, and the
errors of one with a narrow neck.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from phone_models import DECONV, scenes, trained_net
from torch import Tensor

from core.detections.preprocess import Letterbox
from core.phone.check_parts import Tolerance
from core.phone.map_comparison import MapComparison, Maps
from core.resources import default_model, sample_video
from core.text_table import aligned
from core.video.frame import Picture
from core.video.reader import VideoReader
from ml.export.coreml.container import write_package
from ml.export.coreml.program import converted, to_program
from ml.export.mil_evaluator import MilEvaluator
from ml.export.onnx import OUTPUTS
from ml.export.source import read_source
from ml.nets.centernet import CenterNet

SIZE = (704, 416)
SHIPPED = "mobilenetv2_light+memory"
ARCHS = (SHIPPED, "mobilenetv2", DECONV, "resnet_18")
WIDE_RATE = 2e-3
"""Of the step with which wide necks learn; `trained_net`'s own is for narrow ones."""
STEP = 9
"""Frames of the practice, and pixels of the drawn pictures, from one picture to the next."""


class Round(NamedTuple):
    """Seconds of one frame, and both maps."""

    torch_s: float
    ours_s: float
    expected: Maps
    found: Maps


def main() -> None:
    """Print a table of times and errors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=ARCHS, action="append")
    parser.add_argument("--frames", type=int, default=8)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    rows = [["net", "precision", "MB", "load s", "frame s", "torch s", "times", *_HEADS]]
    for arch in wanted.only or ARCHS:
        is_shipped = arch == SHIPPED
        net = read_source(default_model()).net if is_shipped else _learned(arch)
        pictures = (practice if is_shipped else full_of_things)(wanted.frames + 1)
        for precision in ("fp32", "fp16"):
            rows.append([arch, precision, *measured(net, precision, pictures)])
    print("\n".join(aligned(rows, left=(0, 1))))


_HEADS = [f"{head} {what}" for head in ("hmap", "regs", "w_h") for what in ("max", "mean", "peak")]


def practice(count: int) -> list[Picture]:
    """Letterboxed pictures of the shipped practice."""
    with VideoReader(sample_video()) as video:
        frames = [video.frame(60 + STEP * number).rgb for number in range(count)]
    box = Letterbox(frames[0].shape[1], frames[0].shape[0], *SIZE)
    return [box.apply(each) for each in frames]


def full_of_things(count: int) -> list[Picture]:
    """The drawn pictures that `trained_net` has learned from, side by side, moving along."""
    whole = np.concatenate([np.tile(picture, (2, 8, 1)) for picture, _ in scenes()])
    return [
        np.ascontiguousarray(np.roll(whole, number * STEP, axis=1)[: SIZE[1], : SIZE[0]])
        for number in range(count)
    ]


def _learned(arch: str) -> CenterNet:
    return trained_net(arch) if arch == DECONV else trained_net(arch, WIDE_RATE)


def planes(pictures: Sequence[Picture]) -> Tensor:
    """(N, 3, H, W) of bytes."""
    return torch.from_numpy(np.stack(pictures).transpose(0, 3, 1, 2).copy())


def measured(net: CenterNet, precision: str, pictures: list[Picture]) -> list[str]:
    """A row of the table."""
    comparison = MapComparison(OUTPUTS, Tolerance("only told"), np.full(4, 0.3, np.float32))
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as name:
        package = Path(name) / "net.mlpackage"
        made = converted(to_program(net, SIZE, precision, "ios16"), "none", "ios16")
        write_package(package, made.described("", {}), made.weights)
        begun = time.perf_counter()
        evaluator = MilEvaluator.load(package)
        load_s = time.perf_counter() - begun
        rounds = list(by_turns(net, evaluator, pictures))
    for each in rounds:
        comparison.add(each.expected, each.found)
    ours, theirs = ([getattr(r, k) for r in rounds] for k in ("ours_s", "torch_s"))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    figures = [
        f"{value:.1e}" if value is not None else "none"
        for head in comparison.figures()
        for value in (head.max_error, head.mean_error, head.max_at_peaks)
    ]
    seconds = [f"{load_s:.2f}", f"{min(ours):.2f}", f"{min(theirs):.2f}", f"{ratio:.2f}"]
    return [f"{len(made.weights) / 1e6:.1f}", *seconds, *figures]


def by_turns(net: CenterNet, evaluator: MilEvaluator, pictures: list[Picture]) -> Iterator[Round]:
    """Each picture by torch, then by the evaluator; both start from bytes."""
    for previous, picture in pairwise(pictures):
        begun = time.perf_counter()
        with torch.inference_mode():
            images = net.normalise(planes([picture, previous]))
            maps = net(images[:1], images[1:] if net.memory is not None else None)
        half = time.perf_counter()
        given = {"image": picture, "previous": previous}
        made = evaluator.evaluate({each.name: given[each.name] for each in evaluator.inputs})
        end = time.perf_counter()
        expected = tuple(each[0].numpy() for each in maps)
        found = tuple(made[name][0].numpy() for name in OUTPUTS)
        yield Round(half - begun, end - half, expected, found)


if __name__ == "__main__":
    main()
