"""Seconds from starting Python to a usable window, beside a bare Qt window.

``python tests/benchmarks/startup.py [rounds]``: each start is a fresh process, ours and the
bare one in turn; "usable" is the first turn of the event loop after the first paint, with the
library (empty, or of 500 practices) read.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SHOWN = "shown"

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.resize(1280, 720)
window.show()
QTimer.singleShot(0, lambda: (print("shown", flush=True), application.quit()))
application.exec()
"""

OURS = """
import sys
from PySide6.QtCore import QTimer
from app import application
made = application.make_application()
context = application.make_context(made, application.config_folder())
window = application.MainWindow(context)
window.show()
cards = window.place("library").cards
def look():
    if cards.was_read and window.isVisible():
        print("shown", len([name for name in ("cv2", "av", "onnxruntime", "pyqtgraph")
                            if name in sys.modules]), flush=True)
        window.close()
        made.quit()
timer = QTimer(interval=1, timeout=look)
timer.start()
made.exec()
"""


def cpu_of_children() -> float:
    """Return the processor seconds of all processes that ended so far; 0 on Windows."""
    times = os.times()
    return times.children_user + times.children_system


def seconds_to(code: str, library: Path) -> tuple[float, float, str]:
    """Return the seconds until the window is usable, the processor's, and the process's line."""
    environment = {**os.environ, "SWEETSPOT_LIBRARY": str(library), "PYTHONPATH": str(REPOSITORY)}
    if not os.environ.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    before = cpu_of_children()
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        elapsed = time.perf_counter() - start
        process.communicate()
    cpu = cpu_of_children() - before
    assert line.startswith(SHOWN), line
    return elapsed, cpu, line


def main() -> None:
    """Print the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    sys.path.insert(0, str(REPOSITORY / "tests" / "support"))
    from library_maker import make_library

    with tempfile.TemporaryDirectory() as temporary:
        empty, full = Path(temporary) / "empty", Path(temporary) / "full"
        make_library(full, 500, datetime.now().astimezone())
        cases = {
            "bare QMainWindow": (BARE, empty),
            "Sweetspot, empty library": (OURS, empty),
            "Sweetspot, 500 practices": (OURS, full),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        work: dict[str, list[float]] = {name: [] for name in cases}
        heavy = ""
        for _ in range(rounds + 1):
            for name, (code, library) in cases.items():
                elapsed, cpu, line = seconds_to(code, library)
                times[name].append(elapsed)
                work[name].append(cpu)
                heavy = line if code is OURS else heavy
        bare = statistics.median(times["bare QMainWindow"][1:])
        for name, seen in times.items():
            median = statistics.median(seen[1:])
            cpu = statistics.median(work[name][1:])
            print(
                f"{name:28} {median:5.2f} s ({median / bare:.1f} x bare; first {seen[0]:.2f} s), "
                f"processor {cpu:.2f} s until closed"
            )
        print(f"heavy libraries loaded by then (cv2, av, onnxruntime, pyqtgraph): {heavy[6:]}")


if __name__ == "__main__":
    main()
