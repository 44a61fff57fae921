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
from core.live.watch_finding import Finding
from core.live.watch_listeners import Telling
from core.live.watch_values import DetectorTrouble, Looked
from core.video.picture import Look, PictureMaker


class Looking:
    """Takes pictures out of ``slot``; ``note`` and ``finding`` get what was found in them."""

    def __init__(
        self,
        detector: Detector,
        slot: NewestSlot[LiveFrame],
        counts: WatchCounts,
        telling: Telling,
        note: Callable[[Looked], None],
        finding: Finding,
    ) -> None:
        self._detector, self._slot, self._counts = detector, slot, counts
        self._telling, self._note, self._finding = telling, note, finding
        self._in_order = InOrder(detector)
        self._look: Look | None = None
        self._maker: PictureMaker | None = None

    def run(self) -> None:
        """Look until the slot is closed."""
        try:
            while (frame := self._slot.take()) is not None:
                try:
                    boxes = self._boxes_of(frame)
                except ModelError as error:
                    self._telling.tell(DetectorTrouble(error.message, error.hint))
                    return
                now_s = time.monotonic()
                looked = Looked(frame, boxes, now_s)
                self._note(looked)
                self._counts.looked(now_s, now_s - frame.taken_s)
                self._finding.put(looked)
        finally:
            self._finding.close()

    def _boxes_of(self, frame: LiveFrame) -> Detections:
        if self._maker is None or frame.look != self._look:
            self._look, self._maker = frame.look, PictureMaker(frame.look)
            self._in_order = InOrder(self._detector)
        with self._counts.stage("shrinking"):
            size = self._detector.fitted_size_for(*frame.size)
            picture = self._maker.rgb(frame.decoded, size)
        with self._counts.stage("detecting"):
            return self._in_order.detect(picture, frame.number, frame.size)
