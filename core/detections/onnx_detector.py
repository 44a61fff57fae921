"""The detector: one ONNX Runtime session, from an upright picture to boxes in its pixels."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from core.detections.decode import decode
from core.detections.detections import Detections, ObjectClass
from core.detections.model_manifest import DEFAULT_THRESHOLD, ModelManifest
from core.detections.preprocess import Letterbox, oriented_input
from core.errors import ModelError
from core.video.frame import Picture

# For Windows; on the others `core` has said so before (DECISIONS.md).
ort.disable_telemetry_events()

Region = tuple[float, float, float, float]

GRID = 32
"""Inputs are multiples of this: the net halves the picture five times."""

WEAK_SHARE = 0.5
"""Boxes are given down to this share of a class's threshold: the tracker needs the weak ones."""

_RUNTIME_ERRORS: tuple[type[Exception], ...] = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoSuchFile,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
    RuntimeError,
)


class _Slot(Protocol):
    name: str
    type: str


class _Session(Protocol):
    """What is used of ``onnxruntime.InferenceSession``, which has no types of its own."""

    def get_inputs(self) -> list[_Slot]: ...
    def get_outputs(self) -> list[_Slot]: ...
    def run(self, names: list[str], feed: dict[str, NDArray[Any]]) -> list[NDArray[Any]]: ...


