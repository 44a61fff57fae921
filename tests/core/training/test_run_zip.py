"""A run as one file: out and in again, repeated, and refused when it is not what it says."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from run_maker import make_run
from toy_dataset import draw_toy_dataset

from core import process_lock
from core.dataset.reading import read_dataset
from core.dataset.snapshots import take_snapshot
from core.errors import FileError, LockedError, TrainingError
from core.training import run_folder
from core.training.portable import is_portable
from core.training.repeating import again
from core.training.request import FILE_NAME, TrainRequest, read_request
from core.training.run_record import LOCK, RunState, read_run
from core.training.run_zip import CONTENTS, export_run, import_run, read_contents

Rewrite = Callable[[dict[str, bytes]], None]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a run on a frozen dataset that began from a detector's weights and has learned."""
    data = tmp_path / "pictures"
    data.mkdir()
    frozen = take_snapshot(read_dataset(draw_toy_dataset(data, 3)), tmp_path / "snapshots").folder
    detector = tmp_path / "detector"
    detector.mkdir()
    (detector / "weights.pt").write_bytes(b"weights")
    folder = make_run(
        tmp_path / "library" / "runs" / "tuned", message=f"in {tmp_path}/x", pictures=1
    )
    request = TrainRequest(str(frozen), str(folder), None, {"start_from": str(detector), "lr": 0.5})
    run_folder.write_request(folder, request)
    config = json.loads((folder / "config.json").read_bytes())
    config |= {"dataset": str(frozen), "run_dir": str(folder), "start_from": str(detector)}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "last.pt").write_bytes(b"last" * 1000)
    (folder / "best.pt").write_bytes(b"best" * 1000)
    return folder


