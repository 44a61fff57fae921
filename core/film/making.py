"""Making a film of a practice: reads, draws, writes, and reads back what was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.detections.tracks import Tracks
from core.errors import FileError, SessionError, VideoError
from core.files import sweep
from core.film.ahead import ahead
from core.film.card import end_card
from core.film.choices import FilmChoices, fitted_size
from core.film.ink import PlaneInk
from core.film.overlays import FilmSubject, draw_overlays
from core.film.plan import FilmPlan, film_plan
from core.film.score_sign import SHOWN_S, caption_of, draw_caption, draw_score
from core.film.sound import FilmSound, sound_pieces
from core.progress import Progress
from core.sessions.scored_hits import scored_hits
from core.sessions.session import Session
from core.video.planes import Planes
from core.video.reader import VideoReader
from core.video.writer import VideoWriter

QUALITY = 21
_MUCH = 1920 * 1080 * 32
"""Pixels a second up to which x264's better preset keeps up with the film on two cores."""
_POP_BEFORE_S = 0.05


@dataclass(frozen=True)
class FilmMade:
    """A film that was written: where, how long, how many pictures, of how many hits."""

    path: Path
    length_s: float
    n_pictures: int
    n_hits: int


def plan_for(session: Session, choices: FilmChoices, reader: VideoReader) -> FilmPlan:
    """Return what a film of this practice shows when."""
    factor = real_factor_of(session)
    return film_plan(reader.info.timebase, scored_hits(session), choices, factor)


def real_factor_of(session: Session) -> float:
    """Return the file's seconds per second of the real world."""
    capture_fps = session.settings.capture_fps
    return 1.0 if capture_fps is None else max(capture_fps / session.video.fps, 1.0)


def preset_for(size: tuple[int, int], fps: float) -> str:
    """Return the x264 preset that makes the film at least as fast as it plays."""
    return "veryfast" if size[0] * size[1] * fps <= _MUCH else "superfast"


def make_film(
    session: Session, tracks: Tracks, choices: FilmChoices, target: Path, progress: Progress
) -> FilmMade:
    """Write ``target`` (MP4, H.264 and AAC) and return what it is.

    Raises ``SessionError`` without a hit to show, ``VideoError`` where the video is gone or
    nothing can be written, ``FileError`` for the video's own name, and ``Cancelled``;
    ``target`` then is what it was before.
    """
    source = Path(session.video.path)
    _check_target(target, source)
    sweep(target.parent, of=target.name)
    with VideoReader(source) as reader:
        plan = plan_for(session, choices, reader)
        if not len(plan.frame):
            raise SessionError(
                "There is no hit to show in this film.",
                "Choose other hits, or the whole practice.",
            )
        info = reader.info
        size = fitted_size(info.width, info.height, choices.size)
        subject = FilmSubject(
            tracks,
            session.fixes,
            scored_hits(session),
            session.rule.limits,
            (size[0] / info.width, size[1] / info.height),
            min(size) / 720,
            info.fps,
            real_factor_of(session),
        )
        pieces = sound_pieces(plan, info.timebase)
        sound = FilmSound(source, pieces, plan.length_s) if info.has_sound else None
        # One thread draws while this one encodes. It must have ended before the reader closes.
        pictures = ahead(_pictures(reader, plan, subject, choices, size, session))
        with (
            closing(pictures),
            VideoWriter(target, size, None, sound, QUALITY, preset_for(size, info.fps)) as writer,
        ):
            for number, (planes, time_s) in enumerate(pictures):
                writer.write_planes(planes, time_s)
                progress.step(number + 1, plan.n_pictures)
    return FilmMade(target, plan.length_s, plan.n_pictures, len(plan.contacts))


def _pictures(
    reader: VideoReader,
    plan: FilmPlan,
    subject: FilmSubject,
    choices: FilmChoices,
    size: tuple[int, int],
    session: Session,
) -> Iterator[tuple[Planes, float]]:
    """Yield every picture of the film with its time."""
    clean: Planes | None = None
    at = -1
    timebase = reader.info.timebase
    for frame, film_s in zip(plan.frame.tolist(), plan.time_s.tolist(), strict=True):
        if clean is None or frame != at:
            clean, at = _next_picture(reader, frame, size, clean), frame
        drawn = clean.copy()
        ink = PlaneInk(drawn)
        if choices.overlays:
            draw_overlays(ink, subject, frame, timebase.time_of(frame))
        contact = plan.near(film_s, _POP_BEFORE_S, SHOWN_S) if choices.badge else None
        if contact is not None:
            draw_score(ink, subject, size, contact.each, film_s - contact.time_s)
        if choices.badge and not plan.whole:
            draw_caption(ink, size, caption_of(plan.about(film_s, SHOWN_S).each))
        yield drawn, film_s
    card = Planes.of(end_card(session, size)) if plan.n_card else None
    for number in range(plan.n_card):
        if card is not None:
            yield card, plan.end_s + number * plan.step_s


def _next_picture(
    reader: VideoReader, frame: int, size: tuple[int, int], last: Planes | None
) -> Planes:
    """Return a frame; where a part is damaged beyond reading the picture before it stays."""
    try:
        return reader.planes(frame, size)
    except VideoError:
        if last is None or not reader.info.path.exists():
            raise
        return last


def _check_target(target: Path, source: Path) -> None:
    if target.exists() and source.exists() and target.samefile(source):
        raise FileError(
            f"“{target.name}” is the practice's own video.", "Choose another name for the film."
        )
    if target.is_dir():
        raise FileError(f"“{target.name}” is a folder.", "Choose a name for the film.")
