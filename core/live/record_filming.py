"""The thread that writes a recording's film, and watches the disk meanwhile."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

from core.capture.live_frame import LiveFrame, SoundBlock
from core.errors import FileError, SweetspotError
from core.live.record_disk import RESERVE_BYTES, DiskGuard
from core.live.record_film import Film, Recorded
from core.live.record_inbox import Inbox, Item, PacketAfter
from core.live.record_map import FrameMap
from core.live.record_sound import RATE_HZ, Floats
from core.live.record_values import RecorderStatus, RecordingEnd, RecordingPlan
from core.video.sound import OnsetCurve, OnsetCurveMaker

SYNC_S = 1.0
"""At most so much more is lost when the power fails, beside what the muxer still holds."""


class Filming:
    """Takes what comes out of ``inbox`` and films it, until the inbox is closed.

    Or until the disk is nearly full: then the film is ended in good order and the inbox closed.
    """

    def __init__(
        self,
        path: Path,
        plan: RecordingPlan,
        inbox: Inbox,
        frames: FrameMap,
        recorded: Recorded,
        reserve_bytes: int | None = None,
    ) -> None:
        self._inbox, self._frames = inbox, frames
        self._film = Film(path, plan.fps, plan.sound, frames, recorded, self._hear)
        reserve = RESERVE_BYTES if reserve_bytes is None else reserve_bytes
        self._disk = DiskGuard(path.parent, reserve)
        self._curve = OnsetCurveMaker(0.0, RATE_HZ) if plan.sound else None
        self._lock = threading.Lock()
        self._status = RecorderStatus()
        self._synced_at = time.monotonic()
        # Until it says otherwise: a thread that dies must not look like one that is done.
        self._ended: RecordingEnd | None = RecordingEnd.DISK_FAILED
        self._trouble = "The recording stopped without a word. What was recorded is kept."
        # A daemon: a disk that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="live film", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._look_at_disk()
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait for the end, after the inbox was closed."""
        self._thread.join(timeout_s)

    def status(self) -> RecorderStatus:
        """Return where the film stands."""
        with self._lock:
            return self._status

    def curve(self) -> OnsetCurve | None:
        """Return the onset curve of the film's sound, after the end; None without sound."""
        return self._curve.finish() if self._curve is not None and self._film.begun else None

    def _run(self) -> None:
        try:
            while not self._inbox.done and not self._status.disk.full:
                item = self._inbox.get(0.25)
                if item is not None:
                    self._take(item)
                self._now_and_then()
            self._inbox.close(drop=self._status.disk.full)
            self._film.close()
            self._ended = RecordingEnd.DISK_FULL if self._status.disk.full else None
            self._trouble = self._status.disk.words if self._status.disk.full else ""
        except SweetspotError as error:
            self._trouble = str(error)
            self._film.abandon()
            if isinstance(error, FileError):
                self._look_at_disk()
        finally:
            self._inbox.close(drop=True)
            self._frames.end()
            self._tell(ended=self._ended, trouble=self._trouble)

    def _take(self, item: Item) -> None:
        if isinstance(item, LiveFrame):
            self._film.picture(item)
        elif isinstance(item, PacketAfter):
            self._film.packet(item.taken, gap=item.gap)
        elif isinstance(item, SoundBlock):
            self._film.sound(item)

    def _hear(self, samples: Floats) -> None:
        if self._curve is not None:
            self._curve.push(samples)

    def _now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._synced_at >= SYNC_S:
            self._synced_at = now
            safe_s = self._film.sync()
            self._look_at_disk()
            self._tell(safe_s=safe_s)
        else:
            self._tell()

    def _look_at_disk(self) -> None:
        disk = self._disk.look(time.monotonic(), self._film.n_bytes)
        with self._lock:
            self._status = replace(self._status, disk=disk)

    def _tell(
        self,
        safe_s: float | None = None,
        ended: RecordingEnd | None = None,
        trouble: str | None = None,
    ) -> None:
        with self._lock:
            before = self._status
            self._status = replace(
                before,
                seconds=self._film.seconds,
                safe_s=before.safe_s if safe_s is None else safe_s,
                frames=self._frames.n_frames,
                n_bytes=self._film.n_bytes,
                copied=self._film.copied,
                ended=ended or before.ended,
                trouble=before.trouble if trouble is None else trouble,
            )
