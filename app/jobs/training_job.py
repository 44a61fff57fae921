"""One sitting of a training in a child process, from a job's thread: heard, steered, waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.jobs.job import JobProgress
from app.jobs.line_reader import LineReader
from app.trainer_child import TrainerChild
from core.errors import Cancelled
from core.training.events import (
    ENDS,
    JUDGING,
    Event,
    Noted,
    Preparing,
    Progressed,
    Stopped,
    from_line,
)

TICK_S = 0.1
MOST_LINES = 200
"""In a tick. A training says less than one."""
MOST_NOTES = 5
_DOING = {"labels": "reading the labels", "speed": "trying how fast it goes"}


@dataclass(frozen=True)
class Patience:
    """How long a child may be silent before it is said, and take to end before it is made to."""

    silent_s: float = 180.0
    ending_s: float = 60.0


@dataclass(frozen=True)
class Heard:
    """What came in one tick; ``silent_s`` is above 0 when there has been nothing for long."""

    events: tuple[Event, ...] = ()
    silent_s: float = 0.0


class Reins:
    """What the window wants of the child it started. Any thread may pull; the job obeys."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        """Go on by yourself."""
        self.kill = threading.Event()
        """End it at once; what it has not saved is lost."""


def follow(
    command: Sequence[str],
    reins: Reins,
    progress: JobProgress,
    patience: Patience | None = None,
) -> Event:
    """Run the trainer to the end of this sitting and return its last event.

    ``Heard`` values are published. Where the job is cancelled the child is asked to save and
    end, and made to when it does not. Raises ``Cancelled`` once it has.
    """
    with TrainerChild(command) as child:
        sitting = _Sitting(child, reins, progress, patience or Patience())
        try:
            last = sitting.run()
        finally:
            sitting.reader.close()
    if progress.cancelled:
        raise Cancelled
    return last


class _Sitting:
    """The conversation with one child."""

    def __init__(
        self, child: TrainerChild, reins: Reins, progress: JobProgress, patience: Patience
    ) -> None:
        self.child, self.reins, self.progress, self.patience = child, reins, progress, patience
        self.reader = LineReader(child.lines())
        self._last: Event | None = None
        self._heard = time.monotonic()
        self._told_silent = False
        self._asked: float | None = None
        self._at = (0.0, 0.0)

    def run(self) -> Event:
        """Listen until its end."""
        while (lines := self.reader.take(TICK_S, MOST_LINES)) is not None:
            self._steer()
            self._hear(lines)
            if self.child.let_go and self._asked_for_long():
                break  # It hangs and cannot even let go; the window need not wait for it.
        if self.child.let_go:
            return Stopped()
        if not isinstance(self._last, ENDS):
            # Made to end by us it had no last word, and none is missing.
            self._last = self.child.death() if self._asked is None else Stopped()
            self._publish(Heard((self._last,)))
        return self._last

    def _steer(self) -> None:
        if self.reins.kill.is_set():
            self._asked = self._asked or time.monotonic()
            self.child.kill()
        elif self.reins.let_go.is_set():
            self._asked = self._asked or time.monotonic()
            self.child.leave()
        elif self.progress.cancelled:
            if self._asked is None:
                self._asked = time.monotonic()
                self.child.stop()
            elif self._asked_for_long():
                self.child.kill()

    def _asked_for_long(self) -> bool:
        return self._asked is not None and (time.monotonic() - self._asked > self.patience.ending_s)

    def _hear(self, lines: Sequence[bytes]) -> None:
        now = time.monotonic()
        if lines:
            self._heard, was_silent = now, self._told_silent
            self._told_silent = False
            events = newest(self._to_its_end(lines))
            if events or was_silent:
                self._publish(Heard(events))
        elif not self._told_silent and now - self._heard > self.patience.silent_s:
            self._told_silent = True
            self._publish(Heard(silent_s=now - self._heard))

    def _to_its_end(self, lines: Sequence[bytes]) -> Iterator[Event]:
        """The events of lines; whatever follows its last word is none."""
        for event in map(from_line, lines):
            if event is not None and not isinstance(self._last, ENDS):
                self._last = event
                yield event

    def _publish(self, heard: Heard) -> None:
        if self.progress.cancelled or self.child.let_go:
            return
        try:
            if heard.silent_s:
                self.progress.step(0, 0, f"Nothing heard for {heard.silent_s / 60:.0f} minutes")
            for event in heard.events:
                if isinstance(event, Preparing | Progressed):
                    done, total, words = as_step(event)
                    judges = isinstance(event, Preparing) and event.doing == JUDGING
                    # Judging is a pause in the steps, not work of its own.
                    self._at = self._at if judges else (done, total)
                    self.progress.step(*self._at, words)
            self.progress.publish(heard)
        except Cancelled:
            return  # Asked for between two lines: the next look at the reins obeys.


def newest(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return events in order, of those that replace one another only the last, of notes a few."""
    found: list[Event] = []
    for event in events:
        if isinstance(event, Preparing | Progressed):
            found = [each for each in found if not isinstance(each, type(event))]
        found.append(event)
    too_many = sum(isinstance(each, Noted) for each in found) - MOST_NOTES
    kept: list[Event] = []
    for event in found:
        if isinstance(event, Noted) and too_many > 0:
            too_many -= 1
        else:
            kept.append(event)
    return tuple(kept)


def as_step(event: Preparing | Progressed) -> tuple[float, float, str]:
    """Return done, total and words for the jobs panel; seconds, as the trainer estimates them."""
    if isinstance(event, Preparing) and event.doing == JUDGING:
        return event.done, event.total, f"judging {event.done} of {event.total} pictures"
    if isinstance(event, Preparing):
        return event.done, event.total, _DOING.get(event.doing, event.doing)
    words = f"round {event.epoch + 1} of {event.epochs}, {event.samples_per_s:.1f} pictures/s"
    if event.eta_s is None:
        return event.step, event.of, words
    return event.elapsed_s, event.elapsed_s + event.eta_s, words
