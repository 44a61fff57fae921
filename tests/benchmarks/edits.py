"""How long a gesture takes in a session with 50 000 corrected boxes, against a display frame.

    PYTHONPATH=.:tests/support python tests/benchmarks/edits.py [boxes]

One frame at 60 Hz is 16.7 ms; what the hand waits for must stay below. Times are of the
processor, so that a busy computer says the same; saving also waits for the disk, beside the
window, and that is given apart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from fix_values import AT, SESSION

from core.dataset.annotation import Annotation, Author, FrameFix, Origin
from core.dataset.shown_boxes import boxes_of_frame
from core.detections.detections import Detections, ObjectClass
from core.detections.tracks import Tracks
from core.hits.hit import Hit
from core.sessions.doubt import doubt_queue
from core.sessions.fix_edits import accept_frame, move_box
from core.sessions.fixes import Fixes, difference
from core.sessions.hit_doubts import hit_doubts
from core.sessions.session import Session
from core.sessions.session_file import FILE_NAME, to_bytes
from core.sessions.store import SessionStore
from core.sessions.track_doubts import track_doubts

FRAME_MS = 1000 / 60
HOUR = 108_000
PER_FRAME = 5
ROUNDS = 200


def main(wanted: list[str]) -> None:
    """Print what a gesture costs."""
    n_boxes = int((wanted or ["50000"])[0])
    session = big_session(n_boxes // PER_FRAME)
    print(f"{session.fixes.n_boxes} boxes in {len(session.fixes)} frames, an hour of video")
    frames = list(session.fixes)
    nothing = Detections.empty()

    def moved(k: int) -> Session:
        frame = frames[k % len(frames)]
        return move_box(session, frame, "1", (k % 90, 5.0, 150.0, 90.0), at=AT)

    show(
        "select: the boxes of a frame", lambda k: boxes_of_frame(nothing, session.fixes[frames[k]])
    )
    show("drag: move a box", moved)
    edited = [moved(k) for k in range(ROUNDS)]
    show("undo: compare and put back", lambda k: edited[k] == session)
    show("undo: what differs", lambda k: difference(edited[k].fixes, session.fixes))
    show("accept a frame", lambda k: accept_frame(session, frames[k] + 1, nothing, at=AT))
    saving(session, edited)
    doubting(session)


def show(name: str, act: Callable[[int], object], rounds: int = ROUNDS) -> None:
    """Print the median and the worst of an act, and its share of a display frame."""
    spent = []
    for k in range(rounds):
        started = time.process_time()
        act(k)
        spent.append(1000 * (time.process_time() - started))
    middle = statistics.median(spent)
    share = middle / FRAME_MS
    print(f"  {name:<34}{middle:9.3f} ms, worst {max(spent):8.3f}; {share:7.3f} of a frame")


def saving(session: Session, edited: list[Session]) -> None:
    """Print what saving a gesture and opening the session again cost."""
    with tempfile.TemporaryDirectory(prefix="sweetspot-bench-") as name:
        store = SessionStore(Path(name))
        folder = store.folder(session.id)
        folder.mkdir(parents=True)
        (folder / FILE_NAME).write_bytes(to_bytes(session))
        show("first save of everything", lambda _: store.save(session), 1)

        def save(k: int) -> None:
            now = edited[k]
            store.update(session.id, lambda disk: replace(now, analysis=disk.analysis))

        started = time.perf_counter()
        show("save one gesture", save, 60)
        spent = 1000 * (time.perf_counter() - started) / 60
        print(f"    with the disk, on this computer as busy as it is now: {spent:.1f} ms")
        show("write a snapshot", lambda _: store.fix_log(session.id).compact(), 1)
        show("open the session", lambda _: SessionStore(store.root).load(session.id), 3)


def doubting(session: Session) -> None:
    """Print what the doubts of an hour cost."""
    tracks = hour_of_tracks()
    show("doubts: an hour's tracks", lambda _: track_doubts(session, tracks), 3)
    own = (*track_doubts(session, tracks), *hit_doubts(session))
    print(f"    {len(own)} doubts")
    show("doubts: the queue after an edit", lambda _: doubt_queue(session, own), 20)


def big_session(n_frames: int) -> Session:
    """Return a session with five boxes in each of so many frames, and 600 hits."""
    kinds = list(ObjectClass)
    fixes = Fixes(
        FrameFix(
            10 * k,
            tuple(
                Annotation(
                    str(n + 1),
                    kinds[n % 4],
                    (20.0 * n, 5.0, 20.0 * n + 15, 90.0 + k % 50),
                    Author.COACH,
                    AT,
                    Origin.DRAWN,
                )
                for n in range(PER_FRAME)
            ),
        )
        for k in range(n_frames)
    )
    video = replace(SESSION.video, n_frames=HOUR, duration_s=HOUR / 30)
    hits = tuple(
        Hit(f"h{k}", 6.0 * k, 180 * k, 0.6, offset=(0.4, 0.1), r_sigma=0.1) for k in range(600)
    )
    return replace(SESSION, video=video, fixes=fixes).with_hits(hits)


def hour_of_tracks() -> Tracks:
    """Return an hour of a player, a racket, its head and a ball, one box in fifty elsewhere."""
    rng = np.random.default_rng(1)
    frame = np.repeat(np.arange(HOUR, dtype=np.int32), 4)
    kind = np.tile(np.arange(4, dtype=np.int8), HOUR)
    centre = np.stack([300 + 40 * np.sin(frame / 40), 180 + 20 * np.cos(frame / 31)], axis=1)
    centre[rng.random(len(frame)) < 0.02] += 150
    half = np.array([60.0, 25.0, 4.0, 12.0])[kind][:, None] * rng.uniform(0.9, 1.1, (4 * HOUR, 1))
    xyxy = np.concatenate([centre - half, centre + half], axis=1).astype(np.float32)
    n = len(frame)
    observed = rng.random(n) < 0.9
    return Tracks(
        frame,
        kind.astype(np.int32),
        kind,
        xyxy,
        np.full(n, 0.8, np.float32),
        observed,
        np.ones(n, bool),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
