"""Datasets as other programs write them: every form gives the same kind of value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dataset_maker import write_picture

from core.dataset.dataset import Dataset
from core.dataset.labels import LabelledPicture
from core.dataset.reading import read_dataset


def only(dataset: Dataset, split: str = "train") -> LabelledPicture:
    """Return the one picture of a split."""
    (picture,) = dataset.split(split)
    return picture


def boxes_of(dataset: Dataset, picture: LabelledPicture) -> list[tuple[str, list[float], bool]]:
    """Return class name, corners (to a hundredth) and “ignored” of each box."""
    return [
        (dataset.classes[box.class_id], [round(v, 2) for v in box.xyxy], box.ignored)
        for box in picture.boxes()
    ]


def write_json(path: Path, raw: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw), encoding="utf-8")


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def coco(file_name: str, **annotation: object) -> dict[str, object]:
    row = {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 10, 20], **annotation}
    return {
        "images": [{"id": 7, "file_name": file_name, "width": 64, "height": 48}],
        "annotations": [row],
        "categories": [{"id": 3, "name": "sports ball"}],
    }


def test_cocos_own_archive(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "train2017" / "a.jpg")
    labels = tmp_path / "annotations"
    write_json(labels / "instances_train2017.json", coco("a.jpg"))
    write_json(labels / "person_keypoints_train2017.json", coco("a.jpg"))
    write_json(labels / "captions_train2017.json", {"images": [], "annotations": []})
    dataset = read_dataset(tmp_path)
    assert only(dataset).path == picture
    assert boxes_of(dataset, only(dataset)) == [("sports ball", [1, 2, 11, 22], False)]


def test_voc_in_cocos_form(tmp_path: Path) -> None:
    """As pascal_train2012.json: “ignore” for difficult objects, pictures in JPEGImages."""
    write_picture(tmp_path / "JPEGImages" / "2008_000001.jpg")
    for split, ignore in (("train", 1), ("val", 0)):
        path = tmp_path / "PASCAL_VOC" / f"pascal_{split}2012.json"
        write_json(path, coco("2008_000001.jpg", ignore=ignore, segmentation=[[1, 2, 3, 4]]))
    dataset = read_dataset(tmp_path / "PASCAL_VOC")
    assert only(dataset).path.is_file()
    assert [box.ignored for box in only(dataset).boxes()] == [True]
    assert [box.ignored for box in only(dataset, "val").boxes()] == [False]
    assert dataset.provenance.notes == ("Outlines are passed over: boxes count.",)


def test_roboflows_coco(tmp_path: Path) -> None:
    for folder in ("train", "valid"):
        write_picture(tmp_path / folder / "a.jpg")
        write_json(tmp_path / folder / "_annotations.coco.json", coco("a.jpg"))
    dataset = read_dataset(tmp_path)
    assert only(dataset).path == tmp_path / "train" / "a.jpg"
    assert only(dataset, "val").path == tmp_path / "valid" / "a.jpg"


def test_lvis_partial_labels_and_crowds(tmp_path: Path) -> None:
    raw = coco("a.jpg", iscrowd=1)
    raw["images"][0]["not_exhaustive_category_ids"] = [3, 99]  # type: ignore[index]
    write_json(tmp_path / "instances_train.json", raw)
    labels = only(read_dataset(tmp_path)).labels
    assert labels.not_exhaustive == {0}
    assert labels.ignored_xyxy.tolist() == [[1, 2, 11, 22]]
    assert len(labels.xyxy) == 0


@pytest.mark.parametrize("names", ["[ball, 'tennis racket']", "{0: ball, 1: tennis racket}"])
@pytest.mark.parametrize("train", ["images/train", "../images/train", "train.txt"])
def test_yolo_with_a_head(tmp_path: Path, names: str, train: str) -> None:
    write_picture(tmp_path / "images" / "train" / "a.png")
    write_text(tmp_path / "train.txt", "./images/train/a.png\n")
    write_text(tmp_path / "labels" / "train" / "a.txt", "1 0.5 0.5 0.25 0.5\n\n0 .1 .1 .1 .1 .9\n")
    write_text(tmp_path / "data.yaml", f"# made by hand\ntrain: {train}\nnc: 2\nnames: {names}\n")
    dataset = read_dataset(tmp_path)
    assert dataset.classes == ("ball", "tennis racket")
    assert boxes_of(dataset, only(dataset)) == [
        ("tennis racket", [24, 12, 40, 36], False),
        ("ball", [3.2, 2.4, 9.6, 7.2], False),
    ]


def test_yolo_poses_outlines_and_pictures_without_a_file(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write_picture(tmp_path / "images" / f"{name}.png")
    write_text(tmp_path / "labels" / "b.txt", "0 0.25 0.25 0.75 0.25 0.5 0.75\n")
    dataset = read_dataset(tmp_path)
    assert [len(each.labels.xyxy) for each in dataset.split("train")] == [0, 1, 0]
    assert boxes_of(dataset, dataset.split("train")[1]) == [("0", [16, 12, 48, 36], False)]
    assert dataset.provenance.notes == (
        "Outlines (1): read as their boxes.",
        "Pictures without a text file (2): nothing is in them.",
    )
    write_text(tmp_path / "data.yaml", "train: images\nkpt_shape: [1, 2]\nnames: [player]\n")
    write_text(tmp_path / "labels" / "b.txt", "0 0.5 0.5 0.5 0.5 0.9 0.9\n")
    posed = read_dataset(tmp_path)
    assert boxes_of(posed, posed.split("train")[1]) == [("player", [16, 12, 48, 36], False)]


VOC = """<annotation><filename>a.jpg</filename>
<size><width>64</width><height>48</height><depth>3</depth></size>
<object><name>person</name><truncated>1</truncated><difficult>0</difficult>
  <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>64</xmax><ymax>48</ymax></bndbox>
  <part><name>head</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>9</ymax>
  </bndbox></part></object>
