"""What a training reports while it runs: values, and the JSON lines they travel in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from core.json_value import value_of

JUDGING = "judging"


@dataclass(frozen=True)
class Preparing:
    """Work that is no step: ``done`` of ``total`` (0 unknown) of what ``doing`` names.

    All of it comes before the first step, but for ``JUDGING`` pictures between epochs.
    """

    doing: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Progressed:
    """Where the run is; the losses are means since the last of these events.

    ``hmap``, ``reg`` and ``w_h`` are CenterNet's three, ``rel`` the relative size error; all
    unweighted. ``waiting`` is the share of the time in which the net waited for pictures.
    """

    step: int
    of: int = 0
    epoch: int = 0
    epochs: int = 0
    loss: float = 0.0
    hmap: float = 0.0
    reg: float = 0.0
    w_h: float = 0.0
    rel: float = 0.0
    lr: float = 0.0
    samples_per_s: float = 0.0
    waiting: float = 0.0
    elapsed_s: float = 0.0
    eta_s: float | None = None

    @property
    def share(self) -> float | None:
        """How much of the run is over, 0 to 1; None where nothing is known of its end.

        By the clock where that is known: it may end a run before all its steps are done.
        """
        if self.eta_s is not None and self.elapsed_s > 0:
            return self.elapsed_s / (self.elapsed_s + self.eta_s)
        return min(1.0, self.step / self.of) if self.of else None


@dataclass(frozen=True)
class Evaluated:
    """How good the net is on the validation pictures: AP (0 to 1) per class that has labels."""

    step: int
    epoch: int = 0
    ap50: Mapping[str, float] = field(default_factory=dict)
    ap: Mapping[str, float] = field(default_factory=dict)
    best: bool = False

    @property
    def mean_ap50(self) -> float:
        """Mean over the classes, 0 without any."""
        return sum(self.ap50.values()) / max(1, len(self.ap50))


@dataclass(frozen=True)
class Noted:
    """Something the person should know that does not end the run."""

    message: str


@dataclass(frozen=True)
class Finished:
    """The run is over. ``checkpoint`` is the one to use; ``why`` says in words why it ended."""

    checkpoint: str
    step: int = 0
    best_ap50: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Stopped:
    """Asked to stop, it kept everything: the same request goes on from ``step``."""

    checkpoint: str = ""
    step: int = 0


@dataclass(frozen=True)
class Failed:
    """It cannot go on. What had been learned is in the run's folder."""

    message: str
    hint: str = ""


Event = Preparing | Progressed | Evaluated | Noted | Finished | Stopped | Failed
ENDS = (Finished, Stopped, Failed)

_KINDS: dict[str, type[Event]] = {
    "preparing": Preparing,
    "progressed": Progressed,
    "evaluated": Evaluated,
    "noted": Noted,
    "finished": Finished,
    "cancelled": Stopped,
    "failed": Failed,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_line(event: Event) -> str:
    """Return an event as one line of JSON, without its line end."""
    return json.dumps({"event": _NAMES[type(event)], **asdict(event)}, ensure_ascii=False)


def from_line(line: str | bytes) -> Event | None:
    """Return the event of a line, or None for anything that is not one: a torn line, a print."""
    try:
        raw = json.loads(line)
        kind = _KINDS[raw["event"]]
        return value_of(kind, raw, raw["event"])
    except (ValueError, KeyError, TypeError):
        return None
