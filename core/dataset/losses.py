"""Saying what a form of datasets cannot hold."""

from __future__ import annotations

from core.dataset.dataset import Dataset


def lost_in(dataset: Dataset, *, ignored: bool = False, session: bool = False) -> tuple[str, ...]:
    """Return in words what of ``dataset`` a form loses that has boxes, sizes and splits only.

    ``ignored`` and ``session`` say that the form keeps ignored regions, or sessions' names.
    """
    pictures = [picture for _, picture in dataset.pictures()]
    n_ignored = sum(len(picture.labels.ignored_xyxy) for picture in pictures)
    partial = sum(bool(picture.labels.not_exhaustive) for picture in pictures)
    sessions = sum(bool(picture.session) for picture in pictures)
    origin = sum(picture.frame is not None or bool(picture.source) for picture in pictures)
    history = sum(bool(picture.history) for picture in pictures)
    lost = (
        (0 if ignored else n_ignored, "Ignored regions", "they become background"),
        (partial, "Pictures with labels for some objects only", "the rest becomes background"),
        (0 if session else sessions, "Pictures that name their session", "it is lost"),
        (origin, "Pictures that name their frame or source", "it is lost"),
        (history, "Pictures that tell who drew their boxes, when and how", "it is lost"),
    )
    return tuple(f"{what} ({n}): {fate}." for n, what, fate in lost if n)
