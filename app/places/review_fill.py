"""Filling between two corrected frames: worked out beside the window, shown, then accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from app.context import AppContext
from app.jobs.job import Job, JobProgress, Lane
from app.key_names import native
from app.panels.fill_bar import FillBar
from app.places.review_correct import ReviewCorrect
from app.places.review_layout import ReviewLayout
from app.state.box_edits import NAMES
from app.state.open_session import OpenSession
from app.state.playback import Playback
from core.dataset.annotation import Origin
from core.detections.detections import Detections, ObjectClass
from core.errors import SweetspotError, VideoError
from core.sessions.filling import Proposal, accept_proposal, fill_between, fill_ends
from core.sessions.fix_edits import now_iso
from core.sessions.session import Session

NOTHING = "There is nothing to fill here."
NOTHING_HINT = "Put the same thing right in two frames, then go to a frame between them."
End = tuple[int, str]


@dataclass(frozen=True)
class _Wish:
    """One class to fill, between two (frame, box id)."""

    kind: ObjectClass
    first: End
    last: End


class ReviewFill(QObject):
    """Owns the proposal on screen; while there is one, Accept's key accepts it."""

    def __init__(
        self,
        context: AppContext,
        opened: OpenSession,
        correct: ReviewCorrect,
        playback: Playback,
        layout: ReviewLayout,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._opened, self._correct = context, opened, correct
        self._playback = playback
        self._job: Job | None = None
        self._number = 0
        self.proposals: tuple[Proposal, ...] = ()
        self.bar = FillBar(self.accept, self.discard)
        layout.add_below_video(self.bar)
        context.actions.bind("fill", self.start)
        correct.correction.mode_changed.connect(lambda _on: self.discard())
        opened.opened.connect(self.discard)
        playback.frame_changed.connect(lambda _frame: self._show_ghosts())

    @property
    def pending(self) -> bool:
        """Whether something is proposed or worked out."""
        return bool(self.proposals) or self._job is not None

    def start(self) -> None:
        """Work out the boxes between the corrected frames around this one."""
        session = self._opened.session
        wishes = self._wishes(session) if session is not None else []
        if session is None or not wishes:
            self._context.notices.say(NOTHING, NOTHING_HINT)
            return
        self.discard()
        self._playback.pause()
        first = min(wish.first[0] for wish in wishes)
        last = max(wish.last[0] for wish in wishes)
        machine = self._correct.correction.machine_between(first, last)

        def work(progress: JobProgress) -> tuple[Proposal, ...]:
            return propose(session, wishes, machine, progress)

        self.bar.show_working("Working out the frames between…")
        self._number += 1
        number = self._number

        def if_newest(then: Callable[[], None]) -> None:
            """One that was stopped may speak once more after the next has begun."""
            if number == self._number:
                then()

        job = self._context.runner.start(
            "Filling between two frames",
            work,
            lane=Lane.READER,
            on_done=lambda proposals: if_newest(lambda: self._take(proposals)),
            on_failed=lambda error: if_newest(lambda: self._fail(error)),
            on_cancelled=lambda: if_newest(self._end),
            unit="frames",
        )
        if not job.state.over:
            self._job = job
            job.changed.connect(self._show_progress)

    def accept(self) -> None:
        """Take the proposal over, as one edit."""
        proposals, at = self.proposals, now_iso()
        self._end()
        if proposals:
            self._opened.edit("Fill between", lambda session: accepted(session, proposals, at))

    def discard(self) -> None:
        """Drop the proposal, or stop working it out."""
        self._number += 1
        if self._job is not None:
            self._job.cancel()
        self._end()

    def _wishes(self, session: Session | None) -> list[_Wish]:
        """Return what can be filled: of the selected classes, else of all."""
        if session is None:
            return []
        chosen = {item.kind for item in self._correct.correction.selected_boxes}
        wishes = []
        for kind in ObjectClass:
            if not chosen or kind in chosen:
                ends = fill_ends(session, self._playback.frame, kind)
                if ends is not None:
                    wishes.append(_Wish(kind, *ends))
        return wishes

    def _show_progress(self) -> None:
        if self._job is not None and not self._job.state.over:
            self.bar.show_working(
                "Working out the frames between…", self._job.done, self._job.total
            )

    def _take(self, proposals: tuple[Proposal, ...]) -> None:
        self._job = None
        if not any(proposal.boxes for proposal in proposals):
            self._end()
            self._context.notices.say(NOTHING, "You have said all about the frames between.")
            return
        self.proposals = proposals
        self.bar.show_proposal(words_of(proposals), self._key("accept"), self._key("correct_back"))
        self._show_ghosts()

    def _fail(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, SweetspotError):
            self._context.notices.fail(error)

    def _end(self) -> None:
        self._job, self.proposals = None, ()
        self.bar.hide()
        self._show_ghosts()

    def _show_ghosts(self) -> None:
        frame = self._playback.frame
        self._correct.show_ghosts(
            tuple(
                (proposal.kind, box.xyxy)
                for proposal in self.proposals
                for box in proposal.boxes
                if box.frame == frame
            )
        )

    def _key(self, action: str) -> str:
        return native(self._context.actions.first_key(action))


def propose(
    session: Session, wishes: list[_Wish], machine: Detections, progress: JobProgress
) -> tuple[Proposal, ...]:
    """Return a proposal for each wish, following the picture where the video can be read."""
    # Decoding is not loaded before it is needed.
    from core.video.reader import VideoReader

    try:
        with VideoReader(Path(session.video.path)) as reader:
            return tuple(
                fill_between(
                    session,
                    wish.first,
                    wish.last,
                    machine,
                    lambda frame: reader.frame(frame).rgb,
                    progress,
                )
                for wish in wishes
            )
    except VideoError:
        return tuple(
            fill_between(session, wish.first, wish.last, machine, None, progress) for wish in wishes
        )


def accepted(session: Session, proposals: tuple[Proposal, ...], at: str) -> Session:
    """Return the session with all proposals taken over."""
    for proposal in proposals:
        session = accept_proposal(session, proposal, at=at)
    return session


def words_of(proposals: tuple[Proposal, ...]) -> str:
    """Return what would be filled in: “Ball in 7 frames (5 seen, 2 reckoned)”."""
    parts = []
    for proposal in proposals:
        seen = sum(box.origin is Origin.TRACKED for box in proposal.boxes)
        count = len(proposal.boxes)
        if not count:
            continue
        frames = "1 frame" if count == 1 else f"{count} frames"
        name = NAMES[proposal.kind].capitalize()
        parts.append(f"{name} in {frames} ({seen} seen, {count - seen} reckoned)")
        parts += [reason for _frame, reason in proposal.stops[:1]]
    return "Proposed: " + "; ".join(parts) + ". Step through to check."
