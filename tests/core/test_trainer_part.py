"""The trainer's part: found where it fits, refused in words where it does not, added whole."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from core import trainer_part
from core.errors import Cancelled, FileError
from core.progress import CancelAfter, NoProgress
from core.safe_zip import pack
from core.trainer_part import FACTS, PartFacts, add_trainer_part, facts_here, misfit

FITTING = facts_here({"torch": trainer_part._wanted_torch()})


def part_in(folder: Path, facts: PartFacts = FITTING) -> Path:
    """Make a part with one module in it."""
    folder.mkdir(parents=True)
    (folder / FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")
    (folder / "torch_of_the_part.py").write_text("HERE = True\n", encoding="utf-8")
    return folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a program that was installed; a person's own part would lie in `own`."""
    program = tmp_path / "program"
    program.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program / "sweetspot"))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(trainer_part, "own_place", lambda: tmp_path / "own" / "trainer")
    return program


def test_a_program_without_its_part_says_so(installed: Path) -> None:
    assert trainer_part.trainer_part() is None
    assert not trainer_part.has_trainer()
    trainer_part.use_trainer_part()  # Nothing to use, and no error.


def test_the_part_beside_the_program_is_used(installed: Path) -> None:
    folder = part_in(installed / "trainer")
    assert trainer_part.trainer_part() == folder
    trainer_part.use_trainer_part()
    import torch_of_the_part  # type: ignore[import-not-found]

    assert torch_of_the_part.HERE


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(FITTING, system="plan9-z80"), "another system"),
        (replace(FITTING, python="2.7"), "another version"),
        (replace(FITTING, packages={"torch": "0.1"}), "another version"),
    ],
)
def test_a_part_that_does_not_fit_is_passed_over(
    installed: Path, facts: PartFacts, words: str
) -> None:
    assert words in misfit(facts)
    part_in(installed / "trainer", facts)
    assert trainer_part.trainer_part() is None


def test_a_build_of_torch_for_one_kind_of_processor_fits(installed: Path) -> None:
    wanted = trainer_part._wanted_torch()
    assert misfit(replace(FITTING, packages={"torch": f"{wanted}+cpu"})) == ""


def test_a_part_is_added_and_replaces_the_older_one(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "part.zip"
    pack(archive, {p.name: p for p in part_in(tmp_path / "made").iterdir()})
    place = tmp_path / "own" / "trainer"
    part_in(place)
    (place / "old.py").touch()
    assert add_trainer_part(archive, NoProgress()) == place
    assert trainer_part.trainer_part() == place
    assert not (place / "old.py").exists()
    assert [path.name for path in place.parent.iterdir()] == ["trainer"]


def test_what_is_no_part_changes_nothing(installed: Path, tmp_path: Path) -> None:
    place = part_in(tmp_path / "own" / "trainer")
    noise = tmp_path / "noise.zip"
    noise.write_bytes(b"no zip at all")
    foreign = tmp_path / "foreign.zip"
    made = part_in(tmp_path / "made", replace(FITTING, system="plan9-z80"))
    pack(foreign, {p.name: p for p in made.iterdir()})
    for archive, words in ((noise, "is not Sweetspot's trainer"), (foreign, "another system")):
        with pytest.raises(FileError, match=words):
            add_trainer_part(archive, NoProgress())
    assert trainer_part.trainer_part() == place


def test_adding_can_be_cancelled(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "part.zip"
    pack(archive, {p.name: p for p in part_in(tmp_path / "made").iterdir()})
    with pytest.raises(Cancelled):
        add_trainer_part(archive, CancelAfter(0))
    assert trainer_part.trainer_part() is None
