"""A small RTSP camera on loopback: H.264 inside the control connection (RFC 2326, RFC 6184)."""

from __future__ import annotations

import base64
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
from clips import bar_picture
from loopback import Loopback, Visit, serving

_CLOCK_HZ = 90_000
_LARGEST = 1200


@dataclass
class RtspPlan:
    """What the camera does: ``n`` pictures on each visit, ``fps`` a second, a key every ``gop``.

    ``first_stamp`` is the RTP stamp of the first picture (32 bits, it wraps); ``user``
    ("name:password") is asked for; ``then`` is "hang up" or "be silent"; ``tcp`` False refuses
    to send inside the control connection, as cameras do that know UDP alone.
    """

    n: int = 30
    fps: float = 30.0
    gop: int = 10
    size: tuple[int, int] = (160, 120)
    first_stamp: int = 1000
    user: str = ""
    then: str = "hang up"
    tcp: bool = True
    begin_at: int = 0
    """The first picture sent: one between two keys for whoever comes in the middle."""
    sent: dict[int, float] = field(default_factory=dict)


def coded_pictures(plan: RtspPlan) -> list[list[bytes]]:
    """Return the NAL units of each picture."""
    codec: Any = av.CodecContext.create("libx264", "w")
    codec.width, codec.height = plan.size
    codec.pix_fmt, codec.time_base = "yuv420p", Fraction(1, 1000)
    codec.gop_size, codec.max_b_frames, codec.thread_count = plan.gop, 0, 1
    codec.options = {"preset": "ultrafast", "tune": "zerolatency", "sc_threshold": "0"}
    pictures = []
    for number in range(plan.n):
        frame = av.VideoFrame.from_ndarray(bar_picture(number, plan.size), "rgb24")
        frame.pts = number
        pictures += [nal_units(bytes(packet)) for packet in codec.encode(frame)]
    pictures += [nal_units(bytes(packet)) for packet in codec.encode(None)]
    return pictures


def nal_units(annex_b: bytes) -> list[bytes]:
    """Split a byte stream (ISO 14496-10, annex B) at its start codes."""
    parts = annex_b.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return [part for part in parts if part]


@contextmanager
def rtsp_camera(plan: RtspPlan) -> Iterator[Loopback]:
    """Serve the plan; ``plan.sent`` says when which picture went out."""
    pictures = coded_pictures(plan)
    with serving(lambda visit: _Conversation(visit, plan, pictures).hold()) as server:
        yield server


class _Conversation:
    def __init__(self, visit: Visit, plan: RtspPlan, pictures: list[list[bytes]]) -> None:
        self._visit, self._plan, self._pictures = visit, plan, pictures
        self._sequence = 0

    def hold(self) -> None:
        while request := self._visit.lines():
            method, url, _ = request[0].split(" ")
            headers = dict(line.split(": ", 1) for line in request[1:])
            if not self._answer(method, url, headers):
                return

    def _answer(self, method: str, url: str, headers: dict[str, str]) -> bool:
        plan = self._plan
        wanted = f"Basic {base64.b64encode(plan.user.encode()).decode()}"
        if plan.user and method != "OPTIONS" and headers.get("Authorization") != wanted:
            realm = {"WWW-Authenticate": 'Basic realm="camera"'}
            self._say(headers, "401 Unauthorized", realm)
        elif method == "OPTIONS":
            self._say(headers, "200 OK", {"Public": "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"})
        elif method == "DESCRIBE":
            kind = {"Content-Type": "application/sdp", "Content-Base": f"{url}/"}
            self._say(headers, "200 OK", kind, self._description())
        elif method == "SETUP" and not (plan.tcp and "TCP" in headers["Transport"]):
            self._say(headers, "461 Unsupported transport", {})
        elif method == "SETUP":
            way = {"Transport": "RTP/AVP/TCP;unicast;interleaved=0-1", "Session": "1"}
            self._say(headers, "200 OK", way)
        elif method == "PLAY":
            self._say(headers, "200 OK", {"Session": "1"})
            self._play()
            return False
        else:
            self._say(headers, "200 OK", {"Session": "1"})
        return method != "TEARDOWN"

    def _say(
        self, asked: dict[str, str], status: str, headers: dict[str, str], body: str = ""
    ) -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {asked['CSeq']}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", body]
        self._visit.socket.sendall("\r\n".join(lines).encode())

    def _description(self) -> str:
        sets = [unit for unit in self._pictures[0] if unit[0] & 31 in (7, 8)]
        told = ",".join(base64.b64encode(unit).decode() for unit in sets)
        return "\r\n".join(
            [
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=court",
                "t=0 0",
                "m=video 0 RTP/AVP 96",
                "a=rtpmap:96 H264/90000",
                f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={told}",
                "a=control:track1",
                "",
            ]
        )

    def _play(self) -> None:
        plan, begun = self._plan, time.monotonic()
        for turn, number in enumerate(range(plan.begin_at, len(self._pictures))):
            self._visit.wait(begun + turn / plan.fps - time.monotonic())
            stamp = (plan.first_stamp + round(turn / plan.fps * _CLOCK_HZ)) % (1 << 32)
            plan.sent[number] = time.monotonic()
            units = self._pictures[number]
            for at, unit in enumerate(units):
                self._send_unit(unit, stamp, at == len(units) - 1)
        if plan.then == "be silent":
            self._visit.linger()

    def _send_unit(self, unit: bytes, stamp: int, last: bool) -> None:
        if len(unit) <= _LARGEST:
            self._send(unit, stamp, last)
            return
        indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 31
        rest = [unit[at : at + _LARGEST] for at in range(1, len(unit), _LARGEST)]
        for at, piece in enumerate(rest):
            ends = at == len(rest) - 1
            header = (0x80 if at == 0 else 0) | (0x40 if ends else 0) | kind
            self._send(bytes([indicator, header]) + piece, stamp, last and ends)

    def _send(self, payload: bytes, stamp: int, marker: bool) -> None:
        head = struct.pack(">BBHII", 0x80, 96 | marker << 7, self._sequence, stamp, 7)
        self._sequence = (self._sequence + 1) % (1 << 16)
        packet = head + payload
        self._visit.socket.sendall(b"$\0" + struct.pack(">H", len(packet)) + packet)
