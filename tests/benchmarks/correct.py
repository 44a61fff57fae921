"""How quick correct mode is: ``python tests/benchmarks/correct.py [--frames 2000] [--each 25]``.

Opens the real window on a practice of 2 000 fixed frames with 25 human boxes each (50 000) and
prints how long the window is busy with one gesture, painting included, in display frames of
1/60 s: select by a click, one mouse movement of a drag, the end of a drag (the edit), undo, redo,
a nudge. It is the processor time of the window's thread, which other programs disturb little; the
wall's time stands beside it. Also how long it takes until the edit is on the disk.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fake_detector import make_clip  # noqa: E402
from PySide6.QtCore import QEventLoop, QPoint, QPointF, QSettings, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from app.application import join, make_application, make_context  # noqa: E402
from app.errors import ErrorHook  # noqa: E402
from app.main_window import MainWindow  # noqa: E402
from app.places.review import ReviewPlace  # noqa: E402
from core.dataset.annotation import Annotation, Author, FrameFix, Origin  # noqa: E402
from core.detections.detections import ObjectClass  # noqa: E402
from core.sessions.fixes import Fixes  # noqa: E402
from core.sessions.library_folder import ENVIRONMENT  # noqa: E402
from core.sessions.session import AnalysisSettings, AnalysisState  # noqa: E402
from core.sessions.store import SessionStore  # noqa: E402
from core.video.reader import probe  # noqa: E402

DISPLAY_S = 1 / 60
ROUNDS = 15


def make_practice(store: SessionStore, clip: Path, frames: int, each: int) -> str:
    """Write a practice of that many fixed frames and boxes; return its id."""
    fixes = Fixes(
        FrameFix(
            frame,
            tuple(
                Annotation(
                    str(number + 1),
                    ObjectClass(number % 4),
                    (8.0 * number, 20.0, 8.0 * number + 20, 60.0),
                    Author.COACH,
                    "2026-05-04T10:00:00+02:00",
                    Origin.DRAWN,
                )
                for number in range(each)
            ),
        )
        for frame in range(frames)
    )
    session = store.create(probe(clip), "Benchmark")
    state = AnalysisState(
        "none", "none", AnalysisSettings(), frames, complete=True, fixes_key=fixes.key
    )
    store.update(session.id, lambda now: replace(now, fixes=fixes, analysis=state))
    return session.id


class Bench:
    """The window in correct mode in the middle of the practice."""

    def __init__(self, library: Path, session_id: str) -> None:
        self.context = make_context(make_application(), library)
        self.window = MainWindow(self.context)
        join(ErrorHook(library / "log"), self.context, self.window)
        self.window.resize(1280, 720)
        self.window.show()
        self.context.navigation.session_wanted.emit(session_id)
        self.until(lambda: self.window.place("review") is not None)
        review = self.window.place("review")
        assert isinstance(review, ReviewPlace)
        self.review = review
        self.until(lambda: review.screen_.shown_frame >= 0)
        review.playback.seek_frame(1000)
        self.until(lambda: review.screen_.shown_frame == 1000)
        self.context.actions["correct_mode"].trigger()
        self.until(lambda: review.correct.doubts.list.ready)

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        while not done():
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def spot(self, x: float, y: float) -> QPoint:
        """Return a source point on the video's widget."""
        view = self.review.layout_.area.view
        return view.viewportTransform().map(QPointF(x, y)).toPoint()

    def busy_s(self, act: Callable[[], None]) -> tuple[float, float]:
        """Return how long an act and its painting keep the window: processor, wall."""
        begun, start = time.thread_time(), time.perf_counter()
        act()
        self.review.layout_.area.view.viewport().repaint()
        return time.thread_time() - begun, time.perf_counter() - start


def measure(bench: Bench) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds of each kind of gesture."""
    view = bench.review.layout_.area.view
    port, left, plain = view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    undo = bench.review.opened.undo_stack
    times: dict[str, list[tuple[float, float]]] = {}

    def take(name: str, act: Callable[[], None]) -> None:
        times.setdefault(name, []).append(bench.busy_s(act))

    start = bench.spot(10.0, 40.0)
    for number in range(ROUNDS):
        goal = start + QPoint(40 + 3 * number, 60)
        QTest.mouseMove(port, start)
        take("select (click)", lambda: QTest.mouseClick(port, left, plain, start))
        QTest.mousePress(port, left, plain, start)
        for share in (0.3, 0.6, 1.0):
            place = start + (goal - start) * share
            take("drag, one movement", lambda to=place: QTest.mouseMove(port, to))
        take("drag, its end", lambda to=goal: QTest.mouseRelease(port, left, plain, to))
        take("nudge", lambda: bench.context.actions["nudge_right"].trigger())
        take("undo", undo.undo)
        take("redo", undo.redo)
        begun = time.perf_counter()
        bench.until(lambda: not bench.review.opened.unsaved)
        waited = time.perf_counter() - begun
        times.setdefault("until saved (wall)", []).append((waited, waited))
        undo.undo()
        undo.undo()
        bench.until(lambda: not bench.review.opened.unsaved)
        take("painting alone", lambda: None)
    return times


def main() -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=2000)
    parser.add_argument("--each", type=int, default=25)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        library = Path(temporary) / "library"
        os.environ[ENVIRONMENT] = str(library)
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, temporary)
        clip = make_clip(Path(temporary) / "clip.mp4", wanted.frames, sound=False)
        store = SessionStore(library)
        bench = Bench(library, make_practice(store, clip, wanted.frames, wanted.each))
        session = bench.review.opened.session
        assert session is not None
        print(f"{session.fixes.n_boxes} boxes in {len(session.fixes)} frames")
        for name, taken in measure(bench).items():
            busy = statistics.median(each for each, _wall in taken)
            worst = max(each for each, _wall in taken)
            wall = statistics.median(each for _busy, each in taken)
            print(
                f"{name:22s} {busy / DISPLAY_S:5.2f} display frames, "
                f"worst {worst / DISPLAY_S:.2f}; {1000 * busy:6.2f} ms, wall {1000 * wall:6.2f} ms"
            )
        bench.window.close()
        bench.context.runner.shutdown()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
