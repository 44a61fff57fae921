"""Making and renewing our own datasets: fixed frames become COCO JSON and pictures in a folder."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.dataset.annotation import FrameFix
from core.dataset.class_names import OUR_CLASSES
from core.dataset.coco_writer import coco_bytes
from core.dataset.commit import commit_files, finish_commit
from core.dataset.dataset import TRAIN, VAL, Dataset, Provenance
from core.dataset.finding import counted
from core.dataset.frame_pictures import PictureForm, sweep_pictures, take_pictures
from core.dataset.labels import BoxHistory, LabelledBox, LabelledPicture, history_of, labels_of
from core.dataset.source_frame import SourceFrame
from core.dataset.splits import assign_splits
from core.errors import DatasetError
from core.json_value import value_of
from core.process_lock import held
from core.progress import NoProgress, Progress

MANIFEST = "dataset.json"
LOCK = ".building"
FORM = "Sweetspot"
VERSION = 1


@dataclass(frozen=True)
class BuildRequest:
    """What a dataset is made of.

    ``splits`` is the person's choice for some sessions; the others keep theirs, or get one
    (``core.dataset.splits``). ``frames_before`` keeps the frame before each as a picture, too,
    for nets with a memory.
    """

    frames: tuple[SourceFrame, ...]
    splits: Mapping[str, str] = field(default_factory=dict)
    pictures: PictureForm = PictureForm.JPEG
    frames_before: bool = False


@dataclass(frozen=True)
class Built:
    """The dataset as it is now, how many pictures were taken anew, and in words what is not in."""

    dataset: Dataset
    n_taken: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What stands in ``dataset.json``: the split of each session, past ones included."""

    version: int
    splits: Mapping[str, str]


def build_dataset(folder: Path, request: BuildRequest, progress: Progress | None = None) -> Built:
    """Write the dataset of exactly these frames into ``folder``, a new one or one of ours.

    Frames about which only denials are known teach nothing and are left out. Pictures come
    first, the labels last and all at once: an interrupted build leaves the former dataset, and
    the next one goes on. Raises ``DatasetError``, ``FileError``, ``LockedError`` while another
    program builds it, and ``Cancelled``.
    """
    wanted = [each for each in request.frames if each.fix.annotations or each.fix.accepted]
    if not wanted:
        raise DatasetError(
            "There is no fixed frame to build a dataset of.",
            "Put boxes right in a practice, or accept frames that are right as they are.",
        )
    read_manifest(folder)  # before anything is written into a folder of another kind
    with held(folder / LOCK, "This dataset is being built"):
        return _build(folder, wanted, request, progress or NoProgress())


def _build(
    folder: Path, wanted: list[SourceFrame], request: BuildRequest, progress: Progress
) -> Built:
    manifest = read_manifest(folder)
    before = _frames_before(wanted) if request.frames_before else {}
    every = dict.fromkeys((*wanted, *before.values()))
    taken = take_pictures(every, folder, request.pictures, progress)
    frames = [each for each in wanted if each in taken.sizes]
    splits = assign_splits((each.session for each in frames), manifest.splits, request.splits)
    places = {frame: taken.sizes[each][0] for frame, each in before.items() if each in taken.sizes}
    dataset = _dataset(folder, frames, taken.sizes, splits, places)
    remembered = Manifest(VERSION, {**manifest.splits, **splits})
    texts = {
        f"instances_{split}.json": coco_bytes(dataset, split, folder).decode()
        for split in dataset.splits
    }
    commit_files(folder, {**texts, MANIFEST: _text(remembered)})
    sweep_pictures(folder, taken.sizes)
    left_out = list(taken.left_out)
    if silent := len(request.frames) - len(wanted):
        left_out.append(f"{counted(silent, 'frame')} left out: nothing is said of what is there.")
    return Built(dataset, taken.n_decoded, tuple(left_out))


def read_manifest(folder: Path) -> Manifest:
    """Return what is known of a dataset of ours; nothing where there is none yet.

    Raises ``DatasetError`` for a folder of another kind, a damaged file or a newer version.
    """
    finish_commit(folder)
    path = folder / MANIFEST
    if not path.is_file():
        others = {p.name for p in folder.iterdir()} - {"images"} if folder.is_dir() else set()
        if any(not name.startswith(".") for name in others):
            raise DatasetError(f"“{folder}” is no dataset of ours.", "Choose a new folder.")
        return Manifest(VERSION, {})
    try:
        manifest = value_of(Manifest, json.loads(path.read_bytes()), MANIFEST)
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"“{path}” cannot be read ({error}).", "Move the folder away and build anew."
        ) from error
    if manifest.version > VERSION:
        raise DatasetError(
            f"“{folder.name}” was written by a newer Sweetspot.", "Update this program first."
        )
    return manifest


def _dataset(
    folder: Path,
    frames: Iterable[SourceFrame],
    sizes: Mapping[SourceFrame, tuple[Path, int, int]],
    splits: Mapping[str, str],
    before: Mapping[SourceFrame, Path],
) -> Dataset:
    pictures: dict[str, list[LabelledPicture]] = defaultdict(list, {TRAIN: [], VAL: []})
    for frame in sorted(frames, key=lambda each: (each.session, each.frame)):
        into = pictures[splits[frame.session]]
        picture = _picture(len(into) + 1, frame, *sizes[frame])
        into.append(replace(picture, previous=before.get(frame)))
    done = {split: tuple(each) for split, each in pictures.items()}
    return Dataset(folder.name, OUR_CLASSES, done, Provenance(FORM, folder))


def _frames_before(frames: Iterable[SourceFrame]) -> dict[SourceFrame, SourceFrame]:
    """Return the frame before each, the fixed one where that is fixed, too."""
    fixed = {(each.session, each.frame): each for each in frames}
    return {
        each: fixed.get((session, number - 1)) or replace(each, fix=FrameFix(number - 1))
        for (session, number), each in fixed.items()
        if number > 0
    }


def _picture(
    number: int, frame: SourceFrame, path: Path, width: int, height: int
) -> LabelledPicture:
    boxes = [
        LabelledBox(
            OUR_CLASSES.index(box.kind.label),
            box.xyxy,
            history=BoxHistory(box.author, box.made_at, box.origin),
        )
        for box in frame.fix.annotations
    ]
    unknown = () if frame.fix.accepted else range(len(OUR_CLASSES))
    labels = labels_of(boxes, unknown)
    return LabelledPicture(
        number, path, width, height, labels, frame.session, frame.frame, "", history_of(boxes)
    )


def _text(manifest: Manifest) -> str:
    splits = dict(sorted(manifest.splits.items()))
    return json.dumps({"version": manifest.version, "splits": splits}, indent=1) + "\n"
