"""The looking thread of a watch: the detector sees the newest picture, and never a queue."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.capture.live_frame import LiveFrame
from core.detections.detections import Detections
from core.detections.detector import Detector
from core.detections.in_order import InOrder
from core.errors import ModelError
from core.live.newest_slot import NewestSlot
from core.live.watch_counts import WatchCounts
from core.live.watch_listeners import Telling
from core.live.watch_quality import Adapting, at_quality, why_smaller
from core.live.watch_values import DetectorTrouble, Looked, QualityChanged, WatchSettings
from core.video.picture import Look, PictureMaker

_ASK_EVERY_S = 0.5
_REST_S = 5.0
"""A detector that failed (memory was short, say) is tried again after so long."""


class Looking:
    """Takes pictures out of ``slot``; ``put`` gets what was found in them, ``close`` the end."""

    def __init__(
        self,
        detector: Detector,
        slot: NewestSlot[LiveFrame],
        settings: WatchSettings,
        counts: WatchCounts,
        telling: Telling,
        put: Callable[[Looked], None],
        close: Callable[[], None],
    ) -> None:
        self._whole, self._slot, self._settings = detector, slot, settings
        self._counts, self._telling, self._put, self._close = counts, telling, put, close
        self._adapting = Adapting(settings.quality)
        self._asked_s = self._rests_until_s = 0.0
        self._failed = False
        self._detector = at_quality(detector, settings.quality)
        self._in_order = InOrder(self._detector)
        self._look: Look | None = None
        self._maker: PictureMaker | None = None

    def run(self) -> None:
        """Look until the slot is closed."""
        self._see_at(self._adapting, "")
        try:
            while (frame := self._slot.take()) is not None:
                boxes = self._boxes_of(frame)
                if boxes is None:
                    continue
                now_s = time.monotonic()
                self._counts.looked(now_s, now_s - frame.taken_s)
                self._put(Looked(frame, boxes, now_s))
                self._adapt(now_s)
        finally:
            self._close()

    def _boxes_of(self, frame: LiveFrame) -> Detections | None:
        """Return what the detector finds; None while it fails: pictures come on without boxes."""
        now_s = time.monotonic()
        if now_s < self._rests_until_s:
            self._counts.dropped(now_s)
            return None
        try:
            boxes = self._found_in(frame)
        except ModelError as error:
            if not self._failed:
                self._telling.tell(DetectorTrouble(error.message, error.hint))
            self._failed, self._rests_until_s = True, now_s + _REST_S
            self._counts.dropped(now_s)
            return None
        self._failed = False
        return boxes

    def _found_in(self, frame: LiveFrame) -> Detections:
        if self._maker is None or frame.look != self._look:
            self._look, self._maker = frame.look, PictureMaker(frame.look)
            self._in_order = InOrder(self._detector)
        with self._counts.stage("shrinking"):
            size = self._detector.fitted_size_for(*frame.size)
            picture = self._maker.rgb(frame.decoded, size)
        with self._counts.stage("detecting"):
            return self._in_order.detect(picture, frame.number, frame.size)

    def _adapt(self, now_s: float) -> None:
        if not self._settings.adapt or now_s - self._asked_s < _ASK_EVERY_S:
            return
        self._asked_s = now_s
        dropped, looked_per_s = self._counts.keeping_up(now_s)
        adapted = self._adapting.after(now_s, dropped, looked_per_s)
        if adapted.quality is not self._adapting.quality:
            self._see_at(adapted, why_smaller(dropped))
        self._adapting = adapted

    def _see_at(self, adapted: Adapting, why: str) -> None:
        self._detector = at_quality(self._whole, adapted.quality)
        self._in_order = InOrder(self._detector)
        self._counts.quality = adapted.quality
        if why:
            self._telling.tell(QualityChanged(adapted.quality, why))
