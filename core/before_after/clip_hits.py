"""The hits that one detector's boxes of a clip show, without anybody's help; kept on file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from core.before_after.clip import Clip
from core.detections.detections import Detections
from core.files import write_atomically
from core.hits.engine import VERSION as ENGINE_VERSION
from core.hits.hit import Hit
from core.json_value import value_of
from core.progress import Progress
from core.sessions.hit_stage import HitStage
from core.sessions.kept_looks import FOLDER, detections_key
from core.sessions.sound_feed import SoundFeed
from core.sessions.store import SessionStore
from core.video.reader import probe

_STEP = 32


@dataclass(frozen=True)
class _Kept:
    """The hits of a clip and what they were found with."""

    key: str
    hits: tuple[Hit, ...]


def hits_of(
    clip: Clip, boxes: Detections, model_hash: str, store: SessionStore, progress: Progress
) -> tuple[Hit, ...]:
    """Return the hits in the clip, by time. ``boxes`` are those of ``clip.looked_at``.

    The coach's fixes of boxes are left out on purpose: with them every detector would look good
    where it was corrected. Kept in the library's ``looks``. Raises ``Cancelled`` as ``progress``
    does, ``VideoError`` when the video is gone, ``FileError`` when the disk is full.
    """
    key = _key(clip, model_hash)
    path = _path(clip, model_hash, store)
    kept = _read(path, key)
    if kept is None:
        kept = tuple(_found(clip, boxes, store, progress))
        text = json.dumps(asdict(_Kept(key, kept)), allow_nan=False)
        write_atomically(path, text.encode())
    return tuple(hit for hit in kept if clip.first <= hit.frame < clip.stop)


def _found(clip: Clip, boxes: Detections, store: SessionStore, progress: Progress) -> Iterable[Hit]:
    first, stop = clip.looked_at
    video = probe(Path(clip.video.path))
    wanted = clip.settings.use_sound and video.has_sound
    with SoundFeed(video.path, _sound_path(clip, store), video.fingerprint, wanted) as sound:
        stage = HitStage(clip.video, clip.settings, video.timebase, first)
        for frame in range(first, min(stop, video.n_frames)):
            if frame % _STEP == 0:
                progress.step(frame - first, stop - first, "finding hits")
            stage.push(frame, boxes.at(frame))
        stage.finish(min(stop, video.n_frames))
        while not sound.wait(0.2):
            progress.step(stop - first, stop - first, "listening")
        return stage.hits(sound.onsets, final=True)


def _key(clip: Clip, model_hash: str) -> str:
    settings = json.dumps(asdict(clip.settings), sort_keys=True)
    looked = detections_key(clip.video.fingerprint, model_hash)
    return f"{looked}:{clip.looked_at}:{ENGINE_VERSION}:{settings}"


def _path(clip: Clip, model_hash: str, store: SessionStore) -> Path:
    first, stop = clip.looked_at
    name = f"{model_hash[:16]}-{first:09d}-{stop:09d}.hits.json"
    return store.root / FOLDER / clip.video.fingerprint[:16] / name


def _sound_path(clip: Clip, store: SessionStore) -> Path:
    if clip.session:
        return store.sound_path(clip.session)
    return store.root / FOLDER / clip.video.fingerprint[:16] / "sound.npz"


def _read(path: Path, key: str) -> tuple[Hit, ...] | None:
    try:
        kept = value_of(_Kept, json.loads(path.read_bytes()), path.name)
    except (OSError, ValueError):
        return None
    return kept.hits if kept.key == key else None
