"""What a phone's report is worth: its boxes and hits beside the golden ones, in words."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import TransferError
from core.phone.box_comparison import compare_boxes
from core.phone.check_parts import FrameComparison, HitComparison
from core.phone.golden import Golden, Stretch
from core.phone.hit_comparison import compare_hits
from core.phone.phone_report import PhoneReport, PhoneStretch
from core.phone.receipts import Verified, now
from core.phone.tolerances import tolerance_for


@dataclass(frozen=True)
class OnDevice:
    """A phone's check, judged here. The phone's own word counts only when it is a no."""

    report: PhoneReport
    frames: tuple[FrameComparison, ...]
    hits: tuple[HitComparison, ...]

    @property
    def passed(self) -> bool:
        """Whether all golden frames have the same boxes, all hits the same scores."""
        same = all(frame.passed for frame in self.frames) and all(hit.passed for hit in self.hits)
        return bool(self.frames) and same and self.report.passed

    @property
    def differing(self) -> tuple[FrameComparison, ...]:
        """The frames with other boxes."""
        return tuple(frame for frame in self.frames if not frame.passed)

    @property
    def largest_shift_px(self) -> float:
        """The largest way an edge of a box has moved, in pixels of the golden pictures."""
        return max((frame.shift_px for frame in self.frames), default=0.0)

    @property
    def words(self) -> str:
        """The verdict in a coach's words, what differs first."""
        return "; ".join([*self._box_words(), *self._hit_words(), *self._own_word()])

    @property
    def speed_words(self) -> str:
        """How long a frame takes on the phone; empty where it did not say."""
        median, slowest = self.report.median_ms, self.report.slowest_ms
        if median is None or slowest is None:
            return ""
        return f"{median:.1f} ms a frame, the slowest {slowest:.1f} ms"

    def verified(self) -> Verified:
        """Return what a receipt keeps of it, as of now."""
        device = self.report.device
        return Verified(
            when=now(),
            device=device.name,
            model=device.model,
            system=device.system,
            passed=self.passed,
            words=self.words,
            frames=len(self.frames),
            same=len(self.frames) - len(self.differing),
            median_ms=self.report.median_ms,
            slowest_ms=self.report.slowest_ms,
        )

    def _box_words(self) -> list[str]:
        same = len(self.frames) - len(self.differing)
        told = [f"{same} of {len(self.frames)} frames: same boxes"]
        if any(frame.matched for frame in self.frames):
            told.append(f"largest shift {self.largest_shift_px:.1f} px")
        if self.differing:
            first = self.differing[0]
            told.append(f"frame {first.number + 1}: {first.words}")
        return told

    def _hit_words(self) -> list[str]:
        equal = sum(hit.passed for hit in self.hits)
        if not self.hits:
            return []
        if equal == len(self.hits):
            return ["all hit scores equal" if equal > 1 else "the hit's score is equal"]
        worst = next(hit for hit in self.hits if not hit.passed)
        return [f"{equal} of {len(self.hits)} hit scores equal", worst.words]

    def _own_word(self) -> list[str]:
        return (
            [] if self.report.passed else ["the phone itself says that it does not compute alike"]
        )


def judge_report(
    report: PhoneReport, golden: Golden, precision: str, compress: str = "none"
) -> OnDevice:
    """Compare a phone's report with the golden frames of the bundle it got.

    ``precision`` and ``compress`` are the package's own words (``PhoneModel``): they say what may
    differ. A frame that the phone left out counts as one without boxes. Raises ``TransferError``
    for a report with stretches, frames or classes that the bundle does not have.
    """
    if not _is_of(report, golden):
        raise TransferError(
            "The phone's report is about other golden frames than this bundle's.",
            "Send the bundle again and let the phone check it.",
        )
    tolerance = tolerance_for(_PRECISIONS.get(precision, precision), compress)
    frames: list[FrameComparison] = []
    hits: list[HitComparison] = []
    for number, (stretch, seen) in enumerate(zip(golden.stretches, report.stretches, strict=True)):
        found = {frame.file: frame.boxes for frame in seen.frames}
        for frame in stretch.frames:
            frames.append(
                compare_boxes(
                    frame.boxes,
                    found.get(frame.file, ()),
                    golden.thresholds,
                    tolerance,
                    number=len(frames),
                    file=frame.file,
                    found_is_cut=True,
                    ties=frame.ties,
                )
            )
        hits += compare_hits(stretch.hits, seen.hits, tolerance, number)
    return OnDevice(report, tuple(frames), tuple(hits))


_PRECISIONS = {"fp16": "float16", "fp32": "float32"}


def _is_of(report: PhoneReport, golden: Golden) -> bool:
    def fits(seen: PhoneStretch, stretch: Stretch) -> bool:
        labels = {box.label for frame in seen.frames for box in frame.boxes}
        files = {frame.file for frame in seen.frames}
        return files <= {frame.file for frame in stretch.frames} and labels <= set(
            golden.thresholds
        )

    return len(report.stretches) == len(golden.stretches) and all(
        map(fits, report.stretches, golden.stretches)
    )
