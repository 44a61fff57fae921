"""What does not fit is named by file and place, and never hides the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dataset_maker import write_picture

from core.dataset.reading import read_dataset
from core.errors import DatasetError


def coco_rows() -> dict[str, Any]:
    """Return two sound pictures with a ball each."""
    return {
        "images": [{"id": n, "file_name": f"{n}.png", "width": 64, "height": 48} for n in (1, 2)],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [1, 2, 3, 4]} for n in (1, 2)
        ],
        "categories": [{"id": 1, "name": "ball"}],
    }


def spoil(part: str, field: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(rows: dict[str, Any]) -> None:
        rows[part][1][field] = value

    return change


def drop(part: str, field: str) -> Callable[[dict[str, Any]], None]:
    def change(rows: dict[str, Any]) -> None:
        del rows[part][1][field]

    return change


SPOILT = [
    (spoil("annotations", "bbox", [1, 2, 3]), "annotations[1] bbox: it is not a list of 4 numbers"),
    (spoil("annotations", "bbox", [1, 2, float("nan"), 4]), "annotations[1] bbox: it is not"),
    (spoil("annotations", "category_id", 9), "annotations[1] category_id: there is no category"),
    (spoil("annotations", "image_id", 9), "annotations[1] image_id: there is no picture"),
    (drop("annotations", "bbox"), "annotations[1] bbox: it is missing"),
    (drop("images", "file_name"), "images[1] file_name: it is missing"),
    (spoil("images", "width", -3), "images[1] width: it is no size"),
    (spoil("images", "width", "wide"), "images[1] width: it is no size"),
    (spoil("images", "id", 1), "images[1] id: 1 is the id of another picture, too"),
    (spoil("images", "id", [2]), "images[1] id: it is no id"),
    (lambda rows: rows["annotations"].append(5), "annotations[2]: it is not an object"),
]


@pytest.mark.parametrize(("change", "sentence"), SPOILT)
def test_a_bad_row_is_named_and_the_others_are_read(
    change: Callable[[dict[str, Any]], None], sentence: str, tmp_path: Path
) -> None:
    rows = coco_rows()
    change(rows)
    (tmp_path / "instances_train.json").write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        read_dataset(tmp_path)
    assert f"“instances_train.json”, {sentence}" in caught.value.message
    patient = read_dataset(tmp_path, strict=False)
    assert any(sentence in each.sentence for each in patient.malformed)
    first = patient.split("train")[0]
    assert first.path.name == "1.png"
    assert first.labels.xyxy.tolist() == [[1, 2, 4, 6]]


def test_a_broken_file_tells_the_line(tmp_path: Path) -> None:
    text = json.dumps(coco_rows(), indent=1)
    lines = text.splitlines()
    lines[11] = lines[11].replace(":", "")
    (tmp_path / "instances_train.json").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"“instances_train\.json”, line 12: it is not JSON"):
        read_dataset(tmp_path)


YOLO_LINES = [
    ("0 0.5 0.5", "3 numbers are no box"),
    ("0 0.5 0.5 x 0.1", "there is something but numbers"),
    ("0 0.5 0.5 nan 0.1", "there is something but numbers"),
    ("4 0.5 0.5 0.1 0.1", "there is no class with the number 4"),
]


@pytest.mark.parametrize(("line", "what"), YOLO_LINES)
def test_a_bad_line_of_yolo(line: str, what: str, tmp_path: Path) -> None:
    write_picture(tmp_path / "images" / "a.png")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.txt").write_text(f"0 .5 .5 .1 .1\n{line}\n", encoding="utf-8")
    (tmp_path / "data.yaml").write_text("train: images\nnames: [ball]\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=rf"“a\.txt”, line 2: {what}"):
        read_dataset(tmp_path)
    assert len(read_dataset(tmp_path, strict=False).split("train")[0].labels.xyxy) == 1


def test_a_bad_head_of_yolo(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("train: images\nnames: [ball\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"“data\.yaml”, line \d: it is not YAML"):
        read_dataset(tmp_path)
    (tmp_path / "data.yaml").write_text("train: nowhere\nnames: [ball]\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="there is no “nowhere”"):
        read_dataset(tmp_path)


XML = "<annotation><size><width>64</width><height>48</height></size>{}</annotation>"
BAD_XML = [
    ("<object><name>ball</name></object>", r"object 1 \(ball\) bndbox/xmin: it is no number"),
    ("<object><bndbox/></object>", "object 1: it has no name"),
    ("<object>\n<name>ball</nam>", "line 2: it is not well-formed XML"),
]


@pytest.mark.parametrize(("inside", "what"), BAD_XML)
def test_bad_xml_of_voc(inside: str, what: str, tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png")
    (tmp_path / "a.xml").write_text(XML.format(inside), encoding="utf-8")
    with pytest.raises(DatasetError, match=f"“a.xml”, {what}"):
        read_dataset(tmp_path)


def test_xml_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]>' + XML.format("&c;")
    (tmp_path / "a.xml").write_text(bomb, encoding="utf-8")
    with pytest.raises(DatasetError, match="it defines entities"):
        read_dataset(tmp_path)


def test_bad_shapes_of_labelme(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png")
    shapes = [
        {"label": "ball", "shape_type": "rectangle", "points": [[1, 2]]},
        {"label": "ball", "shape_type": "cube", "points": [[1, 2], [3, 4]]},
        {"label": "ball", "shape_type": "rectangle", "points": [[1, 2], [3, 4]]},
    ]
    raw = {"imagePath": "a.png", "shapes": shapes}
    (tmp_path / "a.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"shapes\[0\] points"):
        read_dataset(tmp_path)
    patient = read_dataset(tmp_path, strict=False)
    assert len(patient.malformed) == 2
    assert patient.split("train")[0].labels.xyxy.tolist() == [[1, 2, 3, 4]]


def test_what_is_no_dataset_says_which_forms_there_are(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Known forms: COCO JSON, YOLO, Pascal VOC"):
        read_dataset(tmp_path)
    with pytest.raises(DatasetError, match="There is no"):
        read_dataset(tmp_path / "nowhere")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear coach", encoding="utf-8")
    with pytest.raises(DatasetError, match="no dataset that can be read"):
        read_dataset(letter)
