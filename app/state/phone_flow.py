"""Where the way of a detector to the phone is: its steps, one after the other, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import SweetspotError


class Stage(StrEnum):
    """What is going on."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    """All steps went through. Whether the check was passed, its report says."""
    FAILED = "failed"
    CANCELLED = "cancelled"


class StepId(StrEnum):
    """The steps, by what they do."""

    CONVERT = "convert"
    CHECK = "check"
    PACK = "pack"


class StepState(StrEnum):
    """Where one step is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Step:
    """One step. ``done`` of ``of`` in any unit, ``of`` 0 while unknown; times in seconds."""

    id: StepId
    title: str
    about: str
    state: StepState = StepState.WAITING
    done: float = 0.0
    of: float = 0.0
    words: str = ""
    began_s: float = 0.0
    took_s: float | None = None
    eta_s: float | None = None

    @property
    def share(self) -> float | None:
        """Share done, 0 to 1, or None while the whole is unknown."""
        return min(1.0, self.done / self.of) if self.of > 0 else None


STEPS = (
    Step(StepId.CONVERT, "Convert", "Write the detector in the iPhone's own format, Core ML."),
    Step(StepId.CHECK, "Check", "Read it back and compare what it sees, picture by picture."),
    Step(StepId.PACK, "Pack", "Put it into one file, with its test pictures for the phone."),
)


@dataclass(frozen=True)
class PhoneFlow:
    """All steps; the clock of the times is the caller's, in seconds."""

    stage: Stage = Stage.IDLE
    steps: tuple[Step, ...] = STEPS
    error: SweetspotError | None = None

    @property
    def running(self) -> bool:
        """Whether something is going on."""
        return self.stage is Stage.RUNNING

    @property
    def current(self) -> Step | None:
        """The step that runs."""
        return next((step for step in self.steps if step.state is StepState.RUNNING), None)

    def begun(self) -> PhoneFlow:
        """Return the flow from its start."""
        return PhoneFlow(Stage.RUNNING)

    def reported(
        self,
        step: StepId,
        now_s: float,
        done: float = 0.0,
        of: float = 0.0,
        words: str = "",
        eta_s: float | None = None,
    ) -> PhoneFlow:
        """Return the flow with a step under way: those before it are done, those after it wait.

        A step may come again: what followed it then has to be done again, too.
        """
        if not self.running:
            return self
        number = [each.id for each in self.steps].index(step)
        steps = [_ended(each, StepState.DONE, now_s) for each in self.steps[:number]]
        told = self.steps[number]
        began = told.began_s if told.state is StepState.RUNNING else now_s
        steps.append(
            replace(
                told,
                state=StepState.RUNNING,
                done=done,
                of=of,
                words=words or told.words,
                began_s=began,
                took_s=None,
                eta_s=eta_s,
            )
        )
        return replace(self, steps=(*steps, *STEPS[number + 1 :]))

    def finished(self, now_s: float) -> PhoneFlow:
        """Return the flow at its end: what ran is done."""
        return self._over(Stage.DONE, StepState.DONE, now_s)

    def failed(self, error: SweetspotError, now_s: float) -> PhoneFlow:
        """Return the flow that ended with an error in the step that ran."""
        return replace(self._over(Stage.FAILED, StepState.FAILED, now_s), error=error)

    def cancelled(self, now_s: float) -> PhoneFlow:
        """Return the flow that the coach has stopped."""
        return self._over(Stage.CANCELLED, StepState.STOPPED, now_s)

    def _over(self, stage: Stage, state: StepState, now_s: float) -> PhoneFlow:
        running = StepState.RUNNING
        return replace(
            self,
            stage=stage,
            steps=tuple(
                _ended(step, state, now_s) if step.state is running else step for step in self.steps
            ),
        )


def _ended(step: Step, state: StepState, now_s: float) -> Step:
    """Return a step that is over; one that never ran took no time anyone measured."""
    if step.state in (StepState.DONE, StepState.FAILED, StepState.STOPPED):
        return step
    ran = step.state is StepState.RUNNING
    return replace(step, state=state, took_s=now_s - step.began_s if ran else None, eta_s=None)
