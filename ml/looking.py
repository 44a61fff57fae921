"""The verb `preflight`: what a training would take and whether it may begin; writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from core.dataset.dataset import TRAIN, VAL
from core.dataset.finding import Severity
from core.dataset.health import check_dataset
from core.errors import Cancelled, SweetspotError
from core.process_lock import is_held
from core.training.events import Event, Preparing
from core.training.preflight import ClassLabels, Preflight, Refusal
from core.training.request import TrainRequest
from core.training.run_record import LOCK
from ml import preflight
from ml.config import TrainConfig
from ml.data.frame_cache import FrameCache
from ml.data.samples import Samples
from ml.devices import describe
from ml.distributed import World
from ml.expecting import Expected, expected
from ml.memory import cache_limit
from ml.nets.centernet import CenterNet
from ml.settling import settle
from ml.training_data import TrainingData, read_data

FEWEST = 8
"""Training pictures with a box: of fewer, nothing general can be learned."""
FEW = 20
FEW_LABELS = 10


def look_at(
    request: TrainRequest,
    say: Callable[[dict[str, Any]], None],
    cancelled: Callable[[], bool],
) -> Preflight:
    """Look at everything a run depends on. What can be put right is a refusal in the answer.

    Raises Cancelled; SweetspotError only where nothing at all can be said.
    """
    try:
        config, placement = settle(request, World())
        data = read_data(config, strict=False)
    except SweetspotError as error:
        return Preflight(refusals=(Refusal(error.message, error.hint),))

    def tell(event: Event) -> None:
        if isinstance(event, Preparing):
            about = {"done": event.done, "of": event.total, "message": "Looking at the pictures"}
            say({"stage": "look", **about})

    found = _counted(data, describe(placement.device))
    found = _judged(found, data, config, tell, cancelled)
    if cancelled():
        raise Cancelled
    torch.set_num_threads(placement.threads)
    cache = FrameCache(data.train + data.rendered, config.cache_width, cache_limit(config.cache_mb))
    samples = Samples(cache, config, len(data.rendered))
    folder = Path(request.run_dir)
    say({"stage": "time", "done": 0, "of": 1, "message": "Trying how fast it goes"})
    end = Expected()
    if found.may_begin:
        try:
            end = expected(config, samples, data.val, torch.device(placement.device), folder.parent)
        except SweetspotError as error:
            found = _refused(found, error.message, error.hint)
    found = replace(
        found,
        seconds=end.seconds,
        seconds_from=end.rests_on,
        memory_bytes=cache.expected_bytes(),
        warnings=(*found.warnings, *preflight.check_memory(cache)),
    )
    return _on_disk(found, folder, config)


def _counted(data: TrainingData, device: str) -> Preflight:
    pictures = {TRAIN: len(data.train), VAL: len(data.val), "drawn": len(data.rendered)}
    labels = tuple(
        ClassLabels(
            name,
            sum(int((p.labels.class_id == k).sum()) for p in data.train),
            sum(int((p.labels.class_id == k).sum()) for p in data.val),
        )
        for k, name in enumerate(data.real.classes)
    )
    return Preflight(device=device, pictures=pictures, labels=labels)


def _judged(
    found: Preflight,
    data: TrainingData,
    config: TrainConfig,
    tell: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Preflight:
    """What speaks against it, and what is worth knowing."""
    labelled = sum(len(each.labels.xyxy) > 0 for each in data.train)
    if labelled < FEWEST:
        found = _refused(
            found,
            f"There are boxes in {labelled} pictures to learn from; it takes {FEWEST} at least, "
            f"and {2 * FEW} to be worth while.",
            "Fix more frames: a few dozen, from different moments of the practice.",
        )
    warnings = []
    if FEWEST <= labelled < FEW:
        warnings.append(f"{labelled} pictures are few: the more you fix, the more it learns.")
    if not data.val:
        warnings.append(
            "No picture judges it, so no curve will show how good it is. Fix ten frames or more "
            "of one practice, or some of a second one."
        )
    for each in found.labels:
        if each.train < FEW_LABELS:
            name = each.name.replace("_", " ")
            how = f"only {each.train} times" if each.train else "not at all"
            warnings.append(f"A {name} is labelled {how}: it will not get better at it.")
    size = config.input_width, config.input_height
    for dataset in (data.real, data.drawn):
        if dataset is None:
            continue
        for finding in check_dataset(dataset, size, preflight.Told(tell, cancelled)).findings:
            if finding.severity is Severity.STOPS_TRAINING:
                found = _refused(found, finding.sentence, finding.way_out)
            else:
                warnings.append(f"{finding.sentence} {finding.way_out}".strip())
    return replace(found, warnings=tuple(warnings))


def _on_disk(found: Preflight, folder: Path, config: TrainConfig) -> Preflight:
    net = CenterNet(len(config.classes), config.arch)
    n_parameters = sum(each.numel() for each in net.parameters())
    needed = preflight.bytes_needed(n_parameters, config)
    found = replace(found, bytes_needed=needed, bytes_free=preflight.bytes_free(folder))
    if found.bytes_free < needed:
        refusal = preflight.no_room(folder, needed, found.bytes_free)
        found = _refused(found, refusal.message, refusal.hint)
    if (folder / LOCK).is_file() and is_held(folder / LOCK):
        found = _refused(
            found, "This training is under way already.", "Wait for its end, or stop it there."
        )
    return found


def _refused(found: Preflight, reason: str, way_out: str) -> Preflight:
    return replace(found, refusals=(*found.refusals, Refusal(reason, way_out)))
