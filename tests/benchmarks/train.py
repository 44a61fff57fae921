"""How fast a training is beside a plain loop, and how long the net waits for its pictures.

    python tests/benchmarks/train.py                    crops of 320 and frames of 640x352
    python tests/benchmarks/train.py --arch resnet_18 --steps 20 --device cuda

The floor is forward, backward and step on random tensors of the same shapes in the same run, by
turns with ours, so that a busy computer slows both; the time of all cores depends on it less.
Ours adds to it: reading, augmenting and encoding pictures (in threads beside the net), the losses,
the running average and the journal.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from ml.config import TrainConfig
from ml.data.feed import Feed
from ml.data.frame_cache import FrameCache
from ml.data.samples import Samples
from ml.devices import place, this_machine
from ml.nets.centernet import CenterNet
from ml.trainer import Trainer
from ml.training_data import read_data

PICTURES = 48
ROUNDS = 3
CLASSES = ("player", "racket", "ball", "racket_head")
SIDES = ((60, 160), (50, 40), (9, 9), (34, 40))


def main() -> None:
    """Print samples per second of both, their ratio, and the share of time spent waiting."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arch", default="mobilenetv2_light")
    parser.add_argument("--steps", type=int, default=6, help="in each of three rounds")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--bf16", action="store_true", help="on a processor; CUDA chooses itself")
    wanted = parser.parse_args()
    chosen = place(this_machine(), wanted.device, threads=wanted.threads, bf16=wanted.bf16 or None)
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as name:
        config = TrainConfig(
            dataset=str(draw_pictures(Path(name))),
            run_dir=name,
            arch=wanted.arch,
            batch_size=wanted.batch_size,
            frame_batch_size=wanted.batch_size,
            epochs=1000,
            frame_epochs=500,
            bf16=bool(chosen.bf16),
            workers=chosen.workers,
        )
        print(f"{wanted.arch} on {chosen.device}, {chosen.threads} threads, bf16 {config.bf16}")
        for what, epoch in (("crops", 0), ("frames", 500)):
            compare(what, epoch, config, torch.device(chosen.device), wanted.steps)


def compare(what: str, epoch: int, config: TrainConfig, device: torch.device, steps: int) -> None:
    """Time the floor and ours by turns."""
    data = read_data(config, strict=True)
    samples = Samples(FrameCache(data.train, config.cache_width), config)
    trainer = Trainer(config, 1000, device)
    floor = PlainLoop(config, tuple(samples.batch(epoch, 0).images.shape), device)
    feed = Feed(lambda place: samples.batch(*place), samples.places(epoch), config.workers)
    plain: list[Spent] = []
    ours: list[Spent] = []
    waiting: list[float] = []
    try:
        for number in range(ROUNDS + 1):
            first = timed(floor.step, steps, device)
            before = feed.waited_s
            second = timed(lambda: trainer.train_step(next(feed)[1]), steps, device)
            if number > 0:  # the first round is cold: pictures undecoded, kernels unchosen
                plain.append(first)
                ours.append(second)
                waiting.append((feed.waited_s - before) / second.wall_s)
    finally:
        feed.close()
    count = config.batch_size * steps
    walls = [statistics.median(each.wall_s for each in spent) for spent in (plain, ours)]
    cores = [statistics.median(each.core_s for each in spent) for spent in (plain, ours)]
    print(
        f"{what:7} floor {count / walls[0]:7.2f} samples/s   ours {count / walls[1]:7.2f}   "
        f"ratio {walls[0] / walls[1]:.2f}   waiting {statistics.median(waiting):.1%}   "
        f"processor time {cores[0] / count:.2f} and {cores[1] / count:.2f} s a sample, "
        f"{cores[1] / cores[0]:.2f} times"
    )


class PlainLoop:
    """Forward, backward and step on random tensors: nothing could be faster with this net."""

    def __init__(self, config: TrainConfig, shape: tuple[int, ...], device: torch.device) -> None:
        self.config, self.device = config, device
        net = CenterNet(len(config.classes), config.arch).to(device)
        self.net = net.to(memory_format=torch.channels_last).train()
        self.optimizer = torch.optim.AdamW(self.net.parameters(), lr=1e-6)
        images = torch.randn(shape, device=device)
        self.images = images.contiguous(memory_format=torch.channels_last)

    def step(self) -> None:
        """One step."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=bool(self.config.bf16)):
            maps = self.net(self.images)
        loss = sum(each.float().square().mean() for each in maps)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and of all processor cores: a busy computer stretches the first."""

    wall_s: float
    core_s: float


def timed(step: Callable[[], object], steps: int, device: torch.device) -> Spent:
    """What `steps` steps take."""
    wall, core = time.perf_counter(), time.process_time()
    for _ in range(steps):
        step()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return Spent(time.perf_counter() - wall, time.process_time() - core)


def draw_pictures(folder: Path) -> Path:
    """Write noisy pictures with a box of each class, and their labels."""
    rng = np.random.default_rng(1)
    images, annotations = [], []
    for number in range(PICTURES):
        picture = cv2.resize(rng.integers(0, 256, (54, 96, 3), np.uint8), (960, 540))
        cv2.imwrite(str(folder / f"{number}.jpg"), picture)
        images.append({"id": number, "file_name": f"{number}.jpg", "width": 960, "height": 540})
        for kind, (width, height) in enumerate(SIDES):
            x, y = int(rng.integers(0, 960 - width)), int(rng.integers(0, 540 - height))
            box = {"bbox": [x, y, width, height], "area": width * height, "iscrowd": 0}
            about = {"id": len(annotations) + 1, "image_id": number, "category_id": kind + 1}
            annotations.append({**about, **box})
    names = [{"id": kind + 1, "name": name} for kind, name in enumerate(CLASSES)]
    text = json.dumps({"images": images, "annotations": annotations, "categories": names})
    for split in ("train", "val"):
        (folder / f"instances_{split}.json").write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    main()
