"""What it changes that the phone shrinks a camera's two planes before it makes colours of them.

    python tests/benchmarks/camera_planes.py [CLIP...]    (else the sample)

The phone's `PictureFitter` resizes brightness and colour differences apart; the laptop makes
colours first. Prints how far the pictures are apart, and how far the shipped detector's boxes,
beside what random rounding of that size does to them: an int8 net sees each changed byte.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.detections.detections import Detections
from core.detections.onnx_detector import OnnxDetector
from core.detections.preprocess import Letterbox
from core.video.reader import VideoReader

Bytes = NDArray[np.uint8]
REPOSITORY = Path(__file__).resolve().parents[2]
FRAMES = 12
RED, BLUE = 0.2126, 0.0722  # BT.709
NEAR_PX = 3.0


def planes_of(picture: Bytes) -> tuple[Bytes, Bytes]:
    """Return brightness (H, W) and differences (H/2, W/2, 2), in full range."""
    luma = np.tensordot(picture.astype(np.float32), [RED, 1 - RED - BLUE, BLUE], 1)
    blue = (picture[..., 2] - luma) / (2 * (1 - BLUE)) + 128
    red = (picture[..., 0] - luma) / (2 * (1 - RED)) + 128
    height, width = (side // 2 * 2 for side in luma.shape)
    both = np.stack([blue, red], -1)[:height, :width]
    halved = both.reshape(height // 2, 2, width // 2, 2, 2).mean((1, 3))
    return _bytes(luma), _bytes(halved)


def colours_of(luma: Bytes, differences: Bytes) -> Bytes:
    """Return RGB of planes of one size."""
    blue, red = np.moveaxis(differences.astype(np.float32) - 128, -1, 0)
    r = luma + 2 * (1 - RED) * red
    b = luma + 2 * (1 - BLUE) * blue
    g = (luma - RED * r - BLUE * b) / (1 - RED - BLUE)
    return _bytes(np.stack([r, g, b], -1))


def _bytes(values: NDArray[np.float64]) -> Bytes:
    return np.rint(values).clip(0, 255).astype(np.uint8)


def resized(plane: Bytes, size: tuple[int, int]) -> Bytes:
    """Resize as the letterbox does."""
    how = cv2.INTER_AREA if size[0] < plane.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, size, interpolation=how), np.uint8)


def rounded_at_random(picture: Bytes, share: float, rng: np.random.Generator) -> Bytes:
    """Return the picture with that share of its bytes one up or down."""
    chance = rng.random(picture.shape)
    step = (chance < share / 2).astype(int) - (chance > 1 - share / 2)
    return (picture + step).clip(0, 255).astype(np.uint8)


@dataclass
class Differences:
    """What one way of changing pictures did to the boxes."""

    shifts: list[float] = field(default_factory=list)
    alone: int = 0

    def add(
        self, one: Detections, other: Detections, scale: float, limits: NDArray[np.float64]
    ) -> None:
        """Pair the boxes that are shown, each with the nearest of its class."""
        first, second = (boxes[boxes.score >= limits[boxes.class_id]] for boxes in (one, other))
        free = set(range(len(second)))
        for box, kind in zip(first.xyxy, first.class_id, strict=True):
            near = [
                (float(np.abs(box - second.xyxy[i]).max()) * scale, i)
                for i in free
                if second.class_id[i] == kind
            ]
            shift, match = min(near, default=(NEAR_PX, -1))
            if shift < NEAR_PX:
                self.shifts.append(shift)
                free.remove(match)
            else:
                self.alone += 1
        self.alone += len(free)

    def words(self) -> str:
        """In one line."""
        return (
            f"{len(self.shifts)} boxes in both, median shift {np.median(self.shifts):.2f} px, "
            f"{self.alone} in one only"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    sample = sorted((REPOSITORY / "resources" / "sample").glob("*.mp4"))
    clips = parser.parse_args().clips or sample
    detector = OnnxDetector(REPOSITORY / "resources" / "models" / "default", threads=1)
    limits = np.array([detector.thresholds[kind] for kind in sorted(detector.thresholds)])
    planes, noise, apart = Differences(), Differences(), list[float]()
    rng = np.random.default_rng(0)
    for clip in clips:
        with VideoReader(clip) as reader:
            for frame in reader.frames(0, FRAMES):
                height, width = frame.rgb.shape[:2]
                fit = Letterbox(width, height, *detector.input_size_for(width, height))
                luma, differences = planes_of(frame.rgb)
                whole = colours_of(luma, resized(differences, (width, height)))
                laptop = resized(whole, fit.fitted)
                phone = colours_of(resized(luma, fit.fitted), resized(differences, fit.fitted))
                apart.append(float(np.abs(laptop.astype(int) - phone).mean()))
                seen = [
                    detector.detect(picture, source_size=(width, height))
                    for picture in (laptop, phone, rounded_at_random(laptop, apart[-1], rng))
                ]
                scale = fit.fitted[0] / width
                planes.add(seen[0], seen[1], scale, limits)
                noise.add(seen[0], seen[2], scale, limits)
    print(f"{len(apart)} frames, bytes {np.mean(apart):.2f} apart on average")
    print(f"planes first:    {planes.words()}")
    print(f"random rounding: {noise.words()}")


if __name__ == "__main__":
    main()
