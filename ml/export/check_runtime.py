"""One runtime compared with PyTorch over all golden frames."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.phone.box_comparison import compare_boxes
from core.phone.check_report import (
    FrameComparison,
    GoldenBox,
    HitComparison,
    RuntimeCheck,
    Tolerance,
    TrackFigures,
    WorstFrame,
)
from core.phone.check_symptoms import symptoms_of
from core.phone.golden import shown
from core.phone.hit_comparison import compare_hits, compare_tracks
from core.phone.map_comparison import MapComparison
from ml.export.check_diagnosis import Constants, diagnose, error_of
from ml.export.check_golden import GoldenSet, Reference, boxes_of, play_all
from ml.export.check_runners import Runner
from ml.export.check_sample import Sample
from ml.nets.centernet import CenterNet

_OUTPUTS = ("output_hmap", "output_regs", "output_w_h_")


@dataclass
class _Seen:
    """What one runtime gave, frame by frame, and the frame whose maps differ most."""

    frames: list[FrameComparison] = field(default_factory=list)
    boxes: list[tuple[GoldenBox, ...]] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    worst: Sample | None = None


@dataclass(frozen=True)
class Comparer:
    """What every runtime is compared with, and how the wait is told: `step` after each frame,
    `ponder` now and then while the reason of a difference is looked for."""

    found: GoldenSet
    reference: Reference
    net: CenterNet
    step: Callable[[], None]
    ponder: Callable[[], None]

    def check(
        self, runner: Runner, tolerance: Tolerance, constants: Constants | None = None
    ) -> RuntimeCheck:
        """Run every golden frame and say what differs, and why.

        `constants` reads the weights in the runner's file, for the diagnosis.
        Raises ModelError where the file cannot be run at all.
        """
        maps = MapComparison(_OUTPUTS, tolerance, self.found.shown_limits)
        seen = self._run(runner, tolerance, maps)
        hits, tracks = self._played(seen.boxes, tolerance)
        check = RuntimeCheck(
            runner.runtime,
            runner.file,
            runner.precision,
            runner.compression,
            heads=maps.figures(),
            frames=tuple(seen.frames),
            hits=hits,
            tracks=tracks,
            worst=self._worst(seen),
            ms_per_frame=round(1000 * float(np.median(seen.seconds or [0.0])), 1),
        )
        symptoms = symptoms_of(check, tolerance)
        if not symptoms or seen.worst is None:
            return check
        classes = self.found.golden.classes
        causes = diagnose(self.net, seen.worst, classes, runner, constants, self.ponder)
        return replace(check, reasons=(*causes, *symptoms))

    def _run(self, runner: Runner, tolerance: Tolerance, maps: MapComparison) -> _Seen:
        golden, seen = self.found.golden, _Seen()
        for number, (stretch, frame, picture, previous) in enumerate(self.found.pictures()):
            begun = time.perf_counter()
            given = runner.run(picture, previous)
            seen.seconds.append(time.perf_counter() - begun)
            expected = self.reference.maps[number]
            maps.add(expected, given)
            boxes = boxes_of(golden, self.found.limits, given)
            seen.boxes.append(boxes)
            seen.frames.append(
                compare_boxes(
                    self.reference.boxes[number],
                    boxes,
                    golden.thresholds,
                    tolerance,
                    number=number,
                    file=frame.file,
                    ties=self.reference.ties[number],
                )
            )
            error = error_of(expected, given)
            if seen.worst is None or not error <= max(seen.errors):
                seen.worst = Sample(picture, previous, stretch.letterbox, expected, given)
            seen.errors.append(error)
            self.step()
        return seen

    def _played(
        self, boxes: Sequence[tuple[GoldenBox, ...]], tolerance: Tolerance
    ) -> tuple[tuple[HitComparison, ...], TrackFigures]:
        pairs = list(zip(self.reference.played, play_all(self.found.golden, boxes), strict=True))
        hits = [
            each
            for number, ((expected, _), (given, _)) in enumerate(pairs)
            for each in compare_hits(expected, given, tolerance, number)
        ]
        tracks = compare_tracks([a for (_, a), _ in pairs], [b for _, (_, b) in pairs])
        return tuple(hits), tracks

    def _worst(self, seen: _Seen) -> WorstFrame | None:
        """The frame whose boxes differ most; where they are the same, whose maps do."""
        if not seen.frames:
            return None

        def badness(number: int) -> tuple[int, float, float]:
            frame = seen.frames[number]
            return frame.lost + frame.gained, frame.shift_px, seen.errors[number]

        number = max(range(len(seen.frames)), key=badness)
        limits = self.found.golden.thresholds
        return WorstFrame(
            number,
            seen.frames[number].file,
            shown(self.reference.boxes[number], limits),
            shown(seen.boxes[number], limits),
        )
