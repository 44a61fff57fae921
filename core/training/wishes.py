"""What anyone wishes of a training under way, in a file of its folder that the trainer looks at."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from core.files import write_atomically

FILE_NAME = "wish.json"


class Wish(StrEnum):
    """What can be wished."""

    PAUSE = "pause"
    """Save and end; the run goes on when asked to."""
    FINISH = "finish"
    """End now and keep the best."""
    GIVE_UP = "give up"
    """End now, for good; nothing more is saved."""


def wish_for(folder: Path, wish: Wish) -> None:
    """Leave a wish in a run's folder; the newest counts. Raises ``FileError``."""
    entry = {"wish": wish.value, "at": time.time()}
    write_atomically(folder / FILE_NAME, json.dumps(entry).encode())


def wished(folder: Path, since: float = 0.0) -> Wish | None:
    """Return what is wished of a run, None for nothing or for a wish from before ``since``.

    ``since`` is in seconds of ``time.time``: a wish that came too late for one sitting must not
    end the next.
    """
    try:
        raw = json.loads((folder / FILE_NAME).read_bytes())
        return Wish(raw["wish"]) if float(raw["at"]) >= since else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fulfilled(folder: Path) -> None:
    """Take the wish away."""
    with suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)
