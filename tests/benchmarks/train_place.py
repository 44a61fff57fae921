"""How fluent the window stays while a detector learns: ``python tests/benchmarks/train_place.py``.

Prints what drawing live curves costs the window's thread at 1 000, 10 000 and 100 000 reports,
and how many frames of a playing video are left out in Review alone, with a flood of reports on the
Train place behind it, and with a real small training (a child process at low priority) running
(``--training``). Ratios to the first line are what counts: a busy computer is slow in all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(REPOSITORY),
    str(REPOSITORY / "tests" / "support"),
    str(REPOSITORY / "tests" / "benchmarks"),
]
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from playback import Bench, make_video  # noqa: E402
from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from run_maker import evaluation_at, progress_at  # noqa: E402
from run_values import run_record  # noqa: E402
from toy_dataset import TINY, draw_toy_dataset  # noqa: E402

from app.application import make_application, make_context  # noqa: E402
from app.panels.run_page import RunPage  # noqa: E402
from app.panels.train_curves import TrainCurves  # noqa: E402
from app.state.run_curves import RunCurves  # noqa: E402
from app.trainer_child import TrainerChild, trainer_command  # noqa: E402
from core.training.events import Event  # noqa: E402
from core.training.run_record import RunState  # noqa: E402

FLOOD_PER_S = 50
REDRAWS_PER_S = 5


def drawing_ms(curves: TrainCurves, reports: int) -> tuple[float, float]:
    """Return the median processor milliseconds to hand over and to paint so many reports."""
    told = [progress_at(10 * (n + 1), 10 * reports) for n in range(min(reports, 2000))]
    # Telling is what takes long; more of them are the same ones further on.
    step = told[-1].step
    progress = [
        told[n % len(told)].__class__(
            **{**told[n % len(told)].__dict__, "step": told[n % len(told)].step + n // 2000 * step}
        )
        for n in range(reports)
    ]
    data = RunCurves(progress, [evaluation_at(10 * n, n, n / 9) for n in range(1, 9)])
    handed, painted = [], []
    for _ in range(9):
        start = time.thread_time()
        curves.show_curves(data)
        middle = time.thread_time()
        curves.grab()
        handed.append(1e3 * (middle - start))
        painted.append(1e3 * (time.thread_time() - middle))
    return statistics.median(handed), statistics.median(painted)


class Gaps:
    """The longest times in which the window's thread did not come round to its timers."""

    def __init__(self) -> None:
        self.all: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=2)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.all.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> tuple[float, float]:
        """Return the 99th percentile and the longest, in milliseconds."""
        self._timer.stop()
        ordered = sorted(self.all)
        return ordered[int(0.99 * (len(ordered) - 1))], ordered[-1]

    def _tick(self) -> None:
        now = time.perf_counter()
        self.all.append(1e3 * (now - self._last))
        self._last = now


@contextmanager
def flood(page: RunPage) -> Iterator[None]:
    """Let a page that nobody sees hear many reports a second."""
    page.show_run(run_record("one", RunState.RUNNING))
    count = [100]

    def tell() -> None:
        count[0] += 1
        page.hear(progress_at(count[0], 100_000))

    timer = QTimer(interval=1000 // FLOOD_PER_S)
    timer.timeout.connect(tell)
    timer.start()
    yield
    timer.stop()


@contextmanager
def training(page: RunPage, folder: Path) -> Iterator[None]:
    """Let a real training run beside it, heard by the page as the window hears it."""
    data = folder / "pictures"
    data.mkdir()
    draw_toy_dataset(data, 4)
    request = folder / "request.json"
    wanted = {**TINY, "epochs": 100_000, "dataset": str(data), "run_dir": str(folder / "run")}
    request.write_text(json.dumps(wanted), encoding="utf-8")
    page.show_run(run_record("one", RunState.RUNNING))
    heard: list[Event] = []

    def tell() -> None:
        while heard:
            page.hear(heard.pop(0))

    with TrainerChild(trainer_command("train", request)) as child:
        thread = threading.Thread(target=lambda: heard.extend(child.events()), daemon=True)
        thread.start()
        timer = QTimer(interval=100)
        timer.timeout.connect(tell)
        timer.start()
        _wait_until_it_learns(child, folder / "run" / "metrics.jsonl")
        yield
        timer.stop()
        child.stop()
        thread.join()


def _wait_until_it_learns(child: TrainerChild, journal: Path) -> None:
    until = time.monotonic() + 180
    while not journal.is_file() and time.monotonic() < until:
        loop = QEventLoop()
        QTimer.singleShot(200, loop.quit)
        loop.exec()


def play(bench: Bench, gaps: Gaps, seconds: float, words: str) -> None:
    """Play, and print what was left out."""
    gaps.start()
    shown, due, _share = bench.play(seconds)
    most, longest = gaps.stop()
    print(
        f"{words}: {shown} of {due} frames shown ({100 * shown / max(due, 1):.1f} %), "
        f"window's thread away 99 % of the time under {most:.0f} ms, at most {longest:.0f} ms"
    )


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--training", action="store_true", help="a real training, too")
    given = parser.parse_args()
    application: QApplication = make_application()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["SWEETSPOT_LIBRARY"] = str(folder / "library")
        context = make_context(application, folder / "config")
        curves = TrainCurves(context.theme)
        curves.resize(884, 300)
        curves.show()
        for reports in (1_000, 10_000, 100_000):
            handed, painted = drawing_ms(curves, reports)
            share = REDRAWS_PER_S * (handed + painted) / 10
            print(
                f"curves of {reports:7,} reports: {handed:5.1f} ms to hand over, {painted:5.1f} ms "
                f"to paint; {REDRAWS_PER_S} times a second that is {share:.1f} % of the thread"
            )
        curves.close()
        video = make_video(folder / "bench.mp4", given.seconds + 1)
        bench, gaps, page = Bench(video), Gaps(), RunPage(context)
        play(bench, gaps, given.seconds, "Review alone")
        with flood(page):
            play(bench, gaps, given.seconds, f"with {FLOOD_PER_S} reports a second")
        if given.training:
            with training(page, folder):
                play(bench, gaps, given.seconds, "with a training under way")
        bench.screen.finish()
        context.runner.shutdown()
    application.quit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
