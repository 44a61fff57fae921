"""Network cameras on loopback: MJPEG and H.264 over HTTP, well-behaved or not.

Every picture carries its number as a bar code (``clips.number_in``); when it was sent is noted.
"""

from __future__ import annotations

import base64
import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from clips import bar_picture
from loopback import Loopback, Visit, serving

SIZE = (160, 120)


@functools.cache
def jpeg(number: int, size: tuple[int, int] = SIZE) -> bytes:
    """Return a bar picture as JPEG."""
    coded, content = cv2.imencode(
        ".jpg", np.ascontiguousarray(bar_picture(number, size)[..., ::-1])
    )
    assert coded
    return content.tobytes()


@dataclass
class MjpegPlan:
    """What an MJPEG camera does. ``n`` pictures on each visit, ``fps`` a second.

    ``then`` is what comes after them: "hang up" or "be silent". ``picture`` gives the bytes of
    one; ``user`` ("name:password") is asked for; ``lengths`` says each part's length.
    """

    n: int = 30
    fps: float = 60.0
    then: str = "hang up"
    picture: Callable[[int], bytes] = jpeg
    user: str = ""
    lengths: bool = True
    goes_on: bool = True
    """Numbers go on over visits."""
    sent: dict[int, float] = field(default_factory=dict)


@contextmanager
def mjpeg_camera(plan: MjpegPlan, port: int = 0) -> Iterator[Loopback]:
    """Serve the plan at every path; ``plan.sent`` says when which picture went out."""

    def serve(visit: Visit) -> None:
        request = visit.lines()
        if not _welcome(visit, request, plan.user):
            return
        visit.socket.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=next\r\n\r\n"
        )
        first = visit.number * plan.n if plan.goes_on else 0
        begun = time.monotonic()
        for turn in range(plan.n):
            visit.wait(begun + turn / plan.fps - time.monotonic())
            content = plan.picture(first + turn)
            length = f"Content-Length: {len(content)}\r\n" if plan.lengths else ""
            head = f"--next\r\nContent-Type: image/jpeg\r\n{length}\r\n".encode()
            plan.sent[first + turn] = time.monotonic()
            visit.socket.sendall(head + content + b"\r\n")
        if plan.then == "be silent":
            visit.linger()

    with serving(serve, port) as server:
        yield server


@contextmanager
def answering(status: str, kind: str, body: bytes) -> Iterator[Loopback]:
    """Serve one answer to whoever asks."""

    def serve(visit: Visit) -> None:
        if visit.lines():
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            visit.socket.sendall(head.encode() + b"Connection: close\r\n\r\n" + body)

    with serving(serve) as server:
        yield server


@contextmanager
def stream_camera(
    file: Path, seconds: float, http: bool = True, then: str = "hang up"
) -> Iterator[Loopback]:
    """Send the bytes of ``file`` evenly over so many seconds, over HTTP or bare TCP."""
    content = file.read_bytes()
    step = 1880

    def serve(visit: Visit) -> None:
        if http:
            if not visit.lines():
                return
            visit.socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n")
        begun = time.monotonic()
        for at in range(0, len(content), step):
            visit.wait(begun + seconds * at / len(content) - time.monotonic())
            visit.socket.sendall(content[at : at + step])
        if then == "be silent":
            visit.linger()

    with serving(serve) as server:
        yield server


def _welcome(visit: Visit, request: list[str], user: str) -> bool:
    if not request:
        return False
    wanted = f"authorization: basic {base64.b64encode(user.encode()).decode()}".lower()
    if not user or any(line.lower() == wanted for line in request):
        return True
    visit.socket.sendall(
        b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="camera"\r\n'
        b"Content-Length: 0\r\nConnection: close\r\n\r\n"
    )
    return False
