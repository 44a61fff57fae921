"""Phone apps that turn a phone into a network camera, and what to type for them.

Ports and paths are those the apps come with; each app shows its own address when it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult


@dataclass(frozen=True)
class PhoneApp:
    """An app, the phones it is for, and its address with PHONE for the phone's own."""

    name: str
    phones: str
    address: str
    port: int


PHONE_APPS = (
    PhoneApp("IP Webcam", "Android", "http://PHONE:8080/video", 8080),
    PhoneApp("DroidCam", "Android, iPhone", "http://PHONE:4747/video", 4747),
    PhoneApp("IP Camera Lite", "iPhone", "http://PHONE:8081/video", 8081),
)
_GENERAL = "Type the whole address that the app on the phone shows, with what follows the number."


def what_to_type(typed: SplitResult) -> str:
    """Return a hint: the address of the app whose port this is, or that the app shows its own."""
    for app in PHONE_APPS:
        if _port(typed) == app.port and typed.scheme in ("http", "https"):
            host = typed.hostname or ""
            place = app.address.replace("PHONE", f"[{host}]" if ":" in host else host)
            if urlish(typed) != place:
                return f"With {app.name} it is {place}. {_GENERAL}"
    return _GENERAL


def urlish(typed: SplitResult) -> str:
    """Return scheme, place and path without name and password."""
    return f"{typed.scheme}://{typed.netloc.rpartition('@')[2]}{typed.path}"


def _port(typed: SplitResult) -> int | None:
    return typed.port or {"http": 80, "https": 443}.get(typed.scheme)
