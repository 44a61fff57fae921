"""Addresses of network cameras: what people type, what FFmpeg gets, what may be shown."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from core.errors import CaptureError

SCHEMES = ("rtsp", "rtsps", "http", "https", "rtmp", "srt", "tcp", "udp")
_HINT = (
    "Type it as the camera's app shows it, for instance http://192.168.1.20:8080/video "
    "or rtsp://192.168.1.20:8554/live."
)
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def parsed_address(typed: str) -> SplitResult:
    """Return what was typed as an address; without a scheme it is taken for a web address.

    Raises ``CaptureError`` for anything that is no address of a camera.
    """
    text = typed.strip()
    if not text:
        raise CaptureError("There is no address yet.", _HINT)
    if not _SCHEME.match(text):
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise CaptureError("That is not an address Sweetspot can open.", _HINT) from error
    if parts.scheme not in SCHEMES:
        raise CaptureError(f"Addresses that begin with “{parts.scheme}:” are not video.", _HINT)
    if not host or re.search(r"\s", text) or port == 0:
        raise CaptureError("That is not an address Sweetspot can open.", _HINT)
    return parts


def shown_address(typed: str) -> str:
    """Return the address without name and password, and without what follows a “?”.

    Never raises: what cannot be read as an address shows nothing but its scheme.
    """
    try:
        parts = parsed_address(typed)
    except CaptureError:
        scheme = _SCHEME.match(typed.strip())
        return f"{scheme[1].lower()}://…" if scheme else "…"
    place = parts.netloc.rpartition("@")[2]
    query = "…" if parts.query else ""
    return urlunsplit((parts.scheme, place, parts.path, query, ""))
