"""Whatever stands in a file: it is read, or refused in words; nothing else is raised."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from dataset_maker import dataset_of, picture_of, write_picture
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.dataset.class_names import with_classes
from core.dataset.converting import Form, write_dataset
from core.dataset.health import check_dataset
from core.dataset.labels import LabelledBox
from core.dataset.reading import read_dataset
from core.dataset.statistics import statistics_of
from core.errors import DatasetError

Json = Any  # whatever a file holds

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["../../..", "a\0b", "n" * 300, "1e999", "val", "0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
many = settings(max_examples=50, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def places_in(raw: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in parsed JSON."""
    rows = raw.items() if isinstance(raw, dict) else enumerate(raw if isinstance(raw, list) else [])
    return [path, *(each for key, inner in rows for each in places_in(inner, (*path, key)))]


def with_junk(raw: Json, place: tuple[Any, ...], value: object) -> Json:
    """Return the JSON with ``value`` at a place."""
    if not place:
        return value
    spoilt = copy.deepcopy(raw)
    at = spoilt
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return spoilt


COCO = {
    "images": [
        {
            "id": 1,
            "file_name": "a.png",
            "width": 64,
            "height": 48,
            "not_exhaustive_category_ids": [2],
            "session": "monday",
            "frame": 3,
        }
    ],
    "annotations": [
        {
            "id": 1,
            "image_id": 1,
            "category_id": 1,
            "bbox": [1, 2, 3, 4],
            "iscrowd": 0,
            "author": "c",
        }
    ],
    "categories": [{"id": 1, "name": "ball"}, {"id": 2, "name": "racket"}],
}
LABELME = {
    "imagePath": "a.png",
    "imageWidth": 64,
    "imageHeight": 48,
    "shapes": [{"label": "ball", "shape_type": "rectangle", "points": [[1, 2], [3, 4]]}],
}


def try_all(folder: Path) -> None:
    """Read strictly and patiently, and do with it what is done with datasets."""
    for strict in (True, False):
        try:
            dataset = read_dataset(folder, strict)
            statistics_of(dataset, (64, 32))
            check_dataset(dataset, (64, 32))
            with_classes(dataset)
        except DatasetError:
            continue


@pytest.mark.parametrize(("name", "raw"), [("instances_val.json", COCO), ("a.json", LABELME)])
@many
@given(st.data())
def test_junk_in_json(name: str, raw: Json, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(places_in(raw)))
    spoilt = with_junk(raw, place, data.draw(junk))
    with tempfile.TemporaryDirectory() as folder:
        write_picture(Path(folder) / "a.png")
        (Path(folder) / name).write_text(json.dumps(spoilt), encoding="utf-8")
        try_all(Path(folder))


@pytest.fixture(scope="module", params=list(Form))
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small dataset in each form."""
    place = tmp_path_factory.mktemp("written")
    boxes = [LabelledBox(2, (1, 2, 9, 9)), LabelledBox(1, (1, 2, 5, 5), ignored=True)]
    picture = picture_of(write_picture(place / "a.png"), boxes)
    dataset = dataset_of({"train": [picture], "val": [picture]})
    return write_dataset(dataset, place / "out", request.param).folder


@many
@given(st.data())
def test_bytes_turned_over_in_any_file(written: Path, data: st.DataObject) -> None:
    files = sorted(path for path in written.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    whole = path.read_bytes()
    at = data.draw(st.integers(0, max(0, len(whole) - 1)))
    other = data.draw(st.binary(max_size=6))
    try:
        path.write_bytes(whole[:at] + other + whole[at + data.draw(st.integers(0, 12)) :])
        try_all(written)
    finally:
        path.write_bytes(whole)
