"""`python -m ml VERB REQUEST.json`: one verb, JSON lines on stdout, cancelled by closing stdin.

Every line is an object with `event`: `progressed` (its numbers depend on the verb; those of `train`
are in `core.training.events`), then at last `finished`, `cancelled` or `failed` (with `message` and
`hint`). Exit code 0, 3 or 2. Ctrl-C and a polite kill cancel, too. `torchrun -m ml train
REQUEST.json` trains in several processes, of which the first one speaks.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import Cancelled, SweetspotError
from core.training.request import placed_in
from ml.asked import watch

_STARTED = time.monotonic()
Stopped = Callable[[], bool]


def say(entry: dict[str, Any], event: str = "progressed") -> None:
    """Write one line to whoever started this process."""
    write_line(json.dumps({"event": event, **entry}))


def write_line(line: str) -> None:
    """Write a line; of several processes only the first one's are heard.

    Whoever has gone hears nothing, and that is no reason to lose what was learned: closing
    stdin, which comes with it, ends the work in its own way.
    """
    if os.environ.get("RANK", "0") == "0":
        with suppress(BrokenPipeError):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


# Each verb imports what it needs: torch takes seconds and evaluating a file needs none of it.
def _train(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.keep_awake import keep_awake
    from core.training.events import to_line
    from core.training.request import TrainRequest
    from ml.clock import RunClock
    from ml.train import train

    clock = RunClock(_STARTED)
    asked = TrainRequest.from_mapping(request)
    with keep_awake("Training a detector"):
        end = train(asked, lambda event: write_line(to_line(event)), cancelled, clock)
    return dict(json.loads(to_line(end)))


def _evaluate(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.evaluation.request import EvaluateRequest
    from ml.report import make_report

    return make_report(EvaluateRequest.from_mapping(request), say, cancelled)


def _make_model(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.models.make_request import MakeModelRequest
    from ml.export.making import make_model

    return {"model": str(make_model(MakeModelRequest.from_mapping(request), say, cancelled))}


def _export(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.phone.export_request import ExportRequest
    from ml.export.exporting import export

    return export(ExportRequest.from_mapping(request), say, cancelled)


def _check(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.phone.check_request import CheckRequest
    from ml.export.check import check

    report = check(CheckRequest.from_mapping(request), say, cancelled)
    return {"passed": report.passed, "verdict": report.verdict}


def _draw(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.data.synthetic import DrawRequest, draw

    def seen(done: int, total: int) -> None:
        say({"stage": "draw", "done": done, "of": total, "message": "Drawing pictures"})

    return {"dataset": str(draw(DrawRequest(**request), cancelled, seen))}


def _preflight(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.training.request import TrainRequest
    from ml.looking import look_at

    return look_at(TrainRequest.from_mapping(request), say, cancelled).to_mapping()


def _summary(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.nets.summary import summarise_named

    return dataclasses.asdict(summarise_named(request))


VERBS = {
    "draw": _draw,
    "train": _train,
    "preflight": _preflight,
    "evaluate": _evaluate,
    "make-model": _make_model,
    "export": _export,
    "check": _check,
    "summary": _summary,
}
_OF_TRAININGS = ("train", "preflight")
"""Their requests name folders beside the request's own file, too: a run travels as a whole."""


def main(argv: list[str]) -> int:
    """Run `VERB REQUEST.json`; see the module's text."""
    if len(argv) != 2 or argv[0] not in VERBS:
        say({"message": "Expected a verb and a request.", "hint": "|".join(VERBS)}, "failed")
        return 2
    cancelled = watch()
    try:
        request = json.loads(Path(argv[1]).read_text(encoding="utf-8"))
        if argv[0] in _OF_TRAININGS:
            request = placed_in(Path(argv[1]).absolute().parent, request)
        result = VERBS[argv[0]](request, cancelled)
    except Cancelled:
        say({}, "cancelled")
        return 3
    except SweetspotError as error:
        say({"message": error.message, "hint": error.hint}, "failed")
        return 2
    except (OSError, ValueError, KeyError, TypeError, FloatingPointError) as error:
        say({"message": f"{type(error).__name__}: {error}", "hint": ""}, "failed")
        return 2
    end = {"event": "cancelled" if cancelled() else "finished", **result}
    say(end)
    return 3 if end["event"] == "cancelled" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
