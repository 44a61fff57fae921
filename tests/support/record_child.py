"""A recording in a process of its own, to be killed, or given too little disk.

``record_child.py LIBRARY CLIP MOST_BYTES``: prints a line for each state; ends by itself.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(library: str, clip: str, most_bytes: int) -> None:
    """Record ``clip`` into ``library`` until killed, or until a file has ``most_bytes``."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
    from fake_detector import rally
    from live_feed import Feed

    from core.errors import SweetspotError
    from core.live.record_values import RecordingPlan
    from core.live.recorder import Recorder
    from core.sessions.store import SessionStore

    feed = Feed(Path(clip), rally, copied=False)
    first = feed.first()
    plan = RecordingPlan(30.0, "fake-1", "Fake")
    with Recorder(SessionStore(Path(library)), "Lesson", first, plan, 0) as recorder:
        if most_bytes:
            limit_files(most_bytes)

        def heard() -> None:
            say(f"{recorder.status().seconds:.3f}")
            if not most_bytes:
                # What is on the disk is counted in real seconds: so are the pictures.
                time.sleep(1 / plan.fps)

        feed.heard = heard
        feed.into(recorder)
        while most_bytes and recorder.status().ended is None:
            time.sleep(0.01)
        say(f"ended: {recorder.status().trouble}")
        limit_files(0)
        try:
            say(f"finished: {recorder.finish().video.n_frames}")
        except SweetspotError as error:
            say(f"failed: {error}")


def say(line: str) -> None:
    """Tell whoever started us."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def limit_files(most_bytes: int) -> None:
    """Let no file grow over so many bytes, as a full disk would; 0 ends that."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes or hard, hard))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
