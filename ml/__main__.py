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
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from core.errors import Cancelled, SweetspotError

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


def watch() -> Stopped:
    """True once someone asked to stop: by closing our stdin, by Ctrl-C, by a polite kill.

    A second Ctrl-C is as usual. A stdin that is a terminal or /dev/null never cancels.
    """
    asked = threading.Event()

    def stop(number: int, _: FrameType | None) -> None:
        asked.set()
        signal.signal(number, signal.SIG_DFL)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return asked.is_set

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        asked.set()

    threading.Thread(target=wait, name="stdin", daemon=True).start()
    return asked.is_set


# Each verb imports what it needs: torch takes seconds and evaluating a file needs none of it.
def _train(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from core.training.events import to_line
    from core.training.request import TrainRequest
    from ml.clock import RunClock
    from ml.train import train

    clock = RunClock(_STARTED)
    asked = TrainRequest.from_mapping(request)
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


def _draw(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.data.synthetic import DrawRequest, draw

    return {"dataset": str(draw(DrawRequest(**request), cancelled))}


def _summary(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.nets.summary import summarise_named

    return dataclasses.asdict(summarise_named(request))


VERBS = {
    "draw": _draw,
    "train": _train,
    "evaluate": _evaluate,
    "make-model": _make_model,
    "export": _export,
    "summary": _summary,
}


def main(argv: list[str]) -> int:
    """Run `VERB REQUEST.json`; see the module's text."""
    if len(argv) != 2 or argv[0] not in VERBS:
        say({"message": "Expected a verb and a request.", "hint": "|".join(VERBS)}, "failed")
        return 2
    cancelled = watch()
    try:
        request = json.loads(Path(argv[1]).read_text(encoding="utf-8"))
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
