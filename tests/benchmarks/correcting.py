"""What it takes to correct doubtful frames: ``python tests/benchmarks/correcting.py CLIPS``.

CLIPS is a folder of videos with their truth beside them (``NAME.mp4``, ``NAME.json``: boxes of some
frames). Analyses them into a library of its own, enters correct mode and goes through the doubts as
a coach would, by mouse and keyboard events to the real window, until 20 frames are right: the main
player, racket and ball as the truth has them (between its frames, on a straight line), nothing else
left that the truth does not know. Prints the gestures, the seconds the window took, and the seconds
a person would take by the keystroke-level model (Card, Moran and Newell, "The Psychology of
Human-Computer Interaction", 1983: K 0.28 s, P 1.1 s, B 0.1 s, M 1.35 s).

Beside it, by the same model, the same corrections where each frame is a picture of its own, boxes
are the machine's too, a class is chosen in a list after each drawn box, and deleting asks once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "support")]
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPointF, QSettings, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402

from app.application import join, make_application, make_context  # noqa: E402
from app.errors import ErrorHook  # noqa: E402
from app.main_window import MainWindow  # noqa: E402
from app.places.review import ReviewPlace  # noqa: E402
from app.state.correction import Item  # noqa: E402
from app.viewer.box_grips import MOUSE_REACH_PX  # noqa: E402
from core.box import Box, overlap_of  # noqa: E402
from core.detections.detections import ObjectClass  # noqa: E402
from core.sessions.library_folder import ENVIRONMENT  # noqa: E402

WANTED = 20
GOOD_IOU = {ObjectClass.PLAYER: 0.6, ObjectClass.RACKET: 0.5, ObjectClass.BALL: 0.35}
KEYS = {
    ObjectClass.PLAYER: Qt.Key.Key_P,
    ObjectClass.RACKET: Qt.Key.Key_R,
    ObjectClass.BALL: Qt.Key.Key_B,
}
K, P, B, M = 0.28, 1.1, 0.1, 1.35
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COSTS = {"key": K, "click": P + 2 * B, "drag": 2 * P + 2 * B, "frame": M}
"""Seconds of a person for each gesture; a look at a frame is one mental step."""

ELSEWHERE = {
    "accept": K + M,
    "delete": P + 2 * B + 2 * K,
    "draw": K + 2 * P + 2 * B + M + P + 2 * B,
}
"""The same where pictures are single files: next picture; click, Delete, confirm; draw, class."""


class Truth:
    """The main boxes of a clip at any frame."""

    def __init__(self, path: Path) -> None:
        self._frames: dict[ObjectClass, dict[int, Box]] = {kind: {} for kind in GOOD_IOU}
        for each in json.loads(path.read_text(encoding="utf-8"))["boxes"]:
            self._take(each)

    def _take(self, each: dict[str, Any]) -> None:
        for thing in each["objects"]:
            kind = ObjectClass[thing["label"].upper()]
            if thing["main"] and kind in self._frames:
                x, y, width, height = thing["box"]
                self._frames[kind][each["frame"]] = (x, y, x + width, y + height)

    def at(self, frame: int, kind: ObjectClass) -> Box | None:
        """Return the box between the nearest known ones; None outside them."""
        known = self._frames[kind]
        before = max((f for f in known if f <= frame), default=None)
        after = min((f for f in known if f >= frame), default=None)
        if before is None or after is None or after - before > 12:
            return None
        share = 0.0 if after == before else (frame - before) / (after - before)
        a, b = known[before], known[after]
        x0, y0, x1, y1 = (p + (q - p) * share for p, q in zip(a, b, strict=True))
        return x0, y0, x1, y1


class Person:
    """Acts on the window by events and counts the gestures."""

    def __init__(self, library: Path) -> None:
        self.context = make_context(make_application(), library)
        self.window = MainWindow(self.context)
        join(ErrorHook(library / "log"), self.context, self.window)
        self.window.resize(1280, 720)
        self.window.show()
        self.done: Counter[str] = Counter()
        self.elsewhere: Counter[str] = Counter()

    @property
    def review(self) -> ReviewPlace:
        """The place, once it was shown."""
        place = self.window.place("review")
        assert isinstance(place, ReviewPlace)
        return place

    def until(self, done: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        while not done():
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def open(self, clip: Path) -> None:
        """Open a video, wait for its hits, enter correct mode."""
        self.context.navigation.videos_wanted.emit([clip])
        self.until(lambda: self.window.place("review") is not None)
        session = self.review.opened
        self.until(lambda: session.session is not None and session.session.video.path == str(clip))
        self.until(lambda: not self.context.runner.alive())
        self.key(Qt.Key.Key_C)
        self.until(lambda: self.review.correct.doubts.list.ready)

    def settle(self) -> None:
        """Wait until the picture is there."""
        self.until(lambda: self.review.correct.mode.ready)

    def key(self, key: Qt.Key) -> None:
        """Press a key."""
        self.done["key"] += 1
        QTest.keyClick(self.window, key)

    def choose(self, item: Item) -> None:
        """Take a box into the selection by a click with Ctrl, where nothing smaller lies."""
        tool, view = self.review.correct.mode.tool, self.review.layout_.area.view
        x0, y0, x1, y1 = item.xyxy
        for down in (0.5, 0.1, 0.9, 0.3, 0.7, 0.0, 1.0):
            for along in (0.5, 0.1, 0.9, 0.3, 0.7, 0.0, 1.0):
                at = x0 + (x1 - x0) * along, y0 + (y1 - y0) * down
                found, _part = tool._find(at, view.zoom, MOUSE_REACH_PX)
                if found is not None and found.key == item.key:
                    spot = view.viewportTransform().map(QPointF(*at)).toPoint()
                    ctrl = Qt.KeyboardModifier.ControlModifier
                    self.done["click"] += 1
                    QTest.mouseClick(view.viewport(), LEFT, ctrl, spot)
                    return
        # Wholly under others: the Tab key walks to it.
        self.done["key"] += 2
        self.review.correct.mode.correction.toggle(item.key)

    def fit(self) -> None:
        """See the whole picture."""
        if not self.review.layout_.area.view.fitted:
            self.done["key"] += 1
            QTest.keyClick(self.window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)

    def draw(self, kind: ObjectClass, box: Box) -> None:
        """Add a box by its key and a drag, the whole picture in view."""
        self.fit()
        self.key(KEYS[kind])
        self.done["drag"] += 1
        self.elsewhere["draw"] += 1
        view = self.review.layout_.area.view
        size = self.review.correct.mode.correction.size
        x0, y0 = max(box[0], 1.0), max(box[1], 1.0)
        x1, y1 = min(box[2], size[0] - 1), min(box[3], size[1] - 1)
        first, last = (
            view.viewportTransform().map(QPointF(*at)).toPoint() for at in ((x0, y0), (x1, y1))
        )
        QTest.mouseMove(view.viewport(), first)
        QTest.mousePress(view.viewport(), LEFT, PLAIN, first)
        for step in (0.3, 0.7, 1.0):
            QTest.mouseMove(view.viewport(), first + (last - first) * step)
        QTest.mouseRelease(view.viewport(), LEFT, PLAIN, last)


def put_right(person: Person, truth: Truth) -> None:
    """Make the frame on screen what the truth says, with as few gestures as a coach would."""
    correction = person.review.correct.mode.correction
    person.done["frame"] += 1
    wrong: list[Item] = []
    missing: list[tuple[ObjectClass, Box]] = []
    for kind, least in GOOD_IOU.items():
        items = [item for item in correction.items if item.kind is kind]
        box = truth.at(correction.frame, kind)
        good = [item for item in items if box is not None and overlap_of(item.xyxy, box) >= least]
        best = max(good, key=lambda i: overlap_of(i.xyxy, box or i.xyxy), default=None)
        wrong += [item for item in items if item is not best]
        if box is not None and best is None:
            missing.append((kind, box))
    heads = [i for i in correction.items if i.kind is ObjectClass.RACKET_HEAD and i.shown]
    racket = truth.at(correction.frame, ObjectClass.RACKET)
    wrong += [i for i in heads if racket is None or overlap_of(i.xyxy, racket) < 0.1]
    if wrong:
        delete(person, wrong)
    for kind, box in missing:
        person.draw(kind, box)
    person.key(Qt.Key.Key_Return)
    person.elsewhere["accept"] += 1


def delete(person: Person, wrong: list[Item]) -> None:
    """Select what is wrong and delete it, or what is right and delete all else."""
    correction = person.review.correct.mode.correction
    person.elsewhere["delete"] += len(wrong)
    right = [i for i in correction.items if i.shown and not i.human and i not in wrong]
    if len(right) < len(wrong):
        # Fewer clicks say what is right; the rest goes at once.
        person.fit()
        if any(item not in right for item in correction.selected):
            person.key(Qt.Key.Key_Escape)
            if correction.adding is not None or correction.selected:
                person.key(Qt.Key.Key_Escape)
        for item in right:
            if not correction.is_selected(item.key):
                person.choose(item)
        person.done["key"] += 1
        QTest.keyClick(person.window, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
        return
    chosen = {item.key for item in correction.selected}
    if chosen - {item.key for item in wrong}:
        person.key(Qt.Key.Key_Escape)
        chosen = set()
    if len(wrong) > 1:
        person.fit()
    for item in wrong:
        if item.key not in chosen:
            person.choose(item)
    person.key(Qt.Key.Key_Delete)


def main() -> int:
    """Go through the clips and print the figures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument(
        "names", nargs="*", default=["practice-forehand", "slowmo-forehand", "phone-practice"]
    )
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        library = Path(temporary) / "library"
        os.environ[ENVIRONMENT] = str(library)
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, temporary)
        person, seconds = Person(library), 0.0
        for name in wanted.names:
            person.open((wanted.clips / f"{name}.mp4").resolve())
            truth = Truth(wanted.clips / f"{name}.json")
            doubts = person.review.correct.doubts.list
            start = time.perf_counter()
            person.key(Qt.Key.Key_PageDown)
            while doubts.open and person.done["frame"] < WANTED:
                person.settle()
                put_right(person, truth)
            seconds += time.perf_counter() - start
            person.until(lambda: not person.context.runner.alive())
        report(person, seconds)
        person.window.close()
        person.context.runner.shutdown()
    return 0


def report(person: Person, seconds: float) -> None:
    """Print what was done and what it takes."""
    frames = person.done["frame"]
    gestures = person.done["key"] + person.done["click"] + person.done["drag"]
    ours = sum(COSTS[name] * count for name, count in person.done.items())
    theirs = sum(ELSEWHERE[name] * count for name, count in person.elsewhere.items())
    print(f"{frames} frames: {gestures} gestures ({dict(person.done)})")
    print(f"the window took {seconds:.1f} s, all waiting for pictures included")
    print(f"a person: {ours:.0f} s, {ours / frames:.1f} s a frame (keystroke-level model)")
    print(
        f"picture by picture: {theirs:.0f} s ({dict(person.elsewhere)}), {theirs / ours:.1f} times"
    )


if __name__ == "__main__":
    raise SystemExit(main())
