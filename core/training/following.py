"""What has happened between two looks at a run's folder, as the events that its trainer told."""

from __future__ import annotations

from core.training.events import Event, Failed, Finished, Stopped
from core.training.run_record import RunRecord, RunState


def events_between(before: RunRecord | None, now: RunRecord) -> tuple[Event, ...]:
    """Return what is new since ``before`` (None: a run not seen yet), in the order of its steps.

    Of a run that went back to a checkpoint what follows that is told again.
    """
    told_progress = before.progress if before is not None else ()
    told_judged = before.evaluations if before is not None else ()
    fresh: list[Event] = [
        *now.progress[_common(told_progress, now.progress) :],
        *now.evaluations[_common(told_judged, now.evaluations) :],
    ]
    fresh.sort(key=lambda event: getattr(event, "step", 0))
    was_over = before is not None and not before.under_way
    if not now.under_way and not was_over:
        fresh.append(_end_of(now))
    return tuple(fresh)


def _common(before: tuple[object, ...], now: tuple[object, ...]) -> int:
    """How many entries at the beginning are the same."""
    if len(now) >= len(before) and (not before or now[len(before) - 1] == before[-1]):
        return len(before)  # grown, as nearly always
    return next(
        (i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b),
        min(len(before), len(now)),
    )


def _end_of(run: RunRecord) -> Event:
    status, chosen = run.status, str(run.checkpoint or "")
    if status.state is RunState.FINISHED:
        return Finished(chosen, status.step, status.best_ap50, status.message)
    if status.state is RunState.FAILED:
        return Failed(status.message, status.hint)
    return Stopped(chosen, status.step)
