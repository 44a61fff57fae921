"""Does everything work on this computer? Checks on the sample, without a window."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.capture.devices import list_cameras, list_microphones
from core.detections.detections import Detections, ObjectClass
from core.detections.onnx_detector import OnnxDetector
from core.errors import SweetspotError
from core.geometry import centre_of, iou
from core.models.shelf import shelf_of
from core.resources import default_model, sample_truth, sample_video
from core.sessions.analysis import analyse
from core.sessions.library_folder import check_writable, default_library
from core.sessions.store import SessionStore
from core.video.reader import VideoReader, probe
from core.video.sound import read_onset_curve

LOW_SPACE = 1 << 30
_NEAR_S = 0.1


@dataclass(frozen=True)
class Checked:
    """One check's outcome: ``detail`` says what was seen, or what is wrong."""

    name: str
    passed: bool
    detail: str


class CheckFailed(SweetspotError):
    """A part works, but not as it should."""


def checks(library: Path | None = None) -> Iterator[Checked]:
    """Yield the outcome of each check as soon as it is there.

    ``library`` is the folder whose disk is checked, the default library if not given.
    """
    yield run_check("video", check_video)
    yield run_check("sound", check_sound)
    home = library or default_library()
    yield run_check("detector", lambda: check_detector(home))
    yield run_check("hits", check_hits)
    yield run_check("disk", lambda: check_disk(home))
    yield run_check("camera", check_camera)


def run_check(name: str, check: Callable[[], str]) -> Checked:
    """Return a check's outcome; any fault of the program is a failed check, not a crash."""
    try:
        return Checked(name, True, check())
    except SweetspotError as error:
        return Checked(name, False, str(error))
    except (OSError, ImportError, ValueError, KeyError, TypeError, RuntimeError) as error:
        return Checked(name, False, f"{type(error).__name__}: {error}")


def check_video() -> str:
    """Read the sample forwards and by jumping: the pictures must be the same."""
    truth = _truth()
    with VideoReader(sample_video()) as reader:
        info = reader.info
        found = (info.n_frames, info.width, info.height)
        wanted = (truth["n_frames"], truth["width"], truth["height"])
        if found != wanted:
            raise CheckFailed(f"The sample has {found}, not {wanted} (frames, width, height).")
        chosen = [0, info.n_frames // 2, info.n_frames - 1]
        forwards = {f.index: f.rgb for f in reader.frames() if f.index in chosen}
    with VideoReader(sample_video()) as reader:
        for index in reversed(chosen):
            if not np.array_equal(reader.frame(index).rgb, forwards[index]):
                raise CheckFailed(f"Frame {index} is another one after a jump.")
    return f"{info.n_frames} frames of {info.width} x {info.height}, exact after jumps"


def check_sound() -> str:
    """Hear the sample's impacts where they are."""
    curve = read_onset_curve(sample_video())
    if curve is None:
        raise CheckFailed("The sample's sound cannot be read.")
    onsets = curve.onsets().time_s
    wanted = [hit["audio_onset_s"] for hit in _truth()["hits"] if hit["audio_onset_s"] is not None]
    heard = sum(bool(np.any(np.abs(onsets - at) < _NEAR_S / 2)) for at in wanted)
    if heard < 0.8 * len(wanted):
        raise CheckFailed(f"Only {heard} of {len(wanted)} impacts were heard.")
    return f"{heard} of {len(wanted)} impacts heard"


def check_detector(library: Path) -> str:
    """Verify the files of the detector in use and find player and ball in the sample with it.

    The hits are looked for with the one that ships: a detector tuned to one court may do badly
    on a drawn one.
    """
    used = shelf_of(library, default_model()).in_use()
    if used.problem:
        raise CheckFailed(used.problem)
    detector = OnnxDetector(used.folder)
    labelled = _truth()["boxes"]
    shown = labelled[:: max(1, len(labelled) // 10)]
    seen = {ObjectClass.PLAYER: 0, ObjectClass.BALL: 0}
    spent: list[float] = []
    with VideoReader(sample_video()) as reader:
        for entry in shown:
            picture = reader.frame(entry["frame"]).rgb
            started = time.perf_counter()
            boxes = detector.detect(picture)
            spent.append(time.perf_counter() - started)
            for kind in seen:
                seen[kind] += _is_found(kind, entry["objects"], boxes)
    missing = [kind.label for kind, count in seen.items() if count == 0]
    if missing:
        raise CheckFailed(f"The detector finds no {' and no '.join(missing)} in the sample.")
    return (
        f"{detector.model_name}: files verified, player in {seen[ObjectClass.PLAYER]} and ball in "
        f"{seen[ObjectClass.BALL]} of {len(shown)} pictures, {1000 * np.median(spent):.0f} ms each"
    )


def check_hits() -> str:
    """Analyse the sample in a library of its own and compare the hits with the truth."""
    with tempfile.TemporaryDirectory(prefix="sweetspot-") as folder:
        store = SessionStore(Path(folder))
        video = probe(sample_video())
        started = time.perf_counter()
        session = analyse(store.create(video), store, OnnxDetector(default_model()))
        spent = time.perf_counter() - started
    times = np.array([hit.time_s for hit in session.hits])
    wanted = [hit["time_s"] for hit in _truth()["hits"] if hit.get("certain", True)]
    found = sum(bool(np.any(np.abs(times - at) < _NEAR_S)) for at in wanted)
    if 2 * found < len(wanted):
        raise CheckFailed(f"Only {found} of {len(wanted)} hits were found.")
    more = len(times) - found
    return (
        f"{found} of {len(wanted)} found, {more} that {'is' if more == 1 else 'are'} none, "
        f"{video.duration_s / spent:.1f} x real time"
    )


def check_disk(library: Path) -> str:
    """Write into the library and look at the space that is left."""
    free = check_writable(library)
    if free < LOW_SPACE:
        raise CheckFailed(
            f"Only {free / 1e6:.0f} MB are free where the library is.", "Free some space."
        )
    return f"“{library}” can be written, {free / 1e9:.0f} GB free"


def check_camera() -> str:
    """Say what can be watched and listened to; that nothing is connected is no fault."""
    told = [
        f"{len(found)} {word}{'s' if len(found) > 1 else ''}"
        for found, word in ((list_cameras(), "camera"), (list_microphones(), "microphone"))
        if found
    ]
    return " and ".join(told) or "none is connected; plug one in to watch a lesson live"


def _is_found(kind: ObjectClass, objects: list[dict[str, Any]], boxes: Detections) -> bool:
    """Return whether a labelled object of a kind has a box of its own."""
    labelled = [entry["box"] for entry in objects if entry["label"] == kind.label]
    found = boxes.of_class(kind).xyxy
    if not labelled or not len(found):
        return False
    corner = np.array(labelled, np.float32)
    truth = np.concatenate([corner[:, :2], corner[:, :2] + corner[:, 2:]], axis=1)
    if kind is ObjectClass.BALL:
        gaps = centre_of(truth)[:, None] - centre_of(found)[None]
        return bool(np.linalg.norm(gaps, axis=2).min() < 10)
    return bool(iou(truth, found).max() > 0.5)


def _truth() -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(sample_truth().read_bytes())
    return truth
