"""`python -m ml VERB REQUEST.json`: one verb, JSON lines on stdout, cancelled by closing stdin.

Every line is an object with `event`: `progressed` (its numbers depend on the verb), then at last
`finished`, `cancelled` or `failed` (with `message` and `hint`). Exit code 0, 3 or 2.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import Cancelled, SweetspotError

Stopped = Callable[[], bool]


def say(entry: dict[str, Any], event: str = "progressed") -> None:
    """Write one line to whoever started this process."""
    sys.stdout.write(json.dumps({"event": event, **entry}) + "\n")
    sys.stdout.flush()


def watch_stdin() -> Stopped:
    """True once the other side has closed our stdin. A terminal or /dev/null never cancels."""
    closed = threading.Event()
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return closed.is_set

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        closed.set()

    threading.Thread(target=wait, name="stdin", daemon=True).start()
    return closed.is_set


# Each verb imports what it needs: torch takes seconds and evaluating a file needs none of it.
def _train(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.config import TrainConfig
    from ml.train import train

    return {"checkpoint": str(train(TrainConfig.from_mapping(request), say, cancelled))}


def _evaluate(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.export.bundle import evaluate_model

    return evaluate_model(Path(request["model"]), Path(request["annotations"]), cancelled)


def _export(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.export.bundle import ExportRequest, export_model

    return {"model": str(export_model(ExportRequest(**request), cancelled))}


def _draw(request: dict[str, Any], cancelled: Stopped) -> dict[str, Any]:
    from ml.data.synthetic import DrawRequest, draw

    return {"dataset": str(draw(DrawRequest(**request), cancelled))}


VERBS = {"draw": _draw, "train": _train, "evaluate": _evaluate, "export": _export}


def main(argv: list[str]) -> int:
    """Run `VERB REQUEST.json`; see the module's text."""
    if len(argv) != 2 or argv[0] not in VERBS:
        say({"message": "Expected a verb and a request.", "hint": "|".join(VERBS)}, "failed")
        return 2
    cancelled = watch_stdin()
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
    say(result, "cancelled" if cancelled() else "finished")
    return 3 if cancelled() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
