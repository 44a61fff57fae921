"""Reading a video's pictures by exact number or time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from core.video.cache import ByteCache
from core.video.decoder import Decoder
from core.video.facts import facts_of
from core.video.frame import Frame, VideoInfo
from core.video.picture import DecodedFrame, PictureMaker
from core.video.planes import PlaneMaker, Planes

CACHE_BYTES = 256 << 20


def probe(path: Path) -> VideoInfo:
    """Return what a video is without keeping it open; raises ``VideoError``."""
    return facts_of(path).info


class VideoReader:
    """An open video. Belongs to the thread that uses it; close it or use ``with``.

    Frames already decoded stay, as stored planes, in a cache of ``cache_bytes``, so that
    stepping back and forth inside a group of pictures is instant; a group larger than the
    cache is decoded again from its key when a step leaves the part that is held.
    """

    def __init__(self, path: Path, cache_bytes: int = CACHE_BYTES) -> None:
        facts = facts_of(path)
        self.info: VideoInfo = facts.info
        self._decoder = Decoder(path, facts.index, facts.options)
        self._look = facts.look
        self._pictures = PictureMaker(facts.look)
        self._planes: PlaneMaker | None = None
        self._cache: ByteCache[int, DecodedFrame] = ByteCache(cache_bytes)

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let go of the cache."""
        self._cache.clear()
        self._decoder.close()

    def frame(self, index: int, size: tuple[int, int] | None = None) -> Frame:
        """Return the frame with this number, counted from 0 in presentation order.

        ``size`` is the upright (width, height) wanted, None the full one. Raises
        ``IndexError`` outside the video and ``VideoError`` where nothing can be decoded.
        """
        if not 0 <= index < self.info.n_frames:
            raise IndexError(f"frame {index} of {self.info.n_frames}")
        decoded = self._cache.get(index)
        if decoded is None:
            decoded = self._decoder.read(index, self._keep)
            self._keep(index, decoded)
        return self._finished(index, decoded, size)

    def frame_at(self, time_s: float) -> Frame:
        """Return the frame on screen at ``time_s`` seconds, the nearest one outside."""
        return self.frame(self.info.timebase.frame_at(time_s))

    def frames(
        self, start: int = 0, stop: int | None = None, size: tuple[int, int] | None = None
    ) -> Iterator[Frame]:
        """Yield the frames ``start`` to ``stop`` (not included) one after the other.

        ``size`` is the upright (width, height) to scale to inside the colour conversion.
        Other calls on the reader may come in between. Frames read this way are not cached.
        """
        end = self.info.n_frames if stop is None else min(stop, self.info.n_frames)
        for index in range(max(start, 0), end):
            decoded = self._cache.get(index)
            if decoded is None:
                decoded = self._decoder.read(index)
            yield self._finished(index, decoded, size)

    def planes(self, index: int, size: tuple[int, int]) -> Planes:
        """Return a frame's planes at an upright (width, height), both even; not cached.

        For one size at a time, and frame after frame. Raises as ``frame`` does. Draw on a copy.
        """
        if not 0 <= index < self.info.n_frames:
            raise IndexError(f"frame {index} of {self.info.n_frames}")
        if self._planes is None or self._planes.size != size:
            self._planes = PlaneMaker(self._look, size)
        return self._planes.planes(self._decoder.read(index))

    def _keep(self, index: int, decoded: DecodedFrame) -> None:
        self._cache.put(index, decoded, sum(plane.buffer_size for plane in decoded.planes))

    def _finished(self, index: int, decoded: DecodedFrame, size: tuple[int, int] | None) -> Frame:
        picture = self._pictures.rgb(decoded, size)
        return Frame(index, self.info.timebase.time_of(index), picture)
