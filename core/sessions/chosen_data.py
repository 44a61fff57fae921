"""The data of a training as a coach chose them: taken from the library's fixes and frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.dataset.dataset import TRAIN, VAL, Dataset
from core.dataset.labels import LabelledPicture
from core.dataset.snapshots import SNAPSHOTS, Snapshot, take_snapshot
from core.errors import TrainingError
from core.progress import NoProgress, Progress
from core.sessions.cards import SessionCard
from core.sessions.fixed_dataset import DATASETS, renew_dataset
from core.sessions.store import SessionStore
from core.training.choice import DataChoice, Pick

HELD_OUT = 5
"""One picture in so many judges, where no whole practice does: the last ones of each practice."""
_FEWEST = 10
"""Of one practice: of fewer, none can be spared for judging."""
_LATER = "No other practice judges it: the last fixed frames of each one do, and are not learned."


@dataclass(frozen=True)
class ChosenData:
    """The frozen dataset, and in words what a coach should know of it."""

    snapshot: Snapshot
    notes: tuple[str, ...] = ()


def freeze_choice(
    store: SessionStore, choice: DataChoice, progress: Progress | None = None
) -> ChosenData:
    """Renew the library's dataset, take the chosen part of it and freeze that.

    Raises ``TrainingError`` where nothing is fixed in it, ``DatasetError``, ``FileError`` and
    ``Cancelled``; nothing has then changed.
    """
    watch = progress or NoProgress()
    fixed = renew_dataset(store, watch)
    part = part_of(fixed.dataset, sessions_of(store, choice))
    if not len(part):
        where = "" if choice.pick is Pick.EVERYTHING else " there"
        raise TrainingError(
            f"Nothing is fixed{where} yet, so there is nothing to learn from.",
            "Open a practice, press C, and put the boxes of a few dozen frames right.",
        )
    judged = judgeable(part)
    notes = (_LATER,) if judged is not part and judged.split(VAL) else ()
    snapshot = take_snapshot(judged, store.root / DATASETS / SNAPSHOTS, watch)
    return ChosenData(snapshot, (*fixed.left_out, *notes))


def sessions_of(store: SessionStore, choice: DataChoice) -> frozenset[str] | None:
    """Return the ids of the chosen practices, None for all of them."""
    if choice.pick is Pick.SESSIONS:
        return frozenset(choice.sessions)
    if choice.pick is Pick.COURT:
        cards = (card for card in store.list() if isinstance(card, SessionCard))
        return frozenset(card.id for card in cards if card.court == choice.court)
    return None


def part_of(dataset: Dataset, sessions: frozenset[str] | None) -> Dataset:
    """Return the pictures of these sessions in the splits they have; all of them for None."""
    if sessions is None:
        return dataset
    return replace(
        dataset,
        splits={
            name: tuple(each for each in pictures if each.session in sessions)
            for name, pictures in dataset.splits.items()
        },
    )


def judgeable(dataset: Dataset) -> Dataset:
    """Return a dataset that has both something to learn from and something to judge by.

    Where a whole practice judges and others train it is returned as it is. Else the last fifth
    of each practice's frames judges: what comes later on that court, not neighbours of what was
    learned. Practices with fewer than ten frames only teach.
    """
    if dataset.split(TRAIN) and dataset.split(VAL):
        return dataset
    by_session: dict[str, list[LabelledPicture]] = defaultdict(list)
    for _, picture in dataset.pictures():
        by_session[picture.session].append(picture)
    train: list[LabelledPicture] = []
    val: list[LabelledPicture] = []
    for _, pictures in sorted(by_session.items()):
        ordered = sorted(pictures, key=lambda each: each.frame or 0)
        judging = len(ordered) // HELD_OUT if len(ordered) >= _FEWEST else 0
        train += ordered[: len(ordered) - judging]
        val += ordered[len(ordered) - judging :]
    return replace(dataset, splits={TRAIN: _numbered(train), VAL: _numbered(val)})


def _numbered(pictures: Iterable[LabelledPicture]) -> tuple[LabelledPicture, ...]:
    return tuple(replace(each, image_id=number) for number, each in enumerate(pictures, 1))
