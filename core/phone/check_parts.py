"""The parts of a check's report: figures of maps, frames, tracks and hits, and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Xyxy = tuple[float, float, float, float]


class Runtime(StrEnum):
    """What computes a detector. PyTorch is what the others are compared with."""

    PYTORCH = "pytorch"
    ONNX = "onnx"
    ONNX_INT8 = "onnx_int8"
    COREML = "coreml"
    """The saved Core ML package, evaluated by our own reader in the precision it runs in."""
    COREML_MAC = "coreml_mac"
    """The same package run by Core ML itself, on a Mac."""

    @property
    def words(self) -> str:
        """What a person calls it."""
        return _RUNTIME_WORDS[self]


_RUNTIME_WORDS = {
    Runtime.PYTORCH: "PyTorch",
    Runtime.ONNX: "ONNX Runtime",
    Runtime.ONNX_INT8: "ONNX Runtime, 8-bit file",
    Runtime.COREML: "Core ML package",
    Runtime.COREML_MAC: "Core ML on this Mac",
}


class Fault(StrEnum):
    """What can be wrong with an export, as far as it can be told."""

    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    UNREADABLE = "unreadable"
    STALE = "stale"
    CLASS_ORDER = "class_order"
    THRESHOLDS = "thresholds"
    INPUT_SHAPE = "input_shape"
    LETTERBOX = "letterbox"
    OTHER_DESCRIPTION = "other_description"
    SWAPPED_CHANNELS = "swapped_channels"
    DOUBLE_NORMALISATION = "double_normalisation"
    AVERAGED_SCALE = "averaged_scale"
    NORMALISATION = "normalisation"
    TRANSPOSED_KERNEL = "transposed_kernel"
    CHANGED_WEIGHTS = "changed_weights"
    SWAPPED_OUTPUTS = "swapped_outputs"
    SWAPPED_FRAMES = "swapped_frames"
    TRAINING_MODE = "training_mode"
    OVERFLOW = "overflow"
    NOTHING_FOUND = "nothing_found"
    """No fault of the export: the golden frames show nothing, so they prove nothing."""
    IMPRECISE = "imprecise"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Reason:
    """One fault: what happened, what to do, and where (a file, a frame, a layer; "" for all)."""

    fault: Fault
    message: str
    hint: str = ""
    where: str = ""


@dataclass(frozen=True)
class HeadFigures:
    """How far one output map is from PyTorch's over all golden frames.

    ``unit`` is what the errors are in: "logits" or "cells" on every cell; at peaks a heat map's
    are in "score" (probabilities). None stands for what is no number (an overflow).
    ``tolerance`` is the one that was used, on every cell or only at peaks; None for figures
    that are only told. ``beyond`` of ``count`` numbers were further off than that.
    """

    output: str
    unit: str
    max_error: float | None
    mean_error: float | None
    max_at_peaks: float | None
    mean_at_peaks: float | None
    tolerance: float | None
    everywhere: bool
    passed: bool
    beyond: int = 0
    count: int = 0


@dataclass(frozen=True)
class GoldenBox:
    """A box: class, score, corners in pixels of the golden picture (the net's input)."""

    label: str
    score: float
    xyxy: Xyxy


@dataclass(frozen=True)
class FrameComparison:
    """One golden frame: boxes above the thresholds in PyTorch and in the export.

    ``lost`` and ``gained`` are real differences, ``moved`` those whose edges moved too far;
    ``on_edge`` counts boxes that only one of them shows because the score lies within the
    tolerance of the threshold, or that moved because two cells tie for their peak. ``shift_px`` is
    the largest way that an edge of any other box has moved, in pixels of the golden picture.
    """

    number: int
    file: str
    expected: int
    matched: int
    lost: int
    gained: int
    on_edge: int
    shift_px: float
    score_change: float
    passed: bool
    words: str = ""
    moved: int = 0


@dataclass(frozen=True)
class HitFigure:
    """A hit as one side found it: time (s) and frame in its stretch, r and score if known."""

    time_s: float
    frame: int
    score: int | None
    r: float | None


@dataclass(frozen=True)
class HitComparison:
    """One hit of a stretch of golden frames; None on the side that did not find it."""

    stretch: int
    expected: HitFigure | None
    found: HitFigure | None
    passed: bool
    words: str = ""


@dataclass(frozen=True)
class TrackFigures:
    """Rows of the main player's, racket's and ball's tracks: PyTorch's, and how many agree.

    They follow from the boxes and are told, not judged.
    """

    expected: int
    same: int
    largest_shift_px: float


@dataclass(frozen=True)
class WorstFrame:
    """The frame that differs most, with the boxes above the thresholds on both sides."""

    number: int
    file: str
    expected: tuple[GoldenBox, ...]
    found: tuple[GoldenBox, ...]


@dataclass(frozen=True)
class Tolerance:
    """What a precision may differ by from PyTorch.

    ``score`` (probability), ``offset_cells`` and ``size_cells`` count at the peaks that are
    shown, of which the part ``outliers`` may be up to three times as far off; with ``cell`` set,
    every cell of every raw map must be within it instead. None: not judged. Numbers have so many
    digits only: ``share`` of an offset's or size's value may be added, on every cell of the map's
    largest value. Boxes whose scores differ by no more than ``edge`` may lie on two sides of a
    threshold. A box's edges may move by less than ``shift_px``, or ``shift_share`` of its mean
    side where that is more; ``lost_share`` of all boxes may be lost, gained or moved. ``r`` is
    how far a hit's r may differ where a score's band ends between the two. ``hits``: whether hit
    scores must be equal.
    """

    words: str
    cell: float | None = None
    score: float | None = None
    offset_cells: float | None = None
    size_cells: float | None = None
    share: float = 0.0
    outliers: float = 0.0
    edge: float = 0.0
    shift_px: float = 0.5
    shift_share: float = 0.0
    lost_share: float = 0.0
    r: float = 0.01
    hits: bool = True
