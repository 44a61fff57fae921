"""CheckRequest: what a person asks of a check; both sides of the child use it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from core.phone.golden_choice import N_FRAMES
from core.request_json import request_of


@dataclass(frozen=True)
class CheckRequest:
    """Which model's folder is checked. `python -m ml check REQUEST.json` answers it.

    ``frames`` is a video or a folder of pictures to take golden frames from; "" takes the
    model's own ``golden/`` where there is one that suits, else the sample practice. ``report``
    is an HTML file to write, "" for none. With ``keep`` the folder gets ``check.json`` and
    ``golden/``, both at once; without, it stays as it is. ``json`` is another file that gets what
    ``check.json`` would, "" for none. The answer says ``passed`` and ``verdict``; an export that
    fails its check is no error.
    """

    folder: str
    frames: str = ""
    report: str = ""
    json: str = ""
    keep: bool = True
    n_frames: int = N_FRAMES

    def __post_init__(self) -> None:
        """Refuse a check of nothing. Raises ``ValueError``."""
        if self.n_frames < 1:
            raise ValueError("n_frames must be 1 or more")

    def to_json(self) -> str:
        """Return the request as readable JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    @staticmethod
    def from_mapping(raw: object) -> CheckRequest:
        """Read parsed JSON; raise ``FileError`` naming what does not fit."""
        return request_of(CheckRequest, raw, "a check")
