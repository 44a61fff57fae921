"""How far a saved Core ML package is from torch, and how long evaluating it takes beside torch.

    python tests/benchmarks/mil_evaluator.py                                  at 704x416
    python tests/benchmarks/mil_evaluator.py --resnet resnet18_imagenet_partial.pth
    python tests/benchmarks/mil_evaluator.py --only mobilenetv2_light+memory --frames 12

The shipped detector, and the two other archs with neck and heads fitted for a moment to what the
shipped one sees in the drawn practice: mobilenetv2 on its backbone, resnet_18 on ImageNet's
(without `--resnet` on one that knows nothing, which says more about time than about errors).
Errors are over every cell (logits, cells) and at peaks from a score of 0.3 on (the score's, the
offset's, the size's). Both are timed by turns in one thread, so that a busy computer slows both;
what counts is the ratio, the median over the frames.
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
from ml.nets.pretrained import load_imagenet, read_weights

SIZE, FIT_SIZE = (704, 416), (320, 192)
SHIPPED = "mobilenetv2_light+memory"
ARCHS = (SHIPPED, "mobilenetv2", "resnet_18")
FIT_STEPS, FIT_PICTURES = 60, 4
STEP = 9
"""Frames of the practice from one picture to the next."""


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
    parser.add_argument("--resnet", type=Path)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    rows = [["net", "precision", "MB", "load s", "frame s", "torch s", "times", *_HEADS]]
    pictures = practice(wanted.frames + 1, SIZE)
    for arch in wanted.only or ARCHS:
        net = the_net(arch, wanted.resnet)
        for precision in ("fp32", "fp16"):
            rows.append([arch, precision, *measured(net, precision, pictures)])
    print("\n".join(aligned(rows, left=(0, 1))))


_HEADS = [f"{head} {what}" for head in ("hmap", "regs", "w_h") for what in ("max", "mean", "peak")]


def practice(count: int, size: tuple[int, int]) -> list[Picture]:
    """Letterboxed pictures of the shipped practice."""
    with VideoReader(sample_video()) as video:
        frames = [video.frame(60 + STEP * number).rgb for number in range(count)]
    box = Letterbox(frames[0].shape[1], frames[0].shape[0], *size)
    return [box.apply(each) for each in frames]


def the_net(arch: str, resnet: Path | None) -> CenterNet:
    """The shipped net, or another one that has learned a little from it."""
    shipped = read_source(default_model()).net
    if arch == SHIPPED:
        return shipped
    torch.manual_seed(0)
    net = CenterNet(4, arch)
    if arch == "mobilenetv2":
        net.backbone.load_state_dict(shipped.backbone.state_dict())
    elif resnet is not None:
        load_imagenet(net.backbone, read_weights(resnet))
    pictures = practice(FIT_PICTURES, FIT_SIZE)
    images = net.normalise(planes(pictures))
    with torch.no_grad():
        taught = shipped(shipped.normalise(planes(pictures)))
        seen = net.backbone.train(arch != "mobilenetv2" and resnet is None)(images, None)
    net.train()
    learning = [each for name, each in net.named_parameters() if not name.startswith("backbone")]
    steps = torch.optim.Adam(learning, lr=3e-3)
    for _ in range(FIT_STEPS):
        x = net.neck(seen)
        heads = (net.output_hmap(x), net.output_regs(x), net.output_w_h_(x))
        errors = [(a - b).square().mean() for a, b in zip(heads, taught, strict=True)]
        steps.zero_grad()
        torch.stack(errors).sum().backward()
        steps.step()
    return net.eval()


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