def test_out_and_in_again_on_another_computer(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    export_run(run, path)
    there = import_run(path, tmp_path / "elsewhere" / "runs")
    before, after = read_run(run), read_run(there)
    assert there.name == run.name
    assert after.request is not None
    assert before.request is not None
    assert Path(after.request.dataset) == there / "data"
    assert Path(after.request.settings["start_from"]) == there / "start" / "weights.pt"
    assert after.request.settings["lr"] == before.request.settings["lr"]
    assert (after.progress, after.evaluations) == (before.progress, before.evaluations)
    assert [each.name for each in after.samples] == [each.name for each in before.samples]
    for name in ("last.pt", "best.pt", "metrics.jsonl"):
        assert (there / name).read_bytes() == (run / name).read_bytes()
    pictures = [p.path.read_bytes() for _, p in read_dataset(there / "data").pictures()]
    assert pictures == [
        p.path.read_bytes() for _, p in read_dataset(Path(before.request.dataset)).pictures()
    ]
    assert not (there / CONTENTS).exists()


def test_no_path_of_this_computer_goes_along(run: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    (run / "status.json").write_text(
        (run / "status.json").read_text().replace(f"{tmp_path}/x", str(run / "last.pt"))
    )
    export_run(run, path)
    with zipfile.ZipFile(path) as archive:
        told = [archive.read(name) for name in archive.namelist() if name.endswith(".json")]
    assert not any(str(tmp_path).encode() in each for each in told)
    assert read_contents(path).name == "tuned"


def test_unpacked_by_hand_it_trains_from_its_own_folder(run: Path, tmp_path: Path) -> None:
    export_run(run, tmp_path / "run.zip")
    by_hand = tmp_path / "by hand"
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        archive.extractall(by_hand)
    request = read_request(by_hand / FILE_NAME)
    assert (Path(request.run_dir), Path(request.dataset)) == (by_hand, by_hand / "data")
    # And from there back again, as from any other run.
    export_run(by_hand, tmp_path / "back.zip")
    back = import_run(tmp_path / "back.zip", tmp_path / "runs")
    assert back.name == "tuned", "it comes back under its own name"
    assert (back / "best.pt").read_bytes() == (run / "best.pt").read_bytes()


def test_it_takes_the_place_of_the_one_that_waits_and_of_no_other(
    run: Path, tmp_path: Path
) -> None:
    export_run(run, tmp_path / "run.zip")
    runs = tmp_path / "elsewhere"
    data = read_run(run).request
    assert data is not None
    run_folder.set_out(replace(data, run_dir=str(runs / "tuned")))
    assert import_run(tmp_path / "run.zip", runs).name == "tuned"
    assert import_run(tmp_path / "run.zip", runs).name == "tuned-2"
    assert sorted(each.name for each in runs.iterdir()) == ["tuned", "tuned-2"]


def test_a_run_under_way_is_not_packed(run: Path, tmp_path: Path) -> None:
    with process_lock.held(run / LOCK, "Trained"), pytest.raises(LockedError):
        export_run(run, tmp_path / "run.zip")
    assert not (tmp_path / "run.zip").exists()


def spoil(change: Rewrite, path: Path, target: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def retold(files: dict[str, bytes], name: str, content: bytes) -> None:
    """Change a file and the hash that is told of it."""
    import hashlib

    files[name] = content
    contents = json.loads(files[CONTENTS])
    contents["files"][name] = hashlib.sha256(content).hexdigest()
    files[CONTENTS] = json.dumps(contents).encode()


def other_request(**parts: object) -> Rewrite:
    def change(files: dict[str, bytes]) -> None:
        raw = json.loads(files[FILE_NAME]) | parts
        retold(files, FILE_NAME, json.dumps(raw).encode())

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: files.update({"best.pt": b"other"}), "not what was packed"),
        (lambda files: files.update({"evil.py": b""}), "belong to no training"),
        (lambda files: retold(files, "evil/x.py", b""), "belong to no training"),
        (lambda files: files.pop("best.pt"), "belong to no training"),
        (lambda files: files.pop(CONTENTS), "lacks"),
        (lambda files: files.update({CONTENTS: b"[]"}), "holds no training"),
        (lambda files: retold(files, FILE_NAME, b"{}"), "no whole training"),
        (other_request(dataset="/etc"), "no whole training"),
        (other_request(dataset="../.."), "no whole training"),
        (other_request(start_from="C:/x"), "no whole training"),
        (other_request(rendered=["a"]), "no whole training"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    run: Path, tmp_path: Path, change: Rewrite, words: str
) -> None:
    export_run(run, tmp_path / "run.zip")
    path = spoil(change, tmp_path / "run.zip", tmp_path / "bad.zip")
    runs = tmp_path / "elsewhere"
    with pytest.raises(FileError, match=words):
        import_run(path, runs)
    assert not runs.exists() or not list(runs.iterdir())


def test_a_name_that_leads_elsewhere_is_refused(run: Path, tmp_path: Path) -> None:
    export_run(run, tmp_path / "run.zip")

    def rename(files: dict[str, bytes]) -> None:
        files[CONTENTS] = files[CONTENTS].replace(b'"tuned"', b'"../tuned"')

    with pytest.raises(FileError, match="without a name"):
        import_run(spoil(rename, tmp_path / "run.zip", tmp_path / "bad.zip"), tmp_path / "runs")


def test_what_is_gone_is_said(run: Path, tmp_path: Path) -> None:
    (run / "last.pt").unlink()
    (tmp_path / "detector" / "weights.pt").unlink()
    with pytest.raises(TrainingError, match="weights to start from are gone"):
        export_run(run, tmp_path / "run.zip")
    (run / FILE_NAME).write_text("{")
    with pytest.raises(TrainingError, match="is lost"):
        export_run(run, tmp_path / "run.zip")


@pytest.mark.parametrize("text", [b"", b"[]", b'"x"', b'{"dataset": 1}', b'{"run_dir": "a\\\\b"}'])
def test_only_relative_paths_travel(text: bytes) -> None:
    assert not is_portable(text)
    assert is_portable(b'{"dataset": "data", "run_dir": ".", "lr": 1}')


def test_a_run_is_repeated_with_every_number_it_had(run: Path) -> None:
    folder = run.parent / "again"
    request = again(read_run(run), folder)
    config = read_run(run).config
    assert request.run_dir == str(folder)
    for name in ("lr", "seed", "arch", "epochs"):
        assert request.settings[name] == config[name]
    assert "device" not in request.settings


def test_with_a_budget_its_length_is_planned_anew(run: Path) -> None:
    config = json.loads((run / "config.json").read_bytes())
    config |= {"time_budget_s": 600.0, "steps_until_s": 580.0, "bf16": True}
    (run / "config.json").write_text(json.dumps(config))
    request = again(read_run(run), run.parent / "again")
    assert "steps_until_s" not in request.settings
    assert request.settings["bf16"] is True


def test_changed_pictures_cannot_be_learned_again(run: Path) -> None:
    request = read_request(run / FILE_NAME)
    (picture,) = [p.path for _, p in read_dataset(Path(request.dataset)).pictures()][:1]
    picture.unlink()
    with pytest.raises(TrainingError, match="not what they were"):
        again(read_run(run), run.parent / "again")


def test_a_run_that_stands_still_is_finished_given_up_and_removed(run: Path) -> None:
    run_folder.finish_by_hand(run)
    assert read_run(run).status.state is RunState.FINISHED
    run_folder.give_up(run)
    assert read_run(run).status.state is RunState.GIVEN_UP
    (run / "last.pt").unlink()
    with pytest.raises(TrainingError, match="not learned anything"):
        run_folder.finish_by_hand(run)
    with process_lock.held(run / LOCK, "Trained"):
        for act in (run_folder.finish_by_hand, run_folder.give_up, run_folder.remove):
            with pytest.raises(LockedError):
                act(run)
    run_folder.remove(run)
    assert list(run.parent.iterdir()) == []