class OnnxDetector:
    """Runs a detector folder (manifest and ``model.onnx``). One object serves one thread.

    ``threads`` is the number of cores one picture may use. Boxes come down to ``weak_share``
    of each class's threshold (``thresholds``): whoever shows boxes compares with it. ``score``
    takes the place of every class's threshold; what is found so is for showing, not for keeping.
    ``file`` is another of the folder's files than the one it names.
    Raises ``ModelError`` when the files are missing, damaged or not a Sweetspot detector.
    """

    def __init__(
        self,
        folder: Path,
        threads: int = 2,
        weak_share: float = WEAK_SHARE,
        score: float | None = None,
        file: str | None = None,
    ) -> None:
        manifest = ModelManifest.load(folder)
        manifest.verify(folder)
        self.manifest = manifest if file is None else replace(manifest, onnx=file)
        self._class_ids = _class_ids(self.manifest)
        self._session = open_session(folder / self.manifest.onnx, threads)
        _check_signature(self._session, self.manifest)
        wanted = self.manifest.thresholds if score is None else dict[str, float]()
        usual = DEFAULT_THRESHOLD if score is None else score
        limits = [wanted.get(name, usual) for name in self.manifest.classes]
        self.thresholds = {
            ObjectClass(int(number)): limit
            for number, limit in zip(self._class_ids, limits, strict=True)
        }
        weak = np.asarray(limits, np.float32) * weak_share
        self._weak_limits = np.clip(weak, 1e-3, 1 - 1e-3).astype(np.float32)

    @property
    def model_hash(self) -> str:
        """Identity of the weights; results are kept under it."""
        return self.manifest.model_hash

    @property
    def model_name(self) -> str:
        """The detector's name as its maker wrote it."""
        return self.manifest.name

    def at_input(self, width: int, height: int) -> OnnxDetector:
        """Return this detector with another input, on the net's grid: faster and less sharp.

        Both share one session, so both serve the same thread. Of a net with a fixed input it is
        this one.
        """
        if not self.manifest.dynamic_input:
            return self
        on_grid = [max(GRID, GRID * round(side / GRID)) for side in (width, height)]
        other = copy.copy(self)
        other.manifest = replace(self.manifest, input_width=on_grid[0], input_height=on_grid[1])
        return other

    def input_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the (width, height) of the net's input for a source of that size."""
        size = (self.manifest.input_width, self.manifest.input_height)
        return oriented_input(size, (width, height)) if self.manifest.dynamic_input else size

    def fitted_size_for(self, width: int, height: int) -> tuple[int, int]:
        """Return the size a reader should scale a source to so that nothing is resized twice."""
        return Letterbox(width, height, *self.input_size_for(width, height)).fitted

    def detect(
        self,
        picture: Picture,
        frame: int = 0,
        *,
        source_size: tuple[int, int] | None = None,
        region: Region | None = None,
        previous: Picture | None = None,
    ) -> Detections:
        """Return the boxes of ``picture`` (H, W, 3 RGB uint8), best first.

        Boxes are in pixels of the source: ``source_size`` (width, height) where ``picture`` is
        a scaled copy of it, else of ``picture``. ``region`` (xyxy in source pixels) is a close
        look: only that part is looked at, at full resolution as far as the input allows.
        ``previous`` is the frame before, of the same shape as ``picture``, for nets with a
        memory; without it nothing has moved.
        """
        height, width = picture.shape[:2]
        source = source_size or (width, height)
        if previous is None or not self.manifest.memory or previous.shape != picture.shape:
            previous = picture
        if region is not None:
            return self._detect_region((picture, previous), frame, source, region)
        fit = Letterbox(source[0], source[1], *self.input_size_for(*source))
        xyxy, score, class_id = self._run(fit, picture, previous)
        return Detections.of(frame, fit.to_source(xyxy), score, class_id)

    def _detect_region(
        self, pair: tuple[Picture, Picture], frame: int, source: tuple[int, int], region: Region
    ) -> Detections:
        height, width = pair[0].shape[:2]
        scale = np.array([width / source[0], height / source[1]])
        low = np.floor(np.array(region[:2]) * scale).clip(0, [width - 1, height - 1]).astype(int)
        high = np.ceil(np.array(region[2:]) * scale).clip(low + 1, [width, height]).astype(int)
        part = np.s_[low[1] : high[1], low[0] : high[0]]
        crop, before = (np.ascontiguousarray(picture[part]) for picture in pair)
        fit = Letterbox(crop.shape[1], crop.shape[0], *self._close_input(*crop.shape[1::-1]))
        xyxy, score, class_id = self._run(fit, crop, before)
        corners = (fit.to_source(xyxy).reshape(-1, 2, 2) + low) / scale
        return Detections.of(frame, corners.reshape(-1, 4), score, class_id)

    def _close_input(self, width: int, height: int) -> tuple[int, int]:
        """Return the input for a crop: its own size on the grid, never more pixels than usual."""
        usual = self.input_size_for(width, height)
        if not self.manifest.dynamic_input:
            return usual
        shrink = min(1.0, math.sqrt(usual[0] * usual[1] / (width * height)))
        on_grid = [max(GRID, GRID * round(side * shrink / GRID)) for side in (width, height)]
        return on_grid[0], on_grid[1]

    def _run(
        self, fit: Letterbox, picture: Picture, previous: Picture
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int8]]:
        """Return boxes in input pixels, scores and class ids of a picture, fitted."""
        image = fit.apply(picture)
        feed = {"image": image[np.newaxis]}
        if self.manifest.memory:
            before = image if previous is picture else fit.apply(previous)
            feed["previous"] = before[np.newaxis]
        try:
            hmap, regs, w_h = self._session.run(list(self.manifest.outputs), feed)
        except _RUNTIME_ERRORS as error:
            raise ModelError(
                f"The detector “{self.manifest.name}” stopped on a picture "
                f"of {image.shape[1]} x {image.shape[0]} pixels ({_first_line(error)}).",
                "Choose another detector, or install it again.",
            ) from error
        xyxy, score, channel = decode(
            hmap[0],
            regs[0],
            w_h[0],
            stride=self.manifest.stride,
            top_k=self.manifest.top_k,
            thresholds=self._weak_limits,
        )
        return xyxy, score, self._class_ids[channel]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def _class_ids(manifest: ModelManifest) -> NDArray[np.int8]:
    """Return which ``ObjectClass`` each channel of the net stands for."""
    by_label = {kind.label: int(kind) for kind in ObjectClass}
    unknown = [name for name in manifest.classes if name not in by_label]
    if unknown or not manifest.classes:
        raise ModelError(
            f"The detector “{manifest.name}” was made for other things: "
            f"{', '.join(unknown) or 'it names no class'}.",
            f"Sweetspot's detectors find {', '.join(by_label)}.",
        )
    return np.array([by_label[name] for name in manifest.classes], np.int8)


def open_session(path: Path, threads: int) -> _Session:
    """Open a detector's file on the processor; raise ``ModelError`` for one that cannot be read."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Waiting threads that spin take the cores from the video decoder, which runs meanwhile.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session: _Session = ort.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except _RUNTIME_ERRORS as error:
        raise ModelError(
            f"The detector's file “{path.name}” cannot be read ({_first_line(error)}).",
            "Install the detector again, or choose another.",
        ) from error
    return session


def _check_signature(session: _Session, manifest: ModelManifest) -> None:
    """Refuse a net whose input or outputs are not the ones the manifest promises."""
    inputs = {item.name: item.type for item in session.get_inputs()}
    outputs = {item.name for item in session.get_outputs()}
    names = ["image", "previous"] if manifest.memory else ["image"]
    if inputs != dict.fromkeys(names, "tensor(uint8)") or not outputs.issuperset(manifest.outputs):
        raise ModelError(
            f"“{manifest.onnx}” is not a Sweetspot detector: it takes {inputs} "
            f"and gives {sorted(outputs)}.",
            "Choose a folder that Sweetspot's training has written.",
        )
