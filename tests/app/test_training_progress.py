"""The line in the terminal while it trains."""

from __future__ import annotations

import io

from app.training_progress import TrainingProgress, line_of, scores_of
from core.training.events import Evaluated, Failed, Noted, Preparing, Progressed

STEP = Progressed(
    200, 800, 4, 16, hmap=1.25, reg=0.2, w_h=3.5, samples_per_s=9.75, elapsed_s=60, eta_s=180
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_line_names_epoch_losses_speed_and_time_left() -> None:
    assert line_of(STEP) == "epoch 5/16  hmap 1.250 reg 0.200 w_h 3.50  9.8 samples/s  3:00 left"


def test_a_bar_moves_and_what_matters_stays() -> None:
    out = Terminal()
    progress = TrainingProgress(out)
    progress.hear(Preparing("pictures", 5, 10))
    progress.hear(Noted("All is well."))
    progress.hear(Evaluated(9, 5, {"ball": 0.5}, {}, True))
    progress.close()
    assert "50%  checking the pictures" in out.getvalue()
    lines = [line.rsplit("\r", 1)[-1] for line in out.getvalue().split("\n")]
    assert lines[0] == "Note: All is well."
    assert lines[1] == "epoch 5: AP50 50.0 (ball 50.0)  best so far"


def test_an_end_takes_the_bar_away_and_says_nothing_itself() -> None:
    out = Terminal()
    progress = TrainingProgress(out)
    progress.hear(STEP)
    progress.hear(Failed("No."))
    assert out.getvalue().endswith(" \r")
    assert scores_of(Evaluated(1, 2)) == "epoch 2: AP50 0.0 ()"
