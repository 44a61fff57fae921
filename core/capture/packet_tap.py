"""Hands the coded packets of a picture on, from a key on and with the source's own clock."""

from __future__ import annotations

from core.capture.live_frame import Packet
from core.capture.live_source import Tap
from core.capture.picture_times import PictureTimes

COPIED = ("h264", "hevc")
"""Codecs whose packets a recording can take as they are."""


class PacketTap:
    """One connection's packets. Before the first picture of all they wait for their zero."""

    def __init__(self, times: PictureTimes) -> None:
        self._times = times
        self._key_seen = False
        self._held: list[Packet] = []

    def hear(self, packet: Packet, tap: Tap | None) -> None:
        """Take a packet that was decoded; give the tap what is ready, once there was a picture."""
        if packet.stream.codec_context.name not in COPIED:
            return
        self._key_seen = self._key_seen or packet.is_keyframe
        if not self._key_seen:
            return
        if packet.is_keyframe:
            # What waited so long came before a key and gave no picture.
            self._held.clear()
        self._held.append(packet)
        if not self._times.started:
            return
        for held in self._held:
            self._times.make_own(held)
            if tap is not None:
                tap.take_packet(held)
        self._held.clear()

    def forget(self) -> None:
        """Let go of packets that still wait."""
        self._held.clear()
