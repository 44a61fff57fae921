"""A training in a coach's words: its name, where it is, how good it has become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from app.state.card_words import date_words, eta_words
from core.errors import TrainingError
from core.training.choice import Pick
from core.training.events import JUDGING, Event, Preparing, Progressed
from core.training.presets import preset_named
from core.training.run_record import RunRecord, RunState, RunStatus

STATE_WORDS: Mapping[RunState, str] = {
    RunState.QUEUED: "Waits its turn",
    RunState.PREPARING: "Getting ready",
    RunState.RUNNING: "Learning",
    RunState.STOPPED: "Paused",
    RunState.INTERRUPTED: "Interrupted",
    RunState.FINISHED: "Finished",
    RunState.FAILED: "Ended early",
    RunState.GIVEN_UP: "Given up",
}
STATE_SIGNS: Mapping[RunState, tuple[str, str]] = {
    RunState.QUEUED: ("clock", "text_muted"),
    RunState.PREPARING: ("clock", "accent"),
    RunState.RUNNING: ("train", "accent"),
    RunState.STOPPED: ("pause", "warning"),
    RunState.INTERRUPTED: ("warning", "warning"),
    RunState.FINISHED: ("check", "good"),
    RunState.FAILED: ("warning", "danger"),
    RunState.GIVEN_UP: ("close", "text_faint"),
}
"""Icon and colour of a state."""

_UNDER_WAY = frozenset({RunState.PREPARING, RunState.RUNNING})
_CAN_GO_ON = frozenset({RunState.STOPPED, RunState.INTERRUPTED, RunState.FAILED})
_DOING = {
    "labels": "reading what you fixed",
    "pictures": "checking the pictures",
    "speed": "trying how fast it goes",
}


def title_of(run: RunRecord) -> str:
    """Return what a run is called: its preset, else what it is made of."""
    preset = run.request.preset if run.request is not None else None
    if preset:
        try:
            return preset_named(preset).title
        except TrainingError:
            return preset
    arch = run.config.get("arch")
    return f"Own settings ({arch})" if arch else "Own settings"


def when_of(run: RunRecord, now: datetime) -> str:
    """Return when a run began: “Today, 10:30”; its folder's name where that is unknown."""
    moment = run.status.started_at or run.status.updated_at
    return date_words(moment, now) if moment else run.name


def now_here() -> datetime:
    """Return the time with the zone of this computer."""
    return datetime.now().astimezone()


def full_title(run: RunRecord, now: datetime) -> str:
    """Return name and beginning in one line."""
    return f"{title_of(run)}, {when_of(run, now)}"


def data_words(run: RunRecord) -> str:
    """Return what a run learned from: “57 pictures of court “Centre””."""
    pictures = run.origin.pictures.get("train")
    counted = f"{pictures} pictures" if pictures is not None else ""
    return " of ".join(part for part in (counted, _data_name(run)) if part)


def _data_name(run: RunRecord) -> str:
    """What was chosen to learn from; a folder's name where that is not known."""
    chosen = run.choice
    if chosen is None:
        name = PurePath(run.request.dataset).name if run.request is not None else ""
        return f"“{name}”" if name else ""
    if chosen.pick is Pick.COURT:
        return f"court “{chosen.court}”"
    if chosen.pick is Pick.SESSIONS:
        return f"{len(chosen.sessions)} practices" if len(chosen.sessions) > 1 else "one practice"
    return "everything you fixed"


def percent(value: float | None) -> str:
    """Return an AP of 0 to 1 as the 0 to 100 that people compare, a dash for None."""
    return "–" if value is None else f"{100 * value:.1f}"


def can_go_on(run: RunRecord) -> bool:
    """Return whether a run that stands still can be taken up again."""
    return run.status.state in _CAN_GO_ON


def share_done(status: RunStatus, latest: Event | None = None) -> float | None:
    """Return how much of a run is over, 0 to 1; None while that is unknown."""
    if status.state is RunState.FINISHED:
        return 1.0
    if isinstance(latest, Preparing) and latest.doing != JUDGING:
        return latest.done / latest.total if latest.total else None
    if isinstance(latest, Progressed):
        return latest.share
    return min(1.0, status.step / status.of) if status.of else None


def headline(run: RunRecord, latest: Event | None = None) -> str:
    """Return where a run is, as one would say it; ``latest`` is what it reported last."""
    state, share = run.status.state, share_done(run.status, latest)
    at = f" at {share:.0%}" if share else ""
    if isinstance(latest, Preparing) and state in _UNDER_WAY:
        doing = _DOING.get(latest.doing, latest.doing)
        counted = f", {latest.done} of {latest.total}" if latest.total else ""
        if latest.doing == JUDGING:
            return f"Looking how much it finds by now{counted}"
        return f"Getting ready: {doing}{counted}"
    if state in _UNDER_WAY:
        if share is None:
            return "Getting ready"
        left = eta_words(latest.eta_s) if isinstance(latest, Progressed) else ""
        return f"Learning: {share:.0%} done" + (f", {left}" if left else "")
    if state is RunState.QUEUED:
        return "Waits until the training before it has ended"
    if state is RunState.FINISHED:
        return f"Finished. {run.status.message}".strip()
    if state is RunState.FAILED:
        return f"It ended early{at}"
    if state is RunState.GIVEN_UP:
        return f"Given up{at}"
    return f"{STATE_WORDS[state]}{at}. Nothing is lost."


def below_headline(run: RunRecord) -> str:
    """Return what follows from a run's state: why it ended, what can be done."""
    state, status = run.status.state, run.status
    if state is RunState.FAILED:
        return f"{status.message} {status.hint}".strip()
    if state is RunState.INTERRUPTED:
        return "The computer went off or the program was ended. It goes on from its last save."
    if state is RunState.GIVEN_UP:
        return "The detector in use is as it was. “Repeat it” begins it anew."
    if state is RunState.STOPPED:
        return "It goes on where it stopped, today or another day."
    if state is RunState.FINISHED:
        return "Look at before and after, then decide whether Review shall use the new detector."
    return "You can go on working: training takes only what the computer has to spare."
