"""How a network camera is opened: with little waiting, and nothing but the network."""

from __future__ import annotations

from core.capture.address import parsed_address, shown_address
from core.capture.network_words import NetworkWords
from core.capture.stream_plan import StreamPlan

# A play list from elsewhere must not make us read our own files.
_ONLY_NETWORK = "tcp,udp,rtp,rtsp,srtp,tls,http,https,httpproxy,crypto,rtmp,srt"
_PROBE_US = 1_000_000


def network_plan(typed: str, name: str = "", comes_back: bool = False) -> StreamPlan:
    """Return how to open the address that was ``typed``; raises ``CaptureError`` if it is none."""
    parts = parsed_address(typed)
    shown = shown_address(typed)
    options = {
        "protocol_whitelist": _ONLY_NETWORK,
        # How much of the beginning FFmpeg may look at before the first picture. None of it is
        # thrown away ("nobuffer" would, and with it the key that the rest needs).
        "analyzeduration": str(_PROBE_US),
        "fpsprobesize": "0",
        "flags": "low_delay",
    }
    if parts.scheme in ("rtsp", "rtsps"):
        # Lost packets tear the picture: by TCP first, by UDP where a camera knows nothing else.
        options |= {"rtsp_flags": "prefer_tcp", "max_delay": "200000"}
    elif parts.scheme == "udp":
        options |= {"fifo_size": "65536", "overrun_nonfatal": "1"}
    # A play list's pieces come every few seconds, each at once.
    stall_s = 15.0 if parts.path.endswith(".m3u8") else 4.0
    return StreamPlan(
        name=name or shown,
        words=NetworkWords(parts, shown),
        url=parts.geturl(),
        options=options,
        stall_s=stall_s,
        comes_back=comes_back,
    )
