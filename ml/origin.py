"""What a run came from: its data's content, its seed, the programs and the machine."""

from __future__ import annotations

import platform

from core.training.run_record import RunOrigin
from ml.config import TrainConfig
from ml.training_data import TrainingData
from ml.versions import versions_of

_PACKAGES = ("sweetspot", "torch", "numpy", "opencv-python-headless")


def origin_of(config: TrainConfig, data: TrainingData, device: str) -> RunOrigin:
    """Look at everything that a repetition of the run would depend on."""
    counts = {"train": len(data.train), "rendered": len(data.rendered), "val": len(data.val)}
    return RunOrigin(
        snapshot=data.snapshot(),
        pictures=counts,
        labels=data.label_counts(),
        seed=config.seed,
        versions={"python": platform.python_version(), **versions_of(_PACKAGES)},
        machine=f"{platform.platform()}, {device}",
    )
