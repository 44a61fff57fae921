"""A made-up library for tests and pictures: many sessions, some odd ones among them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from core.hits.hit import Hit
from core.sessions.session import AnalysisSettings, AnalysisState, Session, VideoRef
from core.sessions.session_file import FILE_NAME, to_bytes

TITLES = (
    "Forehands with Anna",
    "Serve practice",
    "Backhand slice",
    "Volleys at the net",
    "Warm-up rally",
    "Second serve",
    "Topspin drills",
    "Return of serve",
)
PLAYERS = ("Anna Weber", "Jonas", "", "Mia", "Noah Okafor", "Élodie")
SIZE = (1280, 720)
COURTS = ((46, 98, 160), (170, 92, 60), (58, 122, 84), (70, 84, 140))


def make_session(root: Path, number: int, created: datetime, n_hits: int = 12) -> Session:
    """Write one session whose video exists (as an empty file) and return it."""
    name = f"practice-{number:04d}"
    video = root / "videos" / f"{name}.mp4"
    video.parent.mkdir(parents=True, exist_ok=True)
    video.touch()
    n_frames = 600 + 97 * (number % 40)
    ref = VideoRef(str(video), f"{number:064x}", *SIZE, n_frames, n_frames / 30, 30.0)
    session = Session(
        id=name,
        title=TITLES[number % len(TITLES)],
        created=created.isoformat(timespec="seconds"),
        video=ref,
        player=PLAYERS[number % len(PLAYERS)],
        hits=tuple(_hit(number, k, n_frames / 30 * k / max(n_hits, 1)) for k in range(n_hits)),
        analysis=AnalysisState("0" * 64, "test", AnalysisSettings(), n_frames, complete=True),
    )
    folder = root / "sessions" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_bytes(to_bytes(session))
    return session


def _hit(number: int, k: int, time_s: float) -> Hit:
    turn = 2.4 * k + number
    r = 0.12 + 0.5 * abs(math.sin(1.7 * turn)) * (0.3 + (number % 5) / 4)
    offset = (r * math.cos(turn), r * math.sin(turn))
    return Hit(f"hit-{k}", time_s, round(time_s * 30), 0.9, offset=offset, r_sigma=0.05)


def make_library(root: Path, number: int, newest: datetime) -> list[Session]:
    """Write ``number`` sessions with pictures; the 3rd damaged, the 6th without its video,
    the 2nd and 9th not finished."""
    made = []
    for k in range(number):
        session = make_session(root, k, newest - timedelta(hours=19 * k), 4 + k * 7 % 31)
        folder = root / "sessions" / session.id
        (folder / "thumbnail.jpg").write_bytes(jpeg_of(k % len(COURTS)))
        if k == 2:
            (folder / FILE_NAME).write_text('{"schema": 1, "id": "prac')
        if k == 5:
            Path(session.video.path).unlink()
        if k in (1, 8) and session.analysis is not None:
            part = replace(session.analysis, frames_done=240 + 40 * k, complete=False)
            (folder / FILE_NAME).write_bytes(to_bytes(replace(session, analysis=part)))
        made.append(session)
    return made


@lru_cache
def picture_of(number: int) -> QImage:
    """Return a simple picture of a court in one of four colours."""
    ground = np.array(COURTS[number])[None, None, :]
    height, width = 270, 480
    rows = np.linspace(0.75, 1.1, height)[:, None, None]
    picture = np.clip(ground * rows + np.zeros((height, width, 1)), 0, 255)
    picture[:90] = np.array([196, 214, 226]) * np.linspace(1.1, 0.95, 90)[:, None, None]
    picture[[150, 151, 230, 231, 232]] = 240
    for x, slope in ((90, -0.4), (240, 0.0), (390, 0.4)):
        for y in range(150, height):
            left = round(x + slope * (y - 150))
            picture[y, left : left + 3] = 240
    rgb = np.ascontiguousarray(np.clip(picture, 0, 255).astype(np.uint8))
    return QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


@lru_cache
def jpeg_of(number: int) -> bytes:
    """Return that picture as a file's bytes."""
    store = QBuffer()
    store.open(QBuffer.OpenModeFlag.WriteOnly)
    picture_of(number).save(store, "JPG", 88)
    return bytes(store.data().data())
