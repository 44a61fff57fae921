"""The trainer as a child process: what it reports while it works, and how it is told to stop.

No window and no thread in here: the terminal reads it directly, the window from a job's thread.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from core.trainer_part import is_installed_program
from core.training.events import ENDS, Event, Failed, from_line

_LONGEST_LINE = 1 << 20
_TAIL = 20
_NICENESS = 10
_START = b'{"event"'
LEAVE = b"leave\n"
"""On its stdin: the end of stdin that follows is no wish to stop."""
_GO_ON = (
    "Nothing saved is lost: the same run can go on from its last checkpoint. If it happens again, "
    "memory may be short: make the batches smaller."
)


def trainer_command(verb: str, request: Path) -> list[str]:
    """Return what starts the trainer."""
    own = ["ml"] if is_installed_program() else ["-m", "ml"]
    return [sys.executable, *own, verb, str(request)]


def how_to_get_trainer() -> str:
    """Return what a person does where there is no trainer."""
    if is_installed_program():
        return "Get the file “Sweetspot-Trainer-….zip” of your version, then Help, Add the trainer."
    return "Install Sweetspot with its trainer: pip install “sweetspot[ml]”."


class TrainerChild:
    """A running trainer. Use it in a ``with`` block: leaving it early ends the process.

    Closing its stdin, by ``stop`` or because this process dies, makes it save and end; unless
    ``leave`` has told it before to go on by itself.
    """

    def __init__(self, command: Sequence[str], low_priority: bool = True) -> None:
        """Start it. Raises OSError if the system refuses."""
        windows = sys.platform == "win32"
        self.let_go = False
        self._silent = False
        self._tail: deque[str] = deque(maxlen=_TAIL)
        # A group of its own: Ctrl-C in the terminal is for us, and the child is asked politely.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # One pipe for both: nothing has to be read beside it, however much it complains.
            stderr=subprocess.STDOUT,
            start_new_session=not windows,
            creationflags=_windows_flags(low_priority) if windows else 0,
        )
        if low_priority and not windows:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICENESS)

    @property
    def pid(self) -> int:
        """The process' number."""
        return self._process.pid

    @property
    def complaint(self) -> str:
        """The last lines that were no events: a traceback, if it broke down."""
        return "\n".join(self._tail)

    def lines(self) -> Iterator[bytes]:
        """Yield its lines that may be events, to its end; the others are its ``complaint``."""
        stdout = self._process.stdout
        assert stdout is not None
        while line := stdout.readline(_LONGEST_LINE):
            # A warning without an end of its own may stand before an event.
            start = line.find(_START)
            if start >= 0:
                yield line[start:]
            else:
                self._note(line)
        self._silent = True

    def events(self) -> Iterator[Event]:
        """Yield what a training reports, to its end; the last one is always one of ``ENDS``.

        A process that dies without a word gives a ``Failed`` of ours.
        """
        ended = False
        for line in self.lines():
            event = from_line(line)
            if event is None:
                self._note(line)
            elif not ended:
                ended = isinstance(event, ENDS)
                yield event
        if not ended:
            yield self.death()

    def stop(self) -> None:
        """Ask it to save and end; its events go on until it has. Safe from any thread."""
        stdin = self._process.stdin
        if stdin is not None:
            with suppress(OSError):
                stdin.close()

    def leave(self) -> None:
        """Let it go on by itself after our own end; it closes its stdout when it has heard so."""
        stdin = self._process.stdin
        if self.let_go or stdin is None or stdin.closed:
            return
        self.let_go = True
        with suppress(OSError):
            stdin.write(LEAVE)
            stdin.flush()
        self.stop()

    def kill(self) -> None:
        """End it at once; what it has not saved is lost."""
        self._process.kill()

    def death(self, hint: str = _GO_ON) -> Failed:
        """Wait for its end, and say in words how it ended without saying so itself."""
        code = self._process.wait()
        said = self.complaint
        if "No module named" in said:
            return Failed("The trainer is not installed here.", how_to_get_trainer())
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        last = (said.splitlines() or ["it said nothing"])[-1]
        return Failed(f"The trainer ended unexpectedly, {how} ({last[:200]}).", hint)

    def __enter__(self) -> TrainerChild:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self.let_go and error is None:
            # It outlives us on purpose: nobody waits for it, and that is no leak.
            self._process.returncode = 0
            if self._silent and self._process.stdout is not None:
                self._process.stdout.close()
            return
        self.stop()
        if self._process.poll() is None and error is not None:
            self.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _note(self, line: bytes) -> None:
        self._tail.append(line.decode(errors="replace").rstrip())


def _windows_flags(low_priority: bool) -> int:
    group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) if low_priority else 0
    return int(group | low)
