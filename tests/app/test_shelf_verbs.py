"""The detector in use, from the terminal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fake_detector import make_clip
from shelved import BLIND, SHARP, finished_run, open_by_name, shelve

from app.cli import main
from app.detector_in_use import detector_folder
from app.judge import WORSE
from core.before_after.pins import Pin, Pins, write_pins
from core.hits.hit import Hit, HitSource
from core.resources import default_model
from core.sessions import edits
from core.sessions.store import SessionStore
from core.video.reader import probe


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SWEETSPOT_LIBRARY", str(tmp_path / "library"))
    for name in (BLIND, SHARP):
        shelve(tmp_path / "library", name)
    return tmp_path / "library"


def test_adopt_list_roll_back(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "adopt", SHARP]) == 0
    assert capsys.readouterr().out == "“sharp” finds the hits from now on.\n"
    assert detector_folder(None) == library / "models" / SHARP
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("*")] == ["*", "*"]
    assert next(line for line in lines if SHARP in line).startswith("*")
    assert main(["models", "rollback"]) == 0
    assert detector_folder(None) == default_model()
    assert main(["models", "rollback"]) == 2
    capsys.readouterr()
    assert main(["models", "history", "--json"]) == 0
    acts = [each["act"] for each in json.loads(capsys.readouterr().out)]
    assert acts == ["adopted", "rolled-back"]
    assert main(["models", "adopt", "nobody"]) == 2
    assert "There are shipped, blind, sharp" in capsys.readouterr().err


def test_a_damaged_one_is_said_and_not_used(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["models", "adopt", SHARP])
    (library / "models" / SHARP / "model.onnx").write_bytes(b"")
    assert detector_folder(None) == default_model()
    assert "cannot be used" in capsys.readouterr().err
    assert main(["models", "list", "--json"]) == 0
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert listed["shipped"]["current"]
    assert listed[SHARP]["problem"]


def test_a_name_a_folder_or_nothing_names_a_detector(library: Path, tmp_path: Path) -> None:
    assert detector_folder(BLIND) == library / "models" / BLIND
    assert detector_folder(str(tmp_path)) == tmp_path
    assert detector_folder("") == default_model()


def test_judging_prints_the_verdict(
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    open_by_name(monkeypatch)
    store = SessionStore(library)
    clip = make_clip(tmp_path / "rally.mp4", sound=False)
    session = store.create(probe(Path(shutil.copy(clip, tmp_path / "copy.mp4"))))
    for second in (0.73, 2.23, 3.73):
        hit = Hit(f"{second}", second, round(second * 30), 1.0, source=HitSource.MARKED)
        session = edits.add_hit(session, hit)
    store.save(session)
    write_pins(library, Pins((Pin(session.id),), sample=False))
    assert main(["judge", BLIND, "--against", SHARP]) == WORSE
    told = capsys.readouterr().out
    assert told.startswith("Worse on “copy”: 2 hits lost.")
    assert "blind beside sharp" in told
    assert main(["judge", SHARP, "--against", BLIND, "--clips", "copy", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["outcome"] == "better"
    assert told["clips"][0]["hits"]["won"] == 2
    assert main(["judge", SHARP, "--clips", "nothing"]) == 2
    finished_run(library, "unmade")
    assert main(["judge", "unknown"]) == 2
