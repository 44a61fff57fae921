"""Recording a watch: film, sound and findings go into a session that is there from the start."""

from __future__ import annotations

import contextlib
import secrets
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.errors import SweetspotError
from core.hits.engine import EngineUpdate
from core.live.record_filming import Filming
from core.live.record_findings import Findings
from core.live.record_finish import finish_recording
from core.live.record_inbox import Inbox
from core.live.record_keeping import Keeping
from core.live.record_lead import Lead
from core.live.record_map import FrameMap
from core.live.record_note import RecordingNote, recording_lock, write_note
from core.live.record_packets import TakenPacket, packet_of
from core.live.record_values import RecorderStatus, RecordingEnd, RecordingPlan
from core.sessions import edits
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.timebase import Timebase
from core.video.fragment_writer import CopyPlan
from core.video.frame import VideoInfo

RESULTS_S = 1.2
"""So long after its last picture the engine has spoken about all of a recording (0.8 s late)."""

_PATIENCE_S = 4.0
_LAST_WAIT_S = 30.0


class Recorder:
    """Records what a watch captures and finds, from the next picture on.

    A listener of frames and of results (``core.live.watch_values``) that never makes them wait:
    what disk or encoder cannot keep up with is dropped and counted. It makes its session at
    once, in the thread that makes it, and raises ``FileError`` or ``LockedError`` when that
    fails. ``name`` is the session's title, ``first`` any picture of the source: its size.

    Leaving the block without ``finish`` leaves a recording that ``record_finish.recover`` ends.
    """

    def __init__(
        self,
        store: SessionStore,
        name: str,
        first: LiveFrame,
        plan: RecordingPlan | None = None,
        reserve_bytes: int | None = None,
    ) -> None:
        self._store, self._plan, self._size = store, plan or RecordingPlan(), first.size
        self._held = contextlib.ExitStack()
        self.session, self._note = self._begun(name)
        self._frames = FrameMap()
        self._inbox = Inbox()
        log = store.detection_log(self.session.id)
        self._findings = Findings(self._plan, self._frames, log, self._note.fingerprint)
        path = store.folder(self.session.id) / self._note.video
        self._keeping = Keeping(store, self.session, self._plan, self._findings, self._frames)
        self._filming = Filming(
            path, self._plan, self._inbox, self._frames, self._keeping.recorded, reserve_bytes
        )
        self._copy_plan: CopyPlan | None = None
        self._stream: object = None
        self._connection = -1
        self._whole = True
        self._lead: Lead | None = None
        self._last_number = -1
        self._ended: RecordingEnd | None = None
        self._finished: Session | None = None
        self._filming.start()
        self._keeping.start()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def follow(self, lead: Lead) -> None:
        """Begin where ``lead`` does, which the watch must have been told of before this one."""
        self._lead = lead

    def take(self, frame: LiveFrame) -> None:
        """Take the next captured picture."""
        self._led(frame)
        if self._ended is None and frame.size != self._size:
            self._end(RecordingEnd.SIZE_CHANGED)
        if self._ended is None and self._inbox.put_picture(frame):
            self._last_number = frame.number

    def take_packet(self, packet: Packet) -> None:
        """Take a packet of the source; those of H.264 and HEVC are recorded as they are."""
        self._led(packet)
        if self._ended is not None:
            return
        if packet.stream is not self._stream:
            self._stream = packet.stream
            self._connection += 1
            self._copy_plan = CopyPlan.of(packet)
        if self._copy_plan is not None:
            coded = packet_of(packet)
            if coded is not None:
                self._inbox.put_packet(TakenPacket(coded, self._copy_plan, self._connection))

    def take_sound(self, block: SoundBlock) -> None:
        """Take sound, of the source or of a microphone."""
        if self._ended is None:
            self._inbox.put_sound(block)

    def take_detections(self, number: int, boxes: Detections) -> None:
        """Take the boxes of a captured frame."""
        self._findings.take_boxes(number, boxes, whole=self._whole)

    def take_found(self, update: EngineUpdate) -> None:
        """Take what the hit engine made final."""
        self._findings.take_update(update)

    def look_is_whole(self, whole: bool) -> None:
        """Hear whether the detector sees all it can from now on, or a smaller picture.

        What was only glanced at is shown, and offered to be looked at again.
        """
        self._whole = whole

    def status(self) -> RecorderStatus:
        """Return where the recording stands."""
        filmed = self._filming.status()
        return replace(
            filmed,
            dropped=self._inbox.dropped,
            looked=self._findings.looked,
            ended=filmed.ended or self._ended,
            trouble=filmed.trouble or self._keeping.trouble,
        )

    def finish(self) -> Session:
        """End the recording and return its session, ready for Review. Takes a second or two.

        The watch may go on. Raises ``VideoError`` when there was no picture, ``FileError`` when
        the disk refuses: all that was recorded stays, and the next start tries again.
        """
        if self._finished is None:
            self._end(RecordingEnd.STOPPED)
            self._filming.join(_LAST_WAIT_S)
            self._wait_for_results()
            try:
                self._keeping.stop(_LAST_WAIT_S)
                curve = self._filming.curve()
                self._finished = finish_recording(
                    self._store, self.session.id, self._note, self._findings, curve
                )
            finally:
                self._held.close()
                if self._frames.n_frames == 0:
                    self._forget()
        return self._finished

    def close(self) -> None:
        """Let go without finishing: the recording is kept as a crash would leave it."""
        if self._finished is None:
            self._end(RecordingEnd.STOPPED)
            self._filming.join(_LAST_WAIT_S)
            self._keeping.stop(_LAST_WAIT_S)
        self._held.close()

    def _led(self, newest: LiveFrame | Packet) -> None:
        """Take what the lead kept before ``newest``, the first that is heard."""
        lead, self._lead = self._lead, None
        if lead is None or self._ended is not None:
            return
        self._findings.lead(*lead.results(), whole=self._whole)
        self._stream, self._copy_plan, self._connection = lead.stream, lead.plan, 0
        for item in lead.until(newest):
            if isinstance(item, TakenPacket):
                self._inbox.put_packet(item)
            elif isinstance(item, SoundBlock):
                self._inbox.put_sound(item)
            else:
                self._inbox.put_picture(item)

    def _end(self, why: RecordingEnd) -> None:
        if self._ended is None:
            self._ended = why
            self._inbox.close()

    def _forget(self) -> None:
        """Take a session that never had a picture out of the library."""
        with contextlib.suppress(SweetspotError):
            self._store.delete(self.session.id)

    def _wait_for_results(self) -> None:
        """Wait until the watch has spoken about the last picture, if it looks at any."""
        if not self._plan.model_hash or self._findings.newest < 0:
            return
        until = time.monotonic() + _PATIENCE_S
        beyond = self._last_number + round(RESULTS_S * self._plan.fps)
        quiet_since, newest = time.monotonic(), self._findings.newest
        while time.monotonic() < until and self._findings.newest < beyond:
            time.sleep(0.02)
            if self._findings.newest != newest:
                quiet_since, newest = time.monotonic(), self._findings.newest
            elif time.monotonic() - quiet_since > 1.0:
                # The watch has ended, or the source stands still.
                return

    def _begun(self, name: str) -> tuple[Session, RecordingNote]:
        """Make the session and say that it is being recorded."""
        provisional = f"recording-{secrets.token_hex(8)}"
        width, height = self._size
        at_rate = Timebase(np.zeros(1), 1.0 / max(self._plan.fps, 1.0))
        video = VideoInfo(
            Path(self._store.root), width, height, at_rate, self._plan.sound,
            "h264", 0, False, False, provisional,
        )  # fmt: skip
        session = self._store.create(video, name or "Live")
        folder = self._store.folder(session.id)
        note = RecordingNote(f"{session.id}.mp4", provisional, self._plan)
        try:
            self._held.enter_context(recording_lock(folder))
            self._held.enter_context(self._store.analysis_lock(session.id))
            write_note(folder, note)
            path = str(folder / note.video)
            session = self._store.update(session.id, lambda now: self._described(now, path))
        except SweetspotError:
            self._held.close()
            with contextlib.suppress(SweetspotError):
                self._store.delete(session.id)
            raise
        return session, note

    def _described(self, session: Session, path: str) -> Session:
        session = edits.set_settings(edits.relocate(session, path), self._plan.settings)
        return edits.set_court(edits.set_player(session, self._plan.player), self._plan.court)
