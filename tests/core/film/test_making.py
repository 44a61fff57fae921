"""Films are read back: number, times, pictures, sound; and none is left half made."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from clips import ClipPlan, number_in
from film_values import clip_with_hits, practice_of
from practice_values import hit, tracks

from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.detections.detections import ObjectClass
from core.detections.tracks import Tracks
from core.drawing.palette import score_rgb
from core.errors import Cancelled, FileError, SessionError, VideoError
from core.film.choices import FilmChoices, FilmPreset, FilmSize
from core.film.making import make_film, plan_for
from core.progress import CancelAfter, NoProgress
from core.sessions.fixes import Fixes
from core.sessions.session import Session
from core.video import writer as writer_module
from core.video.planes import Planes
from core.video.reader import VideoReader
from core.video.sound import read_onset_curve
from core.video.writer import VideoWriter

WHOLE = replace(FilmChoices.usual(FilmPreset.WHOLE), end_card=False)
BARE = FilmChoices(overlays=False, badge=False, end_card=False)
UNEVEN = (0, 1, 2, 5, 6, 9, 10, 11, 30, 31, 40, 41, 42, 43, 50)


def made(session: Session, choices: FilmChoices, boxes: Tracks | None = None) -> Path:
    target = Path(session.video.path).with_name("film.mp4")
    make_film(session, boxes or Tracks.empty(), choices, target, NoProgress())
    return target


@pytest.mark.parametrize(
    "plan",
    [
        ClipPlan(),
        ClipPlan(ticks=UNEVEN, n=len(UNEVEN)),
        ClipPlan(size=(96, 128), turn_deg=90),
        ClipPlan(turn_deg=180),
        ClipPlan(b_frames=2, shift=-3),
        ClipPlan(size=(130, 98), pix_fmt="yuv422p"),
        ClipPlan(rate=60, n=70),
        ClipPlan(codec="libx265", pix_fmt="yuv420p10le", colours=(9, 1, 9, 18)),
    ],
    ids=["even", "uneven", "upright", "turned", "edited", "odd planes", "60", "hdr"],
)
def test_the_whole_practice_has_every_picture_at_its_time(tmp_path: Path, plan: ClipPlan) -> None:
    session = clip_with_hits(tmp_path, plan)
    with VideoReader(Path(session.video.path)) as source, VideoReader(made(session, WHOLE)) as film:
        assert film.info.codec == "h264"
        assert (film.info.width, film.info.height) == (source.info.width, source.info.height)
        assert film.info.timebase.times_s == pytest.approx(source.info.timebase.times_s, abs=2e-5)
        numbers = [number_in(frame.rgb) for frame in source.frames()]
        assert [number_in(frame.rgb) for frame in film.frames()] == numbers
        was, now = source.frame(5).rgb.astype(int), film.frame(5).rgb.astype(int)
        assert np.abs(was - now).mean() < 8, "colours and way up are the source's"


def test_hits_are_cut_slowed_and_held_as_planned(tmp_path: Path) -> None:
    session = clip_with_hits(tmp_path, ClipPlan(n=220), 2.0, 6.0)
    with VideoReader(Path(session.video.path)) as source:
        plan = plan_for(session, BARE, source)
    with VideoReader(made(session, BARE)) as film:
        assert film.info.timebase.times_s == pytest.approx(plan.time_s, abs=2e-5)
        assert [number_in(frame.rgb) for frame in film.frames()] == plan.frame.tolist()


def test_a_smaller_film_and_its_card(tmp_path: Path) -> None:
    session = clip_with_hits(tmp_path, ClipPlan(size=(1920, 1080), n=6), 0.1)
    film = made(session, replace(WHOLE, end_card=True, size=FilmSize.HD))
    with VideoReader(film) as reader:
        assert (reader.info.width, reader.info.height) == (1280, 720)
        assert reader.info.n_frames == 6 + 120
        assert reader.info.duration_s == pytest.approx(4.2, abs=1e-3)
        assert number_in(reader.frame(5).rgb) == 5
        assert number_in(reader.frame(6).rgb) != 6, "the card"


def grey_practice(folder: Path) -> Session:
    path = folder / "grey.mp4"
    with VideoWriter(path, (320, 180), 30, preset="ultrafast") as writer:
        for _ in range(90):
            writer.write(np.full((180, 320, 3), 120, np.uint8))
    return practice_of(path, hit("a", 1.0))


def test_the_badge_has_the_score_s_colour_beside_the_strings(tmp_path: Path) -> None:
    session = grey_practice(tmp_path)
    with VideoReader(Path(session.video.path)) as source:
        plan = plan_for(session, FilmChoices(), source)
    at_s = plan.contacts[0].time_s
    with VideoReader(made(session, replace(WHOLE, overlays=False))) as plain:
        before, after = plain.frame_at(0.8).rgb, plain.frame_at(1.5).rgb
    with VideoReader(made(session, FilmChoices())) as film:
        held = film.frame_at(at_s + 0.5).rgb
    for picture in (after, held):
        badge = picture[61:67, 185:188].reshape(-1, 3).mean(axis=0)
        assert np.abs(badge - score_rgb(5)).max() < 40
    assert np.abs(before[:140].astype(int) - 120).max() < 12, "not before the contact"
    strings = held[85:95, 138:143].astype(int)
    assert np.abs(strings - 120).max() > 30
    with VideoReader(tmp_path / "film.mp4") as film:
        later = film.frame_at(plan.end_s - 0.1).rgb.astype(int)
    assert np.abs(later[60:140] - 120).max() < 12, "nor long after it"


def test_overlays_are_where_the_boxes_are(tmp_path: Path) -> None:
    player = (200.0, 30.0, 280.0, 150.0)
    drawn_by_coach = Annotation(
        "1", ObjectClass.RACKET, (40.0, 60.0, 100.0, 120.0), Author.COACH, "", Origin.DRAWN
    )
    fix = FrameFix(44, (drawn_by_coach,), (DeniedBox(ObjectClass.PLAYER, player),))
    session = replace(grey_practice(tmp_path), fixes=Fixes([fix]))
    boxes = tracks((40, ObjectClass.PLAYER, player), (44, ObjectClass.PLAYER, player))
    with VideoReader(made(session, replace(WHOLE, badge=False), boxes)) as film:
        drawn, denied = film.frame(40).rgb.astype(int), film.frame(44).rgb.astype(int)
    assert np.abs(drawn[30:150, 198:203] - 120).max() > 60
    assert np.abs(denied[:, 198:203] - 120).max() < 12, "the coach's word wins"
    assert np.abs(denied[70:110, 38:43] - 120).max() > 40
    assert np.abs(drawn[60:120, 230:250] - 120).max() < 12, "inside stays free"


def test_impacts_are_heard_where_they_are_seen(tmp_path: Path) -> None:
    clicks = (2.0, 6.0)
    session = clip_with_hits(tmp_path, ClipPlan(n=240, clicks_s=clicks), *clicks)
    whole = read_onset_curve(made(session, WHOLE))
    assert whole is not None
    assert whole.onsets().time_s == pytest.approx(clicks, abs=0.004)
    with VideoReader(Path(session.video.path)) as source:
        plan = plan_for(session, BARE, source)
    held = read_onset_curve(made(session, BARE))
    assert held is not None
    contacts = [contact.time_s for contact in plan.contacts]
    onsets = held.onsets()
    # Where faint noise sets in after silence there is a faint onset, too.
    loud = onsets.time_s[onsets.strength > onsets.strength.max() / 2]
    assert loud == pytest.approx(contacts, abs=0.004)


def test_a_film_that_is_stopped_or_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = clip_with_hits(tmp_path, ClipPlan())
    target = tmp_path / "film.mp4"
    target.write_bytes(b"old")
    there = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        make_film(session, Tracks.empty(), WHOLE, target, CancelAfter(12))

    def full(_writer: VideoWriter, _until_s: float | None) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(VideoWriter, "_add_sound", full)
    with pytest.raises(VideoError, match="No space left"):
        make_film(session, Tracks.empty(), WHOLE, target, NoProgress())
    monkeypatch.undo()
    monkeypatch.setattr(writer_module, "ENCODERS", ("no_such_encoder",))
    with pytest.raises(VideoError, match="cannot write videos"):
        make_film(session, Tracks.empty(), WHOLE, target, NoProgress())
    monkeypatch.undo()
    Path(session.video.path).rename(tmp_path / "elsewhere.mp4")
    with pytest.raises(VideoError, match="not there any more"):
        make_film(session, Tracks.empty(), WHOLE, target, NoProgress())
    (tmp_path / "elsewhere.mp4").rename(session.video.path)
    assert sorted(tmp_path.iterdir()) == there
    assert target.read_bytes() == b"old"


def test_a_part_that_cannot_be_read_keeps_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, unread = clip_with_hits(tmp_path, ClipPlan()), {12, 13, 14}
    planes = VideoReader.planes

    def partly(reader: VideoReader, index: int, size: tuple[int, int]) -> Planes:
        if index in unread:
            raise VideoError("damaged")
        return planes(reader, index, size)

    monkeypatch.setattr(VideoReader, "planes", partly)
    with VideoReader(made(session, WHOLE)) as film:
        numbers = [number_in(frame.rgb) for frame in film.frames()]
    assert numbers == [11 if number in unread else number for number in range(40)]
    unread.add(0)
    with pytest.raises(VideoError, match="damaged"):
        made(session, WHOLE)


def test_a_film_that_came_out_wrong_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = clip_with_hits(tmp_path, ClipPlan())
    there = sorted(tmp_path.iterdir())
    finish = VideoWriter.finish

    def forgetful(writer: VideoWriter) -> None:
        writer._ticks.append(writer._ticks[-1] + 1000)
        finish(writer)

    monkeypatch.setattr(VideoWriter, "finish", forgetful)
    with pytest.raises(VideoError, match="pictures are missing"):
        make_film(session, Tracks.empty(), WHOLE, tmp_path / "film.mp4", NoProgress())
    assert sorted(tmp_path.iterdir()) == there


def test_what_a_killed_export_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    session = clip_with_hits(tmp_path, ClipPlan(n=5))
    left = tmp_path / f".film.mp4.{'0' * 16}.part"
    running, others = tmp_path / f".film.mp4.{'1' * 16}.part", tmp_path / ".download.part"
    for path in (left, running, others):
        path.touch()
    for path in (left, others):
        os.utime(path, (0, 0))
    made(session, WHOLE)
    assert [path.exists() for path in (left, running, others)] == [False, True, True]


def test_what_cannot_be_a_film_is_said(tmp_path: Path) -> None:
    session = clip_with_hits(tmp_path, ClipPlan())
    with pytest.raises(SessionError, match="no hit to show"):
        make_film(session, Tracks.empty(), BARE, tmp_path / "film.mp4", NoProgress())
    with pytest.raises(FileError, match="own video"):
        make_film(session, Tracks.empty(), WHOLE, Path(session.video.path), NoProgress())
    with pytest.raises(FileError, match="folder"):
        make_film(session, Tracks.empty(), WHOLE, tmp_path, NoProgress())
