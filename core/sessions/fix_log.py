"""A session's fixes on the disk: a journal that only grows, and a snapshot to open it fast."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from core import journal
from core.dataset.annotation import FrameFix
from core.errors import FileError, SessionError
from core.files import write_atomically
from core.sessions.fix_json import from_raw, to_raw
from core.sessions.fixes import NO_FIXES, Fixes, difference

JOURNAL = "fixes.journal"
SNAPSHOT = "fixes.json"
SCHEMA = 1

_TAIL_BYTES = 1 << 20
"""So much of the journal is read again at every opening; more of it asks for a new snapshot."""


class FixLog:
    """The fixes in one session's folder.

    The journal is the truth: every gesture adds one line with the frames it changed, and no
    line is ever rewritten, so that it is also the history of who said what and when
    (``core.sessions.fix_history``). The snapshot only says what the journal comes to at one of
    its bytes: losing it costs time. May be used from any thread, and beside other processes.
    """

    def __init__(self, folder: Path) -> None:
        self._journal, self._snapshot = folder / JOURNAL, folder / SNAPSHOT
        self._lock = threading.RLock()
        self._file_id = 0
        self._fixes, self._end, self._number = NO_FIXES, 0, 0
        self._snapshot_end = 0
        self._known = 0  # lines up to this number are in the snapshot

    @property
    def exists(self) -> bool:
        """Whether anything was ever said here."""
        return self._journal.exists() or self._snapshot.exists()

    def read(self) -> Fixes:
        """Return the fixes; only what was written since the last call is read from the disk.

        Raises ``SessionError`` where lines that were once safe are damaged, or newer than this
        program; ``FileError`` where the disk refuses.
        """
        with self._lock:
            file_id, size = _state_of(self._journal)
            if file_id != self._file_id or size < self._end or self._file_id == 0:
                self._start_over()
                self._file_id = file_id
            if size > self._end:
                self._take(journal.read_from(self._journal, self._end))
            return self._fixes

    def write(self, before: Fixes, after: Fixes) -> None:
        """Put what changed from ``before`` to ``after`` onto the disk before returning.

        Frames in which the two agree are left as they are on the disk, whoever wrote them.
        Raises ``FileError``; what was there is then still there.
        """
        changed = difference(before, after)
        if not changed:
            return
        with self._lock:
            known = self.read()
            if self._snapshot_end < 0:
                self.compact()
            record = {
                "schema": SCHEMA,
                "number": self._number + 1,
                "at": datetime.now().astimezone().isoformat(timespec="seconds"),
                "fixes": [to_raw(fix) for fix in changed],
            }
            start, end = journal.append(self._journal, record)
            if start == self._end:
                # Nobody else wrote: what is known needs no reading, and shares its values with
                # the writer's, so that comparing the two takes no time.
                self._fixes = after if known is before else known.with_fixes(changed)
                self._end, self._number = end, self._number + 1
                self._file_id = _state_of(self._journal)[0]
            if self._end - self._snapshot_end > max(_TAIL_BYTES, _size_of(self._snapshot)):
                # The gesture itself is safe; the next one asks for the snapshot again.
                with suppress(FileError):
                    self.compact()

    def compact(self) -> None:
        """Write a snapshot, so that the next opening need not read the journal from its start."""
        with self._lock:
            fixes = self.read()
            if self._end == self._snapshot_end:
                return
            content = {
                "schema": SCHEMA,
                "number": self._number,
                "end": self._end,
                "key": fixes.key,
                "fixes": [to_raw(fix) for fix in fixes.values()],
            }
            text = json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
            write_atomically(self._snapshot, text.encode("ascii"))
            self._snapshot_end = self._end

    def _start_over(self) -> None:
        """Begin at the snapshot, where there is a good one; else at the journal's start."""
        self._fixes, self._end, self._number, self._known = NO_FIXES, 0, 0, 0
        self._snapshot_end = 0
        stored = self._stored()
        if stored is None:
            return
        self._number, self._fixes = stored["number"], stored["fixes"]
        if stored["end"] <= _size_of(self._journal):
            self._end = self._snapshot_end = stored["end"]
        else:
            # The journal was moved away, or an older copy came back: numbers tell what is new.
            self._snapshot_end, self._known = -1, self._number

    def _stored(self) -> dict[str, Any] | None:
        """Return the snapshot's content with its ``Fixes``; None where none can be used."""
        try:
            raw = json.loads(self._snapshot.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(raw, dict) or any(
            type(raw.get(name)) is not int for name in ("schema", "number", "end")
        ):
            return None
        self._refuse_newer(raw["schema"], self._snapshot)
        fixes = Fixes(_decoded(raw.get("fixes")) or ())
        return raw | {"fixes": fixes} if fixes.key == raw.get("key") else None

    def _take(self, part: journal.JournalPart) -> None:
        """Apply what was read; a number that is left out was written once and is gone."""
        fixes, number = self._fixes, self._number
        for record in part.records:
            self._refuse_newer(record.get("schema"), self._journal)
            changed, here = _decoded(record.get("fixes")), record.get("number")
            if changed is None or type(here) is not int or here > number + 1:
                raise _damaged(self._journal)
            if here <= self._known:
                continue
            fixes, number = fixes.with_fixes(changed), max(number, here)
        self._fixes, self._number, self._end = fixes, number, part.end

    def _refuse_newer(self, schema: object, path: Path) -> None:
        if isinstance(schema, int) and schema > SCHEMA:
            raise SessionError(
                f"“{path.parent.name}/{path.name}” was written by a newer Sweetspot.",
                "Update Sweetspot to open this practice.",
            )


def _decoded(raw: object) -> list[FrameFix] | None:
    try:
        return [from_raw(each) for each in raw] if isinstance(raw, list) else None
    except ValueError:
        return None


def _state_of(path: Path) -> tuple[int, int]:
    """Return (which file it is, bytes), zeros for a file that is not there."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return 0, 0
    except OSError as error:
        raise FileError(
            f"“{path.name}” cannot be read ({error.strerror or error}).",
            "Check that the disk is connected and that you may read this folder.",
        ) from error
    return state.st_ino, state.st_size


def _size_of(path: Path) -> int:
    return _state_of(path)[1]


def _damaged(path: Path) -> SessionError:
    return SessionError(
        f"“{path.parent.name}/{path.name}” is damaged: some of your fixes cannot be read.",
        "Nothing was changed. Bring the file back from a backup, or move it out of its folder "
        "to go on with the fixes of the last snapshot.",
    )
