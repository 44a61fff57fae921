"""What an export begins from: a model's folder, a run's folder or a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.detections.model_manifest import FILE_NAME, ModelManifest
from core.errors import ModelError
from core.training.run_record import BEST, LAST
from ml import checkpoint
from ml.archs import Arch, arch_named
from ml.config import TrainConfig
from ml.nets.centernet import CenterNet


@dataclass(frozen=True)
class Source:
    """Weights with what is known of them. `described` is the manifest of a model's folder."""

    path: Path
    state: dict[str, Any]
    config: TrainConfig
    described: ModelManifest | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """What the net finds, in the order of its heat maps."""
        return self.config.classes

    @property
    def arch(self) -> Arch:
        """What the net is made of."""
        return arch_named(self.config.arch)

    @cached_property
    def net(self) -> CenterNet:
        """The net in float32, in evaluation mode. Raises ModelError for weights of another."""
        net = CenterNet(len(self.classes), self.arch)
        try:
            net.load_state_dict(self.state["ema"])
        except RuntimeError as error:
            raise ModelError(
                f"The weights in “{self.path.name}” are not those of a {self.config.arch}.",
                "Take the checkpoint that the training itself wrote.",
            ) from error
        return net.eval()

    @property
    def name(self) -> str:
        """What to call the detector unless somebody says: its run's name."""
        return self.described.name if self.described else self.path.resolve().parent.name

    def manifest(
        self,
        name: str,
        size: tuple[int, int],
        onnx: str,
        thresholds: Mapping[str, float],
        metrics: Mapping[str, Any],
    ) -> ModelManifest:
        """A new manifest of this net, without files; `size` is the input's width and height."""
        return ModelManifest(
            name=name or self.name,
            classes=self.classes,
            input_width=size[0],
            input_height=size[1],
            thresholds=thresholds,
            onnx=onnx,
            mean=self.net.normalise.mean,
            std=self.net.normalise.std,
            arch=str(self.arch),
            memory=self.arch.memory,
            run={
                "steps": self.state["step"],
                "seed": self.config.seed,
                "checkpoint": self.path.name,
                "parameters": sum(p.numel() for p in self.net.parameters()),
            },
            metrics=metrics,
        )


def read_source(path: Path) -> Source:
    """Read a model's folder with its weights, a run's folder (its best) or a checkpoint.

    Raises ModelError if there is nothing to export, FileError if it cannot be read.
    """
    file = path if path.is_file() else _checkpoint_in(path)
    described = None
    if file.name == checkpoint.WEIGHTS and (file.parent / FILE_NAME).is_file():
        described = ModelManifest.load(file.parent)
    state = checkpoint.load(file)
    try:
        config = TrainConfig.from_mapping(state["config"])
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"“{file.name}” was written by another version of Sweetspot ({error}).",
            "Update Sweetspot, or train anew.",
        ) from error
    return Source(file, state, config, described)


def _checkpoint_in(folder: Path) -> Path:
    is_detector = (folder / FILE_NAME).is_file()
    names = (checkpoint.WEIGHTS,) if is_detector else (BEST, LAST, checkpoint.WEIGHTS)
    for name in names:
        if (folder / name).is_file():
            return folder / name
    if is_detector:
        raise ModelError(
            f"The detector in “{folder}” comes without its training weights "
            f"({checkpoint.WEIGHTS}), and files for the phone are made from those.",
            "Choose the training run it came from, or a detector that has them.",
        )
    raise ModelError(
        f"There is no detector in “{folder}”.",
        "Name the folder of a detector or of a training run, or a checkpoint (.pt).",
    )
