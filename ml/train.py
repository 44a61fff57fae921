"""The training loop: resumable at any step, deterministic by seed on one CPU."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import torch

from core.dataset.labels import LabelledPicture
from ml import checkpoint
from ml.config import TrainConfig
from ml.data.frame_cache import FrameCache
from ml.data.frames import read_coco
from ml.data.samples import Samples
from ml.evaluate import evaluate, forward_of_net
from ml.runs import RunFolder
from ml.trainer import Trainer

Report = Callable[[dict[str, Any]], None]
LOG_EVERY = 10  # steps


def train(
    config: TrainConfig, report: Report, cancelled: Callable[[], bool] = lambda: False
) -> Path:
    """Run or resume `config.run_dir` to its end, or until `cancelled()`. Returns the checkpoint.

    Raises OSError for lost pictures or a full disk, FloatingPointError for a diverged loss; the
    last checkpoint then stays.
    """
    torch.set_num_threads(config.threads)
    cv2.setNumThreads(1)
    folder = RunFolder(Path(config.run_dir))
    folder.begin(config)
    frames = read_coco(Path(config.dataset) / "instances_train.json", config.classes)
    drawn: list[LabelledPicture] = []
    if config.rendered:
        drawn = read_coco(Path(config.rendered) / "instances_train.json", config.classes)
    cache = FrameCache(frames + drawn, config.cache_width)
    samples = Samples(cache, config, len(drawn))
    trainer = Trainer(config, sum(samples.steps(epoch) for epoch in range(config.epochs)))
    if state := folder.resume():
        trainer.restore(state)
    _loop(trainer, samples, folder, report, cancelled)
    checkpoint.save(folder.last, trainer.state())
    return folder.last


def _loop(
    trainer: Trainer,
    samples: Samples,
    folder: RunFolder,
    report: Report,
    cancelled: Callable[[], bool],
) -> None:
    config, saved, since, seen = trainer.config, time.monotonic(), time.monotonic(), 0
    while trainer.epoch < config.epochs:
        for images, targets in samples.batches(trainer.epoch, trainer.step_in_epoch):
            losses = trainer.train_step(images, targets)
            seen += len(images)
            if trainer.step % LOG_EVERY == 0:
                now = time.monotonic()
                entry: dict[str, Any] = {"step": trainer.step, "of": trainer.total_steps}
                entry["epoch"] = trainer.epoch
                entry |= {k: round(v, 6) for k, v in losses.items()}
                entry["samples_per_s"] = round(seen / (now - since), 2)
                folder.log(entry)
                report(entry)
                since, seen = now, 0
            if time.monotonic() - saved > config.save_every_s:
                checkpoint.save(folder.last, trainer.state())
                saved = time.monotonic()
            if cancelled():
                return
        trainer.epoch, trainer.step_in_epoch = trainer.epoch + 1, 0
        if config.evaluate_every and trainer.epoch % config.evaluate_every == 0:
            _judge(trainer, folder, report)


def _judge(trainer: Trainer, folder: RunFolder, report: Report) -> None:
    """Evaluate the running average on the validation pictures; keep the best."""
    config = trainer.config
    frames = read_coco(Path(config.dataset) / "instances_val.json", config.classes)
    size = config.input_width, config.input_height
    metrics = evaluate(forward_of_net(trainer.ema), frames, config.classes, size)
    ap50 = {name: round(m.ap50, 4) for name, m in metrics.items() if m.n_labels}
    entry = {"step": trainer.step, "epoch": trainer.epoch, "ap50": ap50}
    folder.log(entry)
    report(entry)
    mean = sum(ap50.values()) / max(1, len(ap50))
    if mean > trainer.best:
        trainer.best = mean
        checkpoint.save(folder.best, trainer.state())