<object><name>ball</name><difficult>1</difficult>
  <bndbox><xmin>10.5</xmin><ymin>11</ymin><xmax>20</xmax><ymax>21</ymax></bndbox></object>
</annotation>"""


def test_voc_counts_from_one_and_difficult_is_ignored(tmp_path: Path) -> None:
    write_picture(tmp_path / "JPEGImages" / "a.jpg")
    write_text(tmp_path / "Annotations" / "a.xml", VOC)
    write_text(tmp_path / "Annotations" / "b.xml", VOC)
    write_text(tmp_path / "ImageSets" / "Main" / "val.txt", "a\n")
    write_text(tmp_path / "ImageSets" / "Main" / "ball_val.txt", "a 1\n")
    dataset = read_dataset(tmp_path)
    assert len(dataset) == 1
    assert boxes_of(dataset, only(dataset, "val")) == [
        ("person", [0, 0, 64, 48], False),
        ("ball", [9.5, 10, 20, 21], True),
    ]


def test_voc_files_beside_their_pictures(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "test" / "renamed.png")
    write_text(tmp_path / "test" / "renamed.xml", VOC)
    assert only(read_dataset(tmp_path), "test").path == picture


def shape(kind: str, points: list[list[float]], **more: object) -> dict[str, object]:
    return {"label": "ball", "shape_type": kind, "points": points, **more}


def test_labelme_and_x_anylabeling(tmp_path: Path) -> None:
    picture = write_picture(tmp_path / "a.png")
    shapes = [
        shape("rectangle", [[30, 40], [10, 20]]),
        shape("rectangle", [[1, 2], [9, 2], [9, 8], [1, 8]], difficult=True, score=None),
        shape("polygon", [[5, 5], [9, 6], [7, 12]]),
        shape("circle", [[20, 20], [23, 24]]),
        shape("rotation", [[5, 1], [9, 5], [5, 9], [1, 5]], direction=0.7),
        shape("point", [[5, 5]]),
    ]
    raw = {"imagePath": "C:\\coach\\a.png", "imageWidth": 64, "imageHeight": 48, "shapes": shapes}
    write_json(tmp_path / "a.json", raw)
    dataset = read_dataset(tmp_path)
    assert only(dataset).path == picture
    assert boxes_of(dataset, only(dataset)) == [
        ("ball", [10, 20, 30, 40], False),
        ("ball", [5, 5, 9, 12], False),
        ("ball", [15, 15, 25, 25], False),
        ("ball", [1, 1, 9, 9], False),
        ("ball", [1, 2, 9, 8], True),
    ]
    assert dataset.provenance.notes == ("Shapes of the kind “point” (1): passed over.",)
    assert only(read_dataset(tmp_path / "a.json")).labels == only(dataset).labels


CVAT_IMAGES = """<annotations><version>1.1</version><meta><task><labels>
<label><name>player</name></label><label><name>ball</name></label></labels></task></meta>
<image id="0" name="a.png" subset="Validation" width="64" height="48">
<box label="ball" occluded="0" xtl="1.5" ytl="2" xbr="9" ybr="8" z_order="0"></box>
<polygon label="player" points="5,5;9,6;7,12"></polygon>
<ellipse label="ball" cx="20" cy="20" rx="5" ry="4"></ellipse>
<points label="ball" points="1,1"></points></image>
<image id="1" name="b.png" width="64" height="48"></image></annotations>"""


def test_cvat_for_images(tmp_path: Path) -> None:
    write_picture(tmp_path / "images" / "a.png")
    write_text(tmp_path / "annotations.xml", CVAT_IMAGES)
    dataset = read_dataset(tmp_path)
    assert dataset.classes == ("player", "ball")
    assert only(dataset, "val").path.is_file()
    assert boxes_of(dataset, only(dataset, "val")) == [
        ("ball", [1.5, 2, 9, 8], False),
        ("player", [5, 5, 9, 12], False),
        ("ball", [15, 16, 25, 24], False),
    ]
    assert len(only(dataset).labels.xyxy) == 0
    assert dataset.provenance.notes == ("Shapes of the kind “points” (1): passed over.",)


def keyframe(frame: int, x: float, outside: int = 0) -> str:
    return (
        f'<box frame="{frame}" keyframe="1" outside="{outside}" occluded="0"'
        f' xtl="{x}" ytl="4" xbr="{x + 8}" ybr="12"></box>'
    )


def test_cvat_tracks_go_straight_between_keyframes_and_end_where_they_are_outside(
    tmp_path: Path,
) -> None:
    track = keyframe(0, 0) + keyframe(4, 8) + keyframe(6, 8, 1) + keyframe(8, 30)
    write_text(
        tmp_path / "annotations.xml",
        "<annotations><meta><task><name>serve</name><start_frame>0</start_frame>"
        "<stop_frame>9</stop_frame><original_size><width>64</width><height>48</height>"
        f'</original_size></task></meta><track id="0" label="ball">{track}</track></annotations>',
    )
    for frame in range(10):
        write_picture(tmp_path / "images" / f"frame_{frame:06d}.png")
    dataset = read_dataset(tmp_path)
    pictures = dataset.split("train")
    left = {p.frame: [box[0] for box in p.labels.xyxy.tolist()] for p in pictures}
    assert left == {
        0: [0], 1: [2], 2: [4], 3: [6], 4: [8], 5: [8], 6: [], 7: [], 8: [30], 9: []
    }  # fmt: skip
    assert {picture.session for picture in pictures} == {"serve"}
    assert all(picture.path.is_file() for picture in pictures)


def test_the_shared_sets(shared_data: Path) -> None:
    pictures = read_dataset(shared_data / "pictures")
    assert {name: len(each) for name, each in pictures.splits.items()} == {
        "train": 1432,
        "val": 197,
    }
    assert sum(len(p.labels.class_id) for p in pictures.split("train")) == 2083 + 392 + 389 + 1899
    keypoints = read_dataset(shared_data / "keypoints")
    assert len(keypoints) == 97
    assert all(len(picture.labels.xyxy) == 1 for _, picture in keypoints.pictures())
