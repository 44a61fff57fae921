"""The pictures of fixed frames: taken out of the videos once, and found again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from core.dataset.finding import counted
from core.dataset.picture_files import JPEG_QUALITY
from core.dataset.source_frame import SourceFrame
from core.errors import FileError, VideoError
from core.progress import Progress
from core.video.reader import VideoReader
from core.video.still import size_of_still
from core.video.still_writer import write_still

IMAGES = "images"
_OURS = re.compile(r".*-\d{6,}-[0-9a-f]{8}\.(jpg|png)")


class PictureForm(StrEnum):
    """How pictures are stored: PNG loses nothing and takes several times the room."""

    JPEG = "jpg"
    PNG = "png"


@dataclass
class Taken:
    """What came of taking pictures: path and size by source frame, and who was left out why."""

    n_wanted: int
    sizes: dict[SourceFrame, tuple[Path, int, int]] = field(default_factory=dict)
    n_decoded: int = 0
    left_out: list[str] = field(default_factory=list)


def picture_name(frame: SourceFrame, form: PictureForm) -> str:
    """Return the file's name: the same frame of the same video has the same one, ever."""
    session = re.sub(r"[^\w.-]", "_", frame.session)
    return f"{session}-{frame.frame:06d}-{frame.fingerprint[:8]}.{form}"


def take_pictures(
    frames: Iterable[SourceFrame], folder: Path, form: PictureForm, progress: Progress
) -> Taken:
    """Write the picture of each frame into ``folder``/images; those that are there stay.

    A picture is written atomically, so that one which is there is whole: an interrupted build
    goes on where it was. A video that is missing or damaged leaves out its new frames only.
    Raises ``FileError`` when a picture cannot be written, and ``Cancelled``.
    """
    ordered = sorted(frames, key=lambda each: (each.session, str(each.video), each.frame))
    taken, missing = Taken(len(ordered)), []
    for frame in ordered:
        path = folder / IMAGES / picture_name(frame, form)
        try:
            taken.sizes[frame] = (path, *size_of_still(path).upright)
        except FileError:
            missing.append(frame)
    for video, group in groupby(missing, key=lambda each: each.video):
        _take_from(video, list(group), folder, form, taken, progress)
    progress.step(len(ordered), len(ordered), "pictures")
    return taken


def sweep_pictures(folder: Path, kept: Mapping[SourceFrame, tuple[Path, int, int]]) -> None:
    """Delete pictures that a build wrote once and no frame needs any more."""
    wanted = {path for path, _, _ in kept.values()}
    for path in (folder / IMAGES).glob("*"):
        if path not in wanted and _OURS.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _take_from(
    video: Path,
    frames: list[SourceFrame],
    folder: Path,
    form: PictureForm,
    taken: Taken,
    progress: Progress,
) -> None:
    """Decode the frames of one video, in their order."""
    try:
        reader = VideoReader(video)
    except VideoError as error:
        taken.left_out.append(_left_out(frames, error.message))
        return
    with reader:
        if reader.info.fingerprint != frames[0].fingerprint:
            taken.left_out.append(_left_out(frames, f"“{video.name}” is another video now."))
            return
        for frame in frames:
            progress.step(len(taken.sizes), taken.n_wanted, frame.session)
            try:
                picture = reader.frame(frame.frame).rgb
            except (VideoError, IndexError) as error:
                taken.left_out.append(_left_out([frame], f"Frame {frame.frame}: {error}."))
                continue
            path = folder / IMAGES / picture_name(frame, form)
            write_still(path, picture, JPEG_QUALITY)
            taken.sizes[frame] = (path, picture.shape[1], picture.shape[0])
            taken.n_decoded += 1


def _left_out(frames: list[SourceFrame], why: str) -> str:
    return f"{counted(len(frames), 'frame')} of “{frames[0].session}” left out: {why}"
