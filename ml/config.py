"""TrainConfig: every number a training run depends on. Knows no torch: cheap to check."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.json_value import value_of
from ml.archs import arch_named

DEVICES = ("auto", "cpu", "cuda", "mps")
STRIDE = 4
"""Input pixels per cell of the output maps: the nets go down to 32 and three x2 steps up."""


@dataclass(frozen=True)
class TrainConfig:
    """One run, complete: the same config, code and pictures give the same weights on one CPU.

    `dataset` is a folder with `instances_train.json`, `instances_val.json` and their pictures.
    Sizes are pixels of the net's input; rates are fractions of samples unless said otherwise.
    """

    dataset: str
    run_dir: str
    classes: tuple[str, ...] = ("player", "racket", "ball", "racket_head")
    arch: str = "mobilenetv2_light"  # or "mobilenetv2": the article's, with deconvolutions
    backbone_weights: str | None = None  # an ImageNet state dict with torchvision's keys
    start_from: str | None = None  # a checkpoint, a run or a model: begin with its weights
    seed: int = 1

    # What the net sees.
    input_width: int = 640
    input_height: int = 352
    crop_px: int = 320  # square crops, cut at the scale whole frames have at `input_width`
    scale_min: float = 0.5
    scale_max: float = 1.7
    frame_zoom: float = 0.25  # whole frames: zoomed by up to this share, shifted likewise
    aim_rate: float = 0.5  # crops centred near a racket, head or ball
    flip_rate: float = 0.5
    blur_rate: float = 0.12
    turn_rate: float = 0.03  # quarter turns: phones lying on their side
    memory_rate: float = 0.65  # nets with a memory: samples that come with a frame before
    cut_rate: float = 0.06  # of these: the frame before is of another scene
    paste_rate: float = 0.0  # samples with rackets and balls drawn onto them
    cache_width: int = 960  # pictures are kept decoded, no wider than this
    cache_mb: int | None = None  # for decoded pictures; None: a share of what is free
    repeat_threshold: float = 0.75  # LVIS: pictures of classes rarer than this come more often
    rendered: str | None = None  # a second folder like `dataset`: frames drawn by our own code
    rendered_rate: float = 0.0  # their share among the samples

    # The schedule. The learning rate warms up, holds, then falls along a half cosine; with
    # `lr_step` it is a tenth after each of these epochs instead, as in the article.
    epochs: int = 40
    epoch_samples: int = 0  # samples in an epoch; 0: as many as the repeat factors add up to
    frame_epochs: int = 8  # the last ones see whole letterboxed frames
    batch_size: int = 16
    frame_batch_size: int = 8
    lr: float = 8e-4
    lr_step: tuple[int, ...] = ()
    backbone_lr_factor: float = 0.5
    warmup_steps: int = 200
    decay_share: float = 0.6  # share of all steps over which the rate falls
    final_lr_factor: float = 0.02
    weight_decay: float = 0.02
    clip_norm: float = 10.0
    frozen_blocks: int = 0  # of the backbone: 4 (to stride 4) halve the time of a step on a CPU
    freeze_norm: bool = False  # batch norm keeps its statistics: for few pictures, small batches
    ema: bool = True  # judge and keep the running average of the weights, not the last ones
    ema_decay: float = 0.999
    patience: int = 0  # end after so many evaluations without a better one; 0: never
    time_budget_s: float | None = None  # plan the run so that it ends in this time
    steps_from_s: float = 0.0  # planned: the part of the budget that belongs to the steps
    steps_until_s: float | None = None

    # The loss.
    hmap_weight: float = 1.0
    offset_weight: float = 1.0
    size_weight: float = 0.1
    relative_size_weight: float = 0.5  # L1 over the true size: a ball's box is one cell wide
    class_weights: tuple[float, ...] = (1.0, 2.0, 1.5, 2.0)
    neighbour_weight: float = 0.0  # of the cells beside a centre in offset and size; 0 is CenterNet
    partial_weight: float = 0.0  # of the background of classes labelled in part, where one is
    min_sigma: float = 0.6  # cells; keeps a 3 px ball's peak wide enough to be learned

    # The machine. `auto`, None and 0 are settled when the run begins, and stay as they were.
    device: str = "auto"  # auto, cpu, cuda or mps
    threads: int = 0  # 0: one for each core, eight at most
    bf16: bool | None = None  # None: what a short timing finds faster
    workers: int = 0  # threads that prepare pictures; 0: one, or more beside a fast device
    save_every_s: float = 120.0
    evaluate_every: int = 6  # epochs
    judged_pictures: int = 0  # at an evaluation, evenly chosen; 0: all of them
    sample_pictures: int = 6  # drawn at an evaluation

    def __post_init__(self) -> None:
        """Refuse what could only fail hours later. Raises ValueError."""
        for name in ("input_width", "input_height", "crop_px"):
            if getattr(self, name) % 32 or getattr(self, name) <= 0:
                raise ValueError(f"{name} must be a positive multiple of 32")
        for name in ("epochs", "batch_size", "frame_batch_size", "lr", "cache_width", "clip_norm"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0")
        if not self.classes or len(set(self.classes)) < len(self.classes):
            raise ValueError("classes must be names, each only once")
        if len(self.class_weights) != len(self.classes):
            raise ValueError("class_weights must have one weight per class")
        if not 0 <= self.frame_epochs <= self.epochs:
            raise ValueError("frame_epochs must lie between 0 and epochs")
        if not 0 < self.scale_min <= self.scale_max:
            raise ValueError("scale_min and scale_max must be positive and in order")
        if not 0 <= self.rendered_rate < 1:
            raise ValueError("rendered_rate must lie between 0 and 1")
        if list(self.lr_step) != sorted(set(self.lr_step)):
            raise ValueError("lr_step must be epochs in order")
        if self.time_budget_s is not None and self.time_budget_s <= 0:
            raise ValueError("time_budget_s must be more than 0")
        if self.device not in DEVICES:
            raise ValueError(f"device must be one of {', '.join(DEVICES)}")
        arch_named(self.arch)

    @property
    def remembers(self) -> bool:
        """Whether the net is shown the frame before."""
        return arch_named(self.arch).memory

    @classmethod
    def check_names(cls, values: Iterable[str]) -> None:
        """Raise ValueError naming options that there are not."""
        unknown = sorted(set(values) - {field.name for field in dataclasses.fields(cls)})
        if unknown:
            raise ValueError(f"unknown training options: {', '.join(unknown)}")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> TrainConfig:
        """Read a request or a checkpoint's config. Raises ValueError naming what does not fit."""
        cls.check_names(values)
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
        return value_of(cls, plain, "the request")

    def to_mapping(self) -> dict[str, Any]:
        """The config in plain containers; `from_mapping` gives it back."""
        values = dataclasses.asdict(self)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}

    def to_json(self) -> str:
        """The config as readable JSON; `from_mapping(json.loads(...))` gives it back."""
        return json.dumps(self.to_mapping(), indent=2)
