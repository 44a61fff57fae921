"""CheckReport: whether an export computes what the net computes, and the proof; ``check.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from core.errors import ModelError
from core.files import write_atomically
from core.json_value import is_newer, value_of
from core.phone.check_parts import (
    Fault,
    FrameComparison,
    GoldenBox,
    HeadFigures,
    HitComparison,
    HitFigure,
    Reason,
    Runtime,
    Tolerance,
    TrackFigures,
    WorstFrame,
)

__all__ = [
    "FILE_NAME",
    "SCHEMA",
    "CheckReport",
    "Fault",
    "FrameComparison",
    "GoldenBox",
    "HeadFigures",
    "HitComparison",
    "HitFigure",
    "Reason",
    "Runtime",
    "RuntimeCheck",
    "Tolerance",
    "TrackFigures",
    "WorstFrame",
]

FILE_NAME = "check.json"
SCHEMA = 1


@dataclass(frozen=True)
class RuntimeCheck:
    """One runtime against PyTorch on all golden frames.

    ``precision`` is float32, float16 or int8; ``compression`` none, int8, palette6 or palette8.
    ``ms_per_frame`` is what a frame took here, which says nothing of the phone's chip.
    """

    runtime: Runtime
    file: str
    precision: str
    compression: str = "none"
    heads: tuple[HeadFigures, ...] = ()
    frames: tuple[FrameComparison, ...] = ()
    hits: tuple[HitComparison, ...] = ()
    tracks: TrackFigures | None = None
    worst: WorstFrame | None = None
    reasons: tuple[Reason, ...] = ()
    ms_per_frame: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it; a runtime that compared no frame proves nothing."""
        return bool(self.frames) and not self.reasons

    @property
    def same_frames(self) -> int:
        """Frames with the same boxes."""
        return sum(frame.passed for frame in self.frames)

    @property
    def largest_shift_px(self) -> float:
        """The largest way an edge of a box has moved, in pixels of the golden pictures."""
        return max((frame.shift_px for frame in self.frames), default=0.0)

    @property
    def verdict(self) -> str:
        """The figures in a coach's words; what is wrong first, where something is."""
        figures = "; ".join([self._frame_words(), *self._shift_words(), self._hit_words()])
        return figures if self.passed or not self.reasons else self.reasons[0].message

    def _frame_words(self) -> str:
        return f"{self.same_frames} of {len(self.frames)} frames: same boxes"

    def _shift_words(self) -> list[str]:
        if not any(frame.matched for frame in self.frames):
            return ["no boxes to compare"]
        words = [f"largest shift {self.largest_shift_px:.1f} px"]
        on_edge = sum(frame.on_edge for frame in self.frames)
        if on_edge:
            what = "box decided" if on_edge == 1 else "boxes decided"
            words.append(f"{on_edge} {what} by a hair either way")
        return words

    def _hit_words(self) -> str:
        if not self.hits:
            return "no hits in these frames"
        equal = sum(hit.passed for hit in self.hits)
        if equal == len(self.hits):
            return "all hit scores equal" if equal > 1 else "the hit's score is equal"
        return f"{equal} of {len(self.hits)} hit scores equal"


