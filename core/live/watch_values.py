"""What a watch shows, tells and counts: the values that recorder and window build on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from core.capture.live_frame import LiveFrame, Packet, SoundBlock
from core.detections.detections import Detections
from core.hits.engine import EngineUpdate
from core.hits.hit import Hit


class FrameListener(Protocol):
    """Gets all that is captured, in the reading thread: must return at once, and never blocks.

    A ``SweetspotError`` it raises takes it off the list and becomes a ``ListenerTrouble``.
    """

    def take(self, frame: LiveFrame) -> None:
        """Take the next captured picture; numbers rise without gaps."""

    def take_packet(self, packet: Packet) -> None:
        """Take a packet as the source coded it, before the picture decoded from it."""

    def take_sound(self, block: SoundBlock) -> None:
        """Take sound, of the source or of the microphone; comes from a thread of its own."""


class ResultListener(Protocol):
    """Gets all that is found, in the detecting thread: must return at once, and never blocks.

    Frame numbers are the captured frames' own (``LiveFrame.number``), times the source's clock
    (``LiveFrame.time_s``).
    """

    def take_detections(self, number: int, boxes: Detections) -> None:
        """Take the boxes of one picture that was looked at, weak ones too; numbers rise."""

    def take_found(self, update: EngineUpdate) -> None:
        """Take what the hit engine made final: tracks, hits by sight, and weak candidates."""


class Quality(StrEnum):
    """How large the detector sees the picture: slower computers look at a smaller one."""

    FULL = "full"
    LIGHT = "light"
    LEAST = "least"


@dataclass(frozen=True)
class WatchSettings:
    """What a watch is asked. ``fps`` is the source's rate where it is known, else measured.

    ``adapt`` lets the watch take a smaller picture when the computer cannot keep up.
    ``quality`` is where it begins.
    """

    fps: float | None = None
    call_early: bool = True
    use_sound: bool = True
    quality: Quality = Quality.FULL
    adapt: bool = True


@dataclass(frozen=True, eq=False)
class Looked:
    """One picture the detector has looked at. ``done_s`` is when, on ``time.monotonic``."""

    frame: LiveFrame
    boxes: Detections
    done_s: float

    @property
    def number(self) -> int:
        """The picture's number: what ``Watch.painted`` wants back."""
        return self.frame.number


@dataclass(frozen=True, eq=False)
class Shown:
    """The newest there is: the picture, and the picture that was looked at last with its boxes.

    Boxes belong on ``looked.frame``; on a newer picture they lag behind what moves.
    """

    frame: LiveFrame
    looked: Looked | None = None

    def age_s(self, now_s: float) -> float:
        """Return how old the picture is at ``now_s`` (``time.monotonic``)."""
        return now_s - self.frame.taken_s


@dataclass(frozen=True)
class EarlyCall:
    """A hit is likely: said ``delay_s`` after the contact was before the camera.

    ``hit`` is as far as it is known yet; its id is not the final one. ``call_id`` comes back in
    the ``HitFound`` that confirms or corrects it, or in the ``EarlyWithdrawn``.
    """

    call_id: int
    hit: Hit
    delay_s: float


@dataclass(frozen=True)
class EarlyWithdrawn:
    """An early call was none: no hit came of it."""

    call_id: int
    hit: Hit


@dataclass(frozen=True)
class HitFound:
    """A hit, final by sight. ``call_id`` is the early call that said so before, if any."""

    hit: Hit
    delay_s: float
    call_id: int | None = None


@dataclass(frozen=True)
class HitHeard:
    """The sound had its vote: ``hit`` takes the place of the one with its id, or is a new one."""

    hit: Hit
    new: bool


@dataclass(frozen=True)
class HitUnheard:
    """A hit by sight that the sound spoke against, or another that it heard took its place."""

    hit: Hit


@dataclass(frozen=True)
class SizeChanged:
    """Pictures have another size (upright, px) from frame ``number`` on."""

    number: int
    size: tuple[int, int]


@dataclass(frozen=True)
class SourceTrouble:
    """The source fails, in plain words. The watch tries again until it is closed."""

    message: str
    hint: str


@dataclass(frozen=True)
class SourceBack:
    """Pictures come again, from frame ``number`` on, after ``away_s`` seconds."""

    number: int
    away_s: float


@dataclass(frozen=True)
class SourceEnded:
    """The source has come to its end, and all that was captured has been looked at."""


@dataclass(frozen=True)
class SoundTrouble:
    """The microphone fails, in plain words; hits are found by sight alone."""

    message: str
    hint: str


@dataclass(frozen=True)
class DetectorTrouble:
    """The detector failed on a picture, in plain words; pictures come on without boxes."""

    message: str
    hint: str


@dataclass(frozen=True)
class ListenerTrouble:
    """A listener failed, in plain words, and hears nothing any more."""

    listener: object
    message: str
    hint: str


@dataclass(frozen=True)
class QualityChanged:
    """The detector sees another size from now on; ``why`` in plain words."""

    quality: Quality
    why: str


LiveEvent = (
    EarlyCall
    | EarlyWithdrawn
    | HitFound
    | HitHeard
    | HitUnheard
    | SizeChanged
    | SourceTrouble
    | SourceBack
    | SourceEnded
    | SoundTrouble
    | DetectorTrouble
    | ListenerTrouble
    | QualityChanged
)


@dataclass(frozen=True)
class Latency:
    """Seconds over the last while: median, 95th and 99th percentile of ``n`` pictures."""

    n: int = 0
    median_s: float = 0.0
    p95_s: float = 0.0
    p99_s: float = 0.0


@dataclass(frozen=True)
class WatchStats:
    """What was counted. Counts since the start, rates and latencies over the last seconds.

    ``dropped`` pictures were captured and never looked at because a newer one came first;
    ``lost`` ones never reached us. ``to_read``, ``to_boxes`` and ``to_paint`` go from the moment
    a picture was taken to its arrival, to its boxes, and to the painted overlay (glass to
    glass as far as the program can see). ``cpu`` maps a stage to its share of one core, without
    what decoder and detector do in threads of their own, and "program" to the share of everything.
    """

    captured: int = 0
    looked: int = 0
    dropped: int = 0
    lost: int = 0
    captured_per_s: float = 0.0
    looked_per_s: float = 0.0
    painted_per_s: float = 0.0
    dropped_share: float = 0.0
    to_read: Latency = Latency()
    to_boxes: Latency = Latency()
    to_paint: Latency = Latency()
    cpu: Mapping[str, float] = field(default_factory=dict)
    quality: Quality = Quality.FULL
