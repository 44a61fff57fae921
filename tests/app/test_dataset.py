"""``sweetspot dataset``: what it prints, writes and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dataset_maker import dataset_of, picture_of, write_picture
from fixed_library import add_practice

from app import cli
from core.dataset.converting import Form, write_dataset
from core.dataset.labels import LabelledBox
from core.dataset.reading import read_dataset


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small dataset of ours, in COCO's form."""
    boxes = [LabelledBox(kind, (10, 10, 30 + kind, 40)) for kind in range(4)]
    pictures = [
        picture_of(write_picture(tmp_path / f"{n}.png", n), boxes, [2] if n == 1 else [])
        for n in range(3)
    ]
    dataset = dataset_of({"train": pictures[:2], "val": pictures[2:]})
    return write_dataset(dataset, tmp_path / "small", Form.COCO).folder


def test_check_says_what_is_wrong_and_whether_it_stops_a_training(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["dataset", "check", str(folder), "--size", "64x48"]) == 0
    assert "Nothing stops a training." in capsys.readouterr().out
    (folder / "images" / "0.png").unlink()
    assert cli.main(["dataset", "check", str(folder)]) == 1
    assert "! 1 picture cannot be read: 0.png is missing." in capsys.readouterr().out
    assert cli.main(["dataset", "check", str(folder), "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["severity"] == "stops training"
    assert rows[0]["pictures"] == [str(folder / "images" / "0.png")]


def test_summary_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dataset", "summary", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("3 pictures (train 2, val 1), in the form COCO")
    assert any(line.split()[:4] == ["ball", "3", "3", "2"] for line in lines)
    assert cli.main(["dataset", "summary", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["splits"] == {"train": 2, "val": 1}


def test_convert_says_what_is_lost(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "yolo"
    assert cli.main(["dataset", "convert", str(folder), str(out), "--to", "yolo"]) == 0
    said = capsys.readouterr().out
    assert "Pictures with labels for some objects only (1): the rest becomes background." in said
    assert (out / "data.yaml").is_file()
    assert cli.main(["dataset", "convert", str(folder), str(out), "--to", "voc"]) == 2
    assert "is not an empty folder" in capsys.readouterr().err


def test_classes_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = folder / "instances_train.json"
    head.write_text(head.read_text(encoding="utf-8").replace('"ball"', '"yellow thing"'), "utf-8")
    arguments = ["dataset", "summary", str(head), "--map", "yellow thing=ball"]
    assert cli.main(arguments) == 0
    assert "“yellow thing” is read as ball." in capsys.readouterr().out
    assert cli.main([*arguments[:-1], "nothing"]) == 2
    assert "A name of a class is missing." in capsys.readouterr().err
    assert cli.main(["dataset", "summary", str(head), "--size", "big"]) == 2


def test_build_and_snapshot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "library"
    (library / "videos").mkdir(parents=True)
    build = ["dataset", "build", "--library", str(library)]
    assert cli.main(build) == 2
    assert "There is no fixed frame" in capsys.readouterr().err
    add_practice(library, "Forehands", (1, 5))
    assert cli.main(build) == 0
    assert "practices: 2 pictures (train 2, val 0)" in capsys.readouterr().out
    made = str(library / "datasets" / "practices")
    freeze = ["dataset", "snapshot", made, str(tmp_path / "frozen")]
    assert cli.main(freeze) == 0
    (name,) = capsys.readouterr().out.split()
    assert len(read_dataset(Path(name))) == 2
    assert cli.main(freeze) == 0
    assert capsys.readouterr().out.split() == [name]
