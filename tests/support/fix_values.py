"""Sessions and boxes for the tests of fixes, and random gestures on them."""

from __future__ import annotations

from hypothesis import strategies as st

from core.dataset.annotation import Annotation, Author, DeniedBox, FrameFix, Origin
from core.detections.detections import Detections, ObjectClass
from core.sessions.session import Session, VideoRef

WIDTH, HEIGHT, N_FRAMES = 640, 360, 600
AT = "2026-03-01T10:00:00+01:00"

SESSION = Session(
    "practice",
    "Practice",
    AT,
    VideoRef("/video.mp4", "f" * 16, WIDTH, HEIGHT, N_FRAMES, N_FRAMES / 30, 30.0),
)

kinds = st.sampled_from(ObjectClass)
sides = st.floats(-50, 700, allow_nan=False, width=32)
boxes = st.tuples(sides, sides, sides, sides)
frames = st.integers(0, N_FRAMES - 1)

annotations = st.builds(
    Annotation,
    id=st.integers(1, 9).map(str),
    kind=kinds,
    xyxy=boxes,
    author=st.sampled_from(Author),
    made_at=st.text(max_size=8),
    origin=st.sampled_from(Origin),
)

fixes = st.builds(
    FrameFix,
    frame=frames,
    annotations=st.lists(annotations, max_size=4, unique_by=lambda box: box.id).map(tuple),
    denied=st.lists(st.builds(DeniedBox, kind=kinds, xyxy=boxes), max_size=2).map(tuple),
    accepted=st.booleans(),
)


def machine(
    frame: int, *boxes: tuple[ObjectClass, tuple[float, float, float, float]]
) -> Detections:
    """Return a machine's boxes of one frame, scores falling from 0.9."""
    return Detections.of(
        frame,
        [xyxy for _, xyxy in boxes],
        [0.9 - 0.1 * k for k in range(len(boxes))],
        [kind for kind, _ in boxes],
    )
