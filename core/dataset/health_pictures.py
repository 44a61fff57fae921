"""Checks that need the pictures: unreadable ones, wrong sizes, twins, and leaks between splits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.dataset.dataset import TRAIN, Dataset
from core.dataset.finding import Finding, counted, look, stops
from core.dataset.labels import LabelledPicture
from core.dataset.picture_facts import Look, PictureFacts, differing_bits

NEAR_BITS = 10
"""Of 256. Neighbouring frames of one fixed camera differ by less; two courts by 20 or more (seen
on 1 600 pictures of practice and broadcast)."""
_ROWS = 512
_NAMED = 3

Facts = Mapping[Path, PictureFacts]


def picture_findings(dataset: Dataset, facts: Facts) -> Iterator[Finding]:
    """Yield what the files show."""
    yield from _file_findings(dataset, facts)
    yield from _twin_findings(dataset, facts)
    yield from _leak_findings(dataset, facts)


def _file_findings(dataset: Dataset, facts: Facts) -> Iterator[Finding]:
    pictures = [picture for _, picture in dataset.pictures()]
    bad = [facts[path] for path in dict.fromkeys(dataset.files()) if facts[path].trouble]
    if bad:
        named = ", ".join(f"{each.path.name} {each.trouble}" for each in bad[:_NAMED])
        more = " …" if len(bad) > _NAMED else ""
        text = f"{counted(len(bad), 'picture')} cannot be read: {named}{more}."
        way = "Put the files back, or take their lines out of the labels."
        yield stops("unreadable picture", text, way, tuple(each.path for each in bad))
    good = [p for p in pictures if not facts[p.path].trouble]
    wrong = [p for p in good if facts[p.path].size != (p.width, p.height)]
    lying = [p for p in wrong if facts[p.path].turned]
    if lying:
        text = (
            f"{counted(len(lying), 'picture', 'is', 'are')} turned by a mark of the camera"
            " (EXIF), but labelled at another size, perhaps lying on its side."
        )
        way = "Turn the pictures themselves, then label them again."
        yield stops("turned picture", text, way, tuple(p.path for p in lying))
    other = [p for p in wrong if not facts[p.path].turned]
    if other:
        first = other[0]
        size = "x".join(map(str, facts[first.path].size))
        text = (
            f"{counted(len(other), 'picture', 'has', 'have')} another size than the labels say:"
            f" {first.path.name} is {size}, not {first.width}x{first.height}."
        )
        way = "Their boxes would be in the wrong place. Use the pictures that were labelled."
        yield stops("wrong size", text, way, tuple(p.path for p in other))
    unlike = [
        p.path
        for p in good
        if p.previous is not None
        and not facts[p.previous].trouble
        and facts[p.previous].size != facts[p.path].size
    ]
    if unlike:
        have = counted(len(unlike), "picture", "has", "have")
        text = f"{have} a frame before of another size."
        yield stops("wrong frame before", text, "Take both from the same video.", tuple(unlike))
    upright = {p.path for p in good} - {p.path for p in lying}
    turned = sorted(path for path in upright if facts[path].turned)
    if turned:
        are = counted(len(turned), "picture", "is", "are")
        text = f"{are} turned by a mark of the camera (EXIF)."
        way = "We read them upright. Other programs may not: convert writes them upright."
        yield look("EXIF mark", text, way, tuple(turned))


def _twin_findings(dataset: Dataset, facts: Facts) -> Iterator[Finding]:
    """Equal files in one split; those in two are leaks."""
    by_content: dict[tuple[str, str], list[LabelledPicture]] = defaultdict(list)
    for split, picture in dataset.pictures():
        if facts[picture.path].sha256:
            by_content[split, facts[picture.path].sha256].append(picture)
    twins = [each for each in by_content.values() if len(each) > 1]
    if twins:
        n = sum(len(each) - 1 for each in twins)
        text = f"{counted(n, 'picture', 'is', 'are')} in the same split twice."
        differ = sum(any(p.labels != each[0].labels for p in each) for each in twins)
        if differ:
            text += f" The boxes differ in {differ} of them."
        paths = tuple(p.path for each in twins for p in each)
        yield look("picture twice", text, "Keep the one with the right boxes.", paths)


def _leak_findings(dataset: Dataset, facts: Facts) -> Iterator[Finding]:
    """What is in the training pictures and in others, too, so that the figures are too good."""
    way = "Let whole practices judge where you can: these figures are kinder than they should be."
    train = dataset.split(TRAIN)
    for split in (name for name in dataset.splits if name != TRAIN):
        others = dataset.split(split)
        trained = {facts[p.path].sha256 for p in train} - {""}
        equal = [p for p in others if facts[p.path].sha256 in trained]
        if equal:
            text = f"{counted(len(equal), 'picture')} of {split} can be found in train, too."
            yield look("same picture in two splits", text, way, tuple(p.path for p in equal))
        rest = [p for p in others if facts[p.path].sha256 not in trained]
        near = _near(rest, train, facts)
        if near:
            share = len(near) / len(others)
            text = (
                f"{share:.0%} of the pictures of {split} ({len(near)}) look almost the same as"
                " one in train: frames of one scene, it seems."
            )
            pairs = tuple(path for pair in near for path in pair)
            yield look("near-same picture in two splits", text, way, pairs)
        yield from _shared(split, others, train, way)


def _shared(
    split: str,
    others: tuple[LabelledPicture, ...],
    train: tuple[LabelledPicture, ...],
    way: str,
) -> Iterator[Finding]:
    sessions = {p.session for p in train} & {p.session for p in others} - {""}
    if sessions:
        have = counted(len(sessions), "practice", "has", "have")
        text = f"{have} frames that teach and frames that judge ({split})."
        where = tuple(p.path for p in others if p.session in sessions)
        yield look("same practice in two splits", text, way, where)
    sources = {p.source for p in train if not p.session} & {
        p.source for p in others if not p.session
    } - {""}
    if sources:
        named = ", ".join(f"“{each}”" for each in sorted(sources)[:_NAMED])
        text = f"Pictures of one source are in train and in {split}: {named}."
        where = tuple(p.path for p in others if p.source in sources)
        yield look("same source in two splits", text, "See whether it is one recording.", where)


def _near(
    others: list[LabelledPicture], train: tuple[LabelledPicture, ...], facts: Facts
) -> list[tuple[Path, Path]]:
    """Return (path, the training picture most like it) of those that look almost the same."""
    known = [(p.path, seen) for p in train if (seen := facts[p.path].look) is not None]
    found = []
    asked: list[tuple[Path, Look]] = [
        (p.path, seen) for p in others if (seen := facts[p.path].look) is not None
    ]
    for start in range(0, len(asked) if known else 0, _ROWS):
        rows = asked[start : start + _ROWS]
        bits = differing_bits([seen for _, seen in rows], [seen for _, seen in known])
        best = bits.argmin(axis=1)
        for row, column in enumerate(best.tolist()):
            if bits[row, column] <= NEAR_BITS:
                found.append((rows[row][0], known[column][0]))
    return found