@dataclass(frozen=True)
class CheckReport:
    """What was checked, with what, and how it went; stored as ``check.json`` beside the model.

    ``files`` maps each checked file's path inside the model's folder to its SHA-256: whoever
    uses the report compares them with what is there now (``covers``). ``made`` is ISO 8601 with
    zone. ``tolerances`` maps a runtime's value to what it was allowed. ``reasons`` are faults of
    files and descriptions; each runtime has its own besides. Sizes are (width, height) in px.
    """

    model: str
    arch: str
    made: str
    machine: str
    versions: Mapping[str, str]
    files: Mapping[str, str]
    golden: str
    n_frames: int
    n_hits: int
    input_size: tuple[int, int]
    weights_sha256: str
    tolerances: Mapping[str, Tolerance]
    runtimes: tuple[RuntimeCheck, ...]
    reasons: tuple[Reason, ...] = ()
    seconds: float = 0.0
    schema: int = field(default=SCHEMA)

    @property
    def passed(self) -> bool:
        """Whether every runtime that was compared passed, one at least, and nothing else is off."""
        return bool(self.runtimes) and not self.all_reasons and all(r.passed for r in self.runtimes)

    @property
    def proves_phone(self) -> bool:
        """Whether what goes to the phone is right: files, descriptions and the Core ML package.

        What a file for the laptop does, such as the 8-bit one, is no phone's concern.
        """
        package = self.of(Runtime.COREML)
        return package is not None and package.passed and not self.phone_reasons

    @property
    def phone_reasons(self) -> tuple[Reason, ...]:
        """The faults that a phone would meet: of the files first, then of the package."""
        phone = [self.of(Runtime.COREML), self.of(Runtime.COREML_MAC)]
        every = [*self.reasons, *(reason for each in phone if each for reason in each.reasons)]
        return tuple(dict.fromkeys(every))

    @property
    def phone_verdict(self) -> str:
        """``verdict``, as far as it is a phone's concern."""
        if self.phone_reasons:
            return self.phone_reasons[0].message
        leading = self.leading
        return leading.verdict if leading is not None and self.proves_phone else self.verdict

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """Every fault: of the files first, then of each runtime; one said twice stands once."""
        every = [*self.reasons, *(reason for each in self.runtimes for reason in each.reasons)]
        return tuple(dict.fromkeys(every))

    @property
    def verdict(self) -> str:
        """One line for a coach: the phone's figures, or what is wrong."""
        if self.all_reasons:
            return self.all_reasons[0].message
        leading = self.leading
        return leading.verdict if leading is not None else "Nothing was compared."

    @property
    def leading(self) -> RuntimeCheck | None:
        """The runtime that the verdict speaks of: the phone's before the laptop's."""
        order = (Runtime.COREML_MAC, Runtime.COREML, Runtime.ONNX, Runtime.ONNX_INT8)
        return next((found for kind in order if (found := self.of(kind)) is not None), None)

    @property
    def worst(self) -> WorstFrame | None:
        """The worst frame of the first runtime that failed, else of the leading one."""
        failed = next((each for each in self.runtimes if not each.passed and each.worst), None)
        shown = failed or self.leading
        return shown.worst if shown is not None else None

    def of(self, runtime: Runtime) -> RuntimeCheck | None:
        """Return one runtime's part, None where it was not compared."""
        return next((each for each in self.runtimes if each.runtime is runtime), None)

    def covers(self, files: Mapping[str, str]) -> bool:
        """Whether each of these files (path in the model's folder -> SHA-256) was checked so."""
        return all(self.files.get(name) == digest for name, digest in files.items())

    def to_json(self) -> str:
        """Return it as readable JSON; ``passed`` and ``verdict`` stand in it for other readers."""
        told = {"schema": self.schema, "passed": self.passed, "verdict": self.verdict}
        return json.dumps(told | asdict(self), indent=1, ensure_ascii=False)

    @staticmethod
    def from_json(text: str | bytes) -> CheckReport:
        """Read what ``to_json`` wrote; raise ``ModelError`` for anything else, or a newer one."""
        try:
            raw = json.loads(text)
            if is_newer(raw, SCHEMA):
                raise ModelError(
                    "This check report was made by a newer Sweetspot.",
                    "Update Sweetspot, or check the detector again.",
                )
            return value_of(CheckReport, raw, "check")
        except (ValueError, RecursionError) as error:
            raise ModelError(
                f"The check report is damaged ({error}).", "Check the detector again."
            ) from error

    def save(self, folder: Path) -> None:
        """Write ``check.json`` into a model's folder; raise ``FileError``."""
        write_atomically(folder / FILE_NAME, self.to_json().encode())

    @staticmethod
    def load(folder: Path) -> CheckReport:
        """Read ``check.json`` of a model's folder; raise ``ModelError`` if absent or damaged."""
        path = folder / FILE_NAME
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise ModelError(
                f"The detector “{folder.name}” has not been checked yet.", "Check it first."
            ) from None
        except OSError as error:
            raise ModelError(f"“{path}” cannot be read ({error.strerror or error}).") from error
        return CheckReport.from_json(content)
