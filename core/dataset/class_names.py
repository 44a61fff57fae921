"""How the classes of foreign datasets become ours: by name, with the synonyms in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from core.dataset.dataset import Dataset, in_order
from core.dataset.labels import renumbered
from core.detections.detections import ObjectClass
from core.errors import DatasetError

OUR_CLASSES = tuple(kind.label for kind in ObjectClass)

SYNONYMS: Mapping[str, str] = {
    "person": "player",
    "people": "player",
    "tennis player": "player",
    "tennis racket": "racket",
    "tennis racquet": "racket",
    "racquet": "racket",
    "sports ball": "ball",
    "tennis ball": "ball",
    "racket head": "racket_head",
    "racquet head": "racket_head",
    "racquet_head": "racket_head",
}
"""Other datasets' names (COCO's, Roboflow's) for our classes; case and - _ do not matter."""


@dataclass(frozen=True)
class ClassMapping:
    """What became of each class: ``taken`` by its name there, ``dropped`` with its boxes' count.

    ``absent`` are wanted classes of which the dataset knows nothing: none of its pictures may
    be taken for background of them.
    """

    taken: Mapping[str, str]
    dropped: Mapping[str, int]
    absent: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The mapping in words, one sentence for each thing that was not simply taken."""
        renamed = [f"“{old}” is read as {new}." for old, new in self.taken.items() if old != new]
        dropped = [f"“{name}” is left out (boxes: {n})." for name, n in self.dropped.items()]
        absent = [
            f"Nothing is labelled as {name}: its pictures say nothing about that class."
            for name in self.absent
        ]
        return (*renamed, *dropped, *absent)


def our_name(name: str, extra: Mapping[str, str] | None = None) -> str:
    """Return the name a class has with us, or the name itself; ``extra`` goes before the table."""
    table = {_plain(old): new for old, new in {**SYNONYMS, **(extra or {})}.items()}
    table |= {_plain(ours): ours for ours in OUR_CLASSES if _plain(ours) not in table}
    return table.get(_plain(name), name)


def with_classes(
    dataset: Dataset,
    wanted: Iterable[str] = OUR_CLASSES,
    extra: Mapping[str, str] | None = None,
) -> tuple[Dataset, ClassMapping]:
    """Return the dataset with exactly the classes ``wanted``, and what became of its own.

    Boxes of other classes are left out. A wanted class that the dataset does not have becomes
    not exhaustive in every picture. Raises ``DatasetError`` when no class is left.
    """
    names = tuple(wanted)
    taken = {
        name: name if name in names else our_name(name, extra)
        for name in dataset.classes
        if name in names or our_name(name, extra) in names
    }
    if dataset.classes and not taken:
        raise DatasetError(
            f"None of the classes in “{dataset.name}” is one of {', '.join(names)}.",
            f"It has {', '.join(dataset.classes)}. Say which is which, as in “{names[0]}”.",
        )
    number = {
        old: names.index(taken[name]) for old, name in enumerate(dataset.classes) if name in taken
    }
    absent = tuple(name for name in names if name not in taken.values())
    unknown = {names.index(name) for name in absent}
    counts = dict.fromkeys((name for name in dataset.classes if name not in taken), 0)
    for _, picture in dataset.pictures():
        for kind in picture.labels.all_class_id.tolist():
            if kind not in number:
                counts[dataset.classes[kind]] += 1
    splits = {
        name: tuple(renumbered(picture, number, unknown) for picture in pictures)
        for name, pictures in dataset.splits.items()
    }
    mapping = ClassMapping(taken, counts, absent)
    mapped = replace(dataset, classes=names, splits=in_order(splits))
    return mapped.with_notes(*mapping.sentences), mapping


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())
