"""Golden frames: pictures as the net gets them, with the boxes and hits to expect of them.

The folder ``golden/`` of a model, for this program and the phone alike:

``golden.json`` has

* ``schema`` (1), ``source`` (where the pictures come from, in words), ``input_size`` [W, H];
* ``weights_sha256`` of the ``weights.pt`` whose net gave the expected boxes and hits;
* ``classes`` (channel number -> label), ``thresholds`` (label -> score from which a box is
  shown), ``weak_share`` (boxes are listed down to this share of the threshold: the tracker is
  fed with them), ``stride``, ``top_k``;
* ``stretches``: consecutive frames of one film, each with ``source_size`` [W, H] in pixels,
  ``fps``, ``letterbox`` (``fitted`` [w, h] and ``margin`` [left, top] in pixels of the input:
  source = (input - margin) * source_size / fitted), ``frames`` and ``hits``;
* a frame has ``file`` (a PNG, 8-bit RGB, exactly ``input_size``, already letterboxed),
  ``number`` (in its stretch), ``time_s`` (seconds from the stretch's first frame), ``boxes``
  (best first: label, score, xyxy in pixels of the PNG) and ``ties`` (boxes of cells that nearly
  were a peak instead of the one beside them, see ``core.phone.ties``: as good an answer);
* a hit has ``time_s`` and ``frame`` in its stretch, ``score`` (1 to 5) and ``r``, null where
  they cannot be known.

A net with a memory gets the frame before it in the stretch as ``previous``; the first frame of a
stretch gets itself. The hit engine is fed with each stretch as with a film of its own: boxes
mapped to source pixels and clipped to the picture, times from the stretch's start.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from core.detections.model_manifest import ModelManifest
from core.detections.onnx_detector import WEAK_SHARE
from core.detections.preprocess import Letterbox
from core.errors import FileError, ModelError
from core.files import write_atomically
from core.json_value import is_newer, value_of
from core.phone.check_parts import GoldenBox, HitFigure
from core.video.frame import Picture
from core.video.still import read_still
from core.video.still_writer import write_still

FOLDER, FILE_NAME = "golden", "golden.json"
SCHEMA = 1


@dataclass(frozen=True)
class GoldenLetterbox:
    """Where the picture lies in the net's input: size and left top corner, in input pixels."""

    fitted: tuple[int, int]
    margin: tuple[int, int]


@dataclass(frozen=True)
class GoldenFrame:
    """One picture of a stretch and the boxes to expect (see the module's text)."""

    file: str
    number: int
    time_s: float
    boxes: tuple[GoldenBox, ...] = ()
    ties: tuple[GoldenBox, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Consecutive frames of one film and the hits to expect in them."""

    source_size: tuple[int, int]
    fps: float
    letterbox: GoldenLetterbox
    frames: tuple[GoldenFrame, ...]
    hits: tuple[HitFigure, ...] = ()

    def fit(self, input_size: tuple[int, int]) -> Letterbox:
        """Return the letterbox that our own rule gives for this source and input."""
        return Letterbox(*self.source_size, *input_size)


@dataclass(frozen=True)
class Golden:
    """All golden frames of a model; ``golden/golden.json`` and the PNGs beside it."""

    source: str
    input_size: tuple[int, int]
    classes: tuple[str, ...]
    thresholds: Mapping[str, float]
    stride: int
    top_k: int
    stretches: tuple[Stretch, ...]
    weights_sha256: str = ""
    weak_share: float = WEAK_SHARE
    schema: int = SCHEMA

    @property
    def frames(self) -> tuple[GoldenFrame, ...]:
        """Every frame, stretch after stretch."""
        return tuple(frame for stretch in self.stretches for frame in stretch.frames)

    @property
    def hits(self) -> tuple[HitFigure, ...]:
        """Every hit to expect."""
        return tuple(hit for stretch in self.stretches for hit in stretch.hits)

    def suits(self, manifest: ModelManifest, input_size: tuple[int, int]) -> bool:
        """Whether the pictures are what this detector gets, and are read as it reads them."""
        return (
            self.input_size == input_size
            and self.classes == manifest.classes
            and dict(self.thresholds) == dict(manifest.thresholds)
            and (self.stride, self.top_k) == (manifest.stride, manifest.top_k)
        )

    def save(self, folder: Path) -> None:
        """Write ``golden.json`` into ``folder``; the pictures are there before it."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        write_atomically(folder / FILE_NAME, text.encode())

    @staticmethod
    def load(folder: Path) -> Golden:
        """Read ``golden.json`` of ``folder``; raise ``ModelError`` if absent, damaged or newer."""
        hint = "Check the detector again to make new ones."
        try:
            raw = json.loads((folder / FILE_NAME).read_bytes())
            if is_newer(raw, SCHEMA):
                raise ModelError(
                    "The golden frames were made by a newer Sweetspot.", "Update Sweetspot."
                )
            golden = value_of(Golden, raw, "golden")
        except OSError as error:
            raise ModelError(
                f"The golden frames in “{folder}” cannot be read ({error.strerror or error}).", hint
            ) from error
        except (ValueError, RecursionError) as error:
            raise ModelError(f"The golden frames are damaged ({error}).", hint) from error
        if any(Path(frame.file).name != frame.file for frame in golden.frames):
            raise ModelError("The golden frames name files outside of their folder.", hint)
        return golden


def write_picture(folder: Path, number: int, picture: Picture) -> str:
    """Write one golden picture (H, W, 3 RGB) without loss and return its name."""
    name = f"{number:03d}.png"
    write_still(folder / name, picture)
    return name


def read_pictures(
    folder: Path, stretch: Stretch, input_size: tuple[int, int]
) -> Iterator[tuple[GoldenFrame, Picture]]:
    """Yield each frame with its picture (H, W, 3 RGB). Raises ``ModelError`` for a wrong one."""
    for frame in stretch.frames:
        try:
            picture = read_still(folder / frame.file)
        except FileError as error:
            raise ModelError(error.message, "Check the detector again to make new ones.") from error
        if (picture.shape[1], picture.shape[0]) != input_size:
            raise ModelError(
                f"The golden frame “{frame.file}” has {picture.shape[1]} x {picture.shape[0]} "
                f"pixels, not {input_size[0]} x {input_size[1]}.",
                "Check the detector again to make new ones.",
            )
        yield frame, picture


def shown(boxes: Sequence[GoldenBox], thresholds: Mapping[str, float]) -> tuple[GoldenBox, ...]:
    """Return the boxes from the thresholds on."""
    return tuple(box for box in boxes if box.score >= thresholds.get(box.label, 1.0))
