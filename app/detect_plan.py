"""What ``sweetspot detect`` reads and where it writes, settled before any work is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import FileError
from core.video.still_writer import check_still_name, is_still_name

FILM_SUFFIX = ".mp4"


@dataclass(frozen=True)
class DetectJob:
    """One picture or video to look at, and the file to draw it into, if any."""

    source: Path
    target: Path | None = None

    @property
    def is_still(self) -> bool:
        """Whether the source is a picture rather than a video."""
        return is_still_name(self.source)

    @property
    def draws_film(self) -> bool:
        """Whether a whole video is to be drawn."""
        return self.target is not None and self.target.suffix.lower() == FILM_SUFFIX


def plan(names: Sequence[str], out: str | None) -> list[DetectJob]:
    """Return what is to be done; folders stand for the pictures in them.

    ``out`` is a file for one source, a folder for several. Raises ``FileError`` for sources
    that are not there and for targets that cannot be meant.
    """
    sources = list(_sources(names))
    if out is None:
        return [DetectJob(source) for source in sources]
    target = Path(out)
    many = len(sources) > 1 or any(Path(name).is_dir() for name in names)
    if many or target.is_dir() or not target.suffix:
        jobs = [DetectJob(source, _inside(target, source)) for source in sources]
    else:
        jobs = [DetectJob(sources[0], target)]
    _check(jobs)
    return jobs


def _sources(names: Iterable[str]) -> Iterable[Path]:
    for name in names:
        path = Path(name)
        if not path.exists():
            raise FileError(f"There is no file “{name}”.", "Check its name and place.")
        if not path.is_dir():
            yield path
            continue
        stills = sorted(each for each in path.iterdir() if each.is_file() and is_still_name(each))
        if not stills:
            raise FileError(f"There are no pictures in “{name}”.", "Name a picture or a video.")
        yield from stills


def _inside(folder: Path, source: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise FileError(f"“{folder}” is a file.", "Name a folder to draw several pictures into.")
    return folder / (source.name if is_still_name(source) else source.stem + FILM_SUFFIX)


def _check(jobs: Sequence[DetectJob]) -> None:
    taken: set[Path] = set()
    for job in jobs:
        target = job.target
        if target is None:
            continue
        if target in taken:
            raise FileError(
                f"Two of the pictures are called “{target.name}”.", "Draw them one by one."
            )
        taken.add(target)
        if target.exists() and target.samefile(job.source):
            raise FileError(
                f"“{target}” is the original itself.", "Name another file: it is not drawn over."
            )
        if job.is_still or not job.draws_film:
            check_still_name(target)
