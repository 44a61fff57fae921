"""The data of a training: chosen by court or practice, judged by what was not learned, frozen."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixed_library import add_practice

from core.dataset.dataset import TRAIN, VAL
from core.dataset.reading import read_dataset
from core.errors import TrainingError
from core.sessions import edits
from core.sessions.chosen_data import ChosenData, freeze_choice
from core.sessions.store import SessionStore
from core.training.choice import DataChoice, Pick


@pytest.fixture
def library(tmp_path: Path) -> SessionStore:
    """Return a library of three practices, two of them on one court."""
    (tmp_path / "videos").mkdir()
    store = SessionStore(tmp_path)
    for number, (title, frames, court) in enumerate(
        [("Forehands", 12, "Centre"), ("Serves", 6, "Centre"), ("Volleys", 5, "")]
    ):
        name = add_practice(tmp_path, title, tuple(range(0, 2 * frames, 2)), n=26 + number)
        store.update(name, lambda session, court=court: edits.set_court(session, court))
    return store


def counted(data: ChosenData) -> dict[str, dict[str, list[int]]]:
    """Return the frames of each practice in each split of what was frozen."""
    dataset = read_dataset(data.snapshot.folder)
    found: dict[str, dict[str, list[int]]] = {TRAIN: {}, VAL: {}}
    for split, picture in dataset.pictures():
        frames = found[split].setdefault(picture.session, [])
        frames.append(picture.frame if picture.frame is not None else -1)
    return found


def named(store: SessionStore, title: str) -> str:
    return next(card.id for card in store.list() if getattr(card, "title", "") == title)


def test_everything_is_everything_and_a_whole_practice_judges(library: SessionStore) -> None:
    data = freeze_choice(library, DataChoice())
    found = counted(data)
    assert sum(len(frames) for split in found.values() for frames in split.values()) == 23
    assert found[TRAIN]
    assert found[VAL]
    assert not set(found[TRAIN]) & set(found[VAL])
    assert data.notes == ()


def test_of_one_practice_the_last_fifth_judges(library: SessionStore) -> None:
    name = named(library, "Forehands")
    data = freeze_choice(library, DataChoice(Pick.SESSIONS, sessions=(name,)))
    found = counted(data)
    assert found[TRAIN] == {name: list(range(0, 20, 2))}
    assert found[VAL] == {name: [20, 22]}
    assert "last fixed frames" in data.notes[0]


def test_few_frames_all_teach(library: SessionStore) -> None:
    name = named(library, "Volleys")
    found = counted(freeze_choice(library, DataChoice(Pick.SESSIONS, sessions=(name,))))
    assert (len(found[TRAIN][name]), found[VAL]) == (5, {})


def test_a_court_is_its_practices(library: SessionStore) -> None:
    found = counted(freeze_choice(library, DataChoice(Pick.COURT, "Centre")))
    wanted = {named(library, "Forehands"), named(library, "Serves")}
    assert set(found[TRAIN]) | set(found[VAL]) == wanted
    unnamed = counted(freeze_choice(library, DataChoice(Pick.COURT, "")))
    assert set(unnamed[TRAIN]) == {named(library, "Volleys")}


def test_equal_data_are_frozen_once_and_new_fixes_leave_them_alone(library: SessionStore) -> None:
    first, again = (freeze_choice(library, DataChoice()) for _ in range(2))
    assert first.snapshot == again.snapshot
    add_practice(library.root, "Returns", (0, 2), n=32)
    later = freeze_choice(library, DataChoice())
    assert later.snapshot.content != first.snapshot.content
    assert len(read_dataset(first.snapshot.folder)) == 23


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (DataChoice(Pick.COURT, "Nowhere"), "Nothing is fixed there"),
        (DataChoice(Pick.SESSIONS), "Nothing is fixed there"),
    ],
)
def test_nothing_to_learn_from_is_said(
    library: SessionStore, choice: DataChoice, words: str
) -> None:
    with pytest.raises(TrainingError, match=words) as caught:
        freeze_choice(library, choice)
    assert "press C" in caught.value.hint
    with pytest.raises(TrainingError, match="Nothing is fixed yet"):
        freeze_choice(SessionStore(library.root / "empty"), DataChoice())
