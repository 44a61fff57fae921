"""Notices that a camera was plugged in or pulled out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from core.capture.devices import Camera, list_cameras
from core.capture.v4l2 import camera_nodes


@dataclass(frozen=True)
class DeviceChange:
    """What came and what went, and all that is there now."""

    appeared: tuple[Camera, ...]
    vanished: tuple[Camera, ...]
    cameras: tuple[Camera, ...]


class DeviceWatch:
    """Ask it now and then, every second or two, off the GUI thread.

    On Linux a question that finds nothing new reads one folder; elsewhere it lists all cameras,
    which takes a few tenths of a second. ``glimpse`` and ``cameras`` are there for tests.
    """

    def __init__(
        self,
        cameras: Callable[[], tuple[Camera, ...]] = list_cameras,
        glimpse: Callable[[], Hashable] | None = None,
    ) -> None:
        if glimpse is None and cameras is list_cameras and sys.platform.startswith("linux"):
            glimpse = camera_nodes
        self._list, self._glimpse = cameras, glimpse
        self._known: tuple[Camera, ...] = ()
        self._seen: Hashable = None
        self._asked = False

    def changed(self) -> DeviceChange | None:
        """Return what has changed since the last question, None for nothing.

        The first answer tells of all cameras, of none, too.
        """
        if self._glimpse is not None:
            seen = self._glimpse()
            if self._asked and seen == self._seen:
                return None
            self._seen = seen
        now, before = self._list(), self._known
        first, self._asked, self._known = not self._asked, True, now
        ids_before, ids_now = {one.id for one in before}, {one.id for one in now}
        appeared = tuple(one for one in now if one.id not in ids_before)
        vanished = tuple(one for one in before if one.id not in ids_now)
        if not (first or appeared or vanished):
            return None
        return DeviceChange(appeared, vanished, now)
