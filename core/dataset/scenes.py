"""Splitting a foreign dataset anew, so that no scene is in two splits: the way out of a leak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.dataset.dataset import TRAIN, VAL, Dataset
from core.dataset.labels import LabelledPicture
from core.dataset.picture_facts import PictureFacts, differing_bits
from core.dataset.splits import VAL_SHARE, share_of

SCENE_BITS = 22
"""Of 256. Pictures that differ by no more are of one scene, and so are those they lead to. On
1 600 pictures of practice and broadcast it joins the moments of one court, and from 30 on also
courts that have nothing to do with each other."""
_ROWS = 512


def split_by_scene(
    dataset: Dataset, facts: Mapping[Path, PictureFacts], val_share: float = VAL_SHARE
) -> Dataset:
    """Return the dataset with train and val split by scene; ``facts`` tell how pictures look.

    Pictures of one session are one scene, too. Whole scenes go to val, in the order of a hash,
    as long as they fit into its share of the pictures: the same pictures split the same way.
    """
    pictures = [picture for _, picture in dataset.pictures()]
    names = [facts[picture.path].sha256 or str(picture.path) for picture in pictures]
    scenes = scenes_of(pictures, facts)
    scenes.sort(key=lambda scene: share_of(min(names[place] for place in scene)))
    room, judging = val_share * len(pictures), set[int]()
    for scene in scenes:
        if len(judging) + len(scene) <= room and len(scenes) > 1:
            judging.update(scene)
    splits = {
        name: _numbered(p for place, p in enumerate(pictures) if (place in judging) is judges)
        for name, judges in ((TRAIN, False), (VAL, True))
    }
    note = f"Split anew into {len(scenes)} scenes, {len(judging)} pictures of them to judge by."
    return replace(dataset, splits=splits).with_notes(note)


def scenes_of(
    pictures: list[LabelledPicture], facts: Mapping[Path, PictureFacts]
) -> list[list[int]]:
    """Return the places of the pictures of each scene."""
    groups = _Groups(len(pictures))
    sessions: dict[str, int] = {}
    for place, picture in enumerate(pictures):
        if picture.session:
            groups.join(place, sessions.setdefault(picture.session, place))
    seen = [
        (place, look)
        for place, picture in enumerate(pictures)
        if (look := facts[picture.path].look) is not None
    ]
    looks = [look for _, look in seen]
    for start in range(0, len(seen), _ROWS):
        bits = differing_bits(looks[start : start + _ROWS], looks)
        for row, column in np.argwhere(bits <= SCENE_BITS).tolist():
            groups.join(seen[start + row][0], seen[column][0])
    return groups.listed()


class _Groups:
    """Disjoint sets of numbers (R. E. Tarjan, 1975)."""

    def __init__(self, n: int) -> None:
        self._above = list(range(n))

    def join(self, a: int, b: int) -> None:
        self._above[self._top(a)] = self._top(b)

    def listed(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for each in range(len(self._above)):
            found[self._top(each)].append(each)
        return list(found.values())

    def _top(self, each: int) -> int:
        while self._above[each] != each:
            self._above[each] = self._above[self._above[each]]
            each = self._above[each]
        return each


def _numbered(pictures: Iterable[LabelledPicture]) -> tuple[LabelledPicture, ...]:
    return tuple(replace(picture, image_id=number) for number, picture in enumerate(pictures, 1))
