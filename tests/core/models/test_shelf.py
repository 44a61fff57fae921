"""What is in use, whatever happens to the folders and to the journal."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.detections.model_manifest import ModelManifest
from core.errors import ModelError
from core.files import sha256_of
from core.models.adoptions import FILE_NAME, SHIPPED, Act, Adoption, pile_of, read_adoptions
from core.models.shelf import ModelShelf, shelf_of

NAMES = st.sampled_from([SHIPPED, "a", "b", "c"])


def write_model(folder: Path, content: bytes = b"net") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(content)
    files = {"model.onnx": sha256_of(folder / "model.onnx")}
    ModelManifest(folder.name, ("ball",), 64, 64, {}, files=files).save(folder)
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    for name in ("a", "b"):
        write_model(tmp_path / "library" / "models" / name)
    return shelf_of(tmp_path / "library", write_model(tmp_path / "shipped"))


def test_at_first_the_shipped_one_is_in_use(shelf: ModelShelf) -> None:
    assert shelf.current == shelf.default
    assert shelf.previous is None
    assert [model.title for model in shelf.models()] == ["Came with Sweetspot", "a", "b"]
    with pytest.raises(ModelError, match="no former detector"):
        shelf.roll_back()


def test_rolling_back_goes_the_way_that_was_come(shelf: ModelShelf) -> None:
    shelf.adopt("a")
    shelf.adopt(shelf.folder / "b")
    assert shelf.current == shelf.folder / "b"
    assert shelf.previous == shelf.folder / "a"
    shelf.roll_back()
    assert shelf.current == shelf.folder / "a"
    shelf.roll_back()
    assert shelf.current == shelf.default
    shelf.adopt("shipped")
    assert [each.act for each in shelf.history()].count(Act.ROLLED_BACK) == 2


@given(st.lists(st.tuples(st.sampled_from(Act), NAMES, NAMES), max_size=12))
def test_any_journal_leaves_the_shipped_one_lowest(words: list[tuple[Act, str, str]]) -> None:
    pile = pile_of(Adoption(act, model, other) for act, model, other in words)
    assert pile[0] == SHIPPED
    assert all(a != b for a, b in itertools.pairwise(pile))


@given(st.lists(NAMES, max_size=8), NAMES)
def test_adopting_and_taking_it_back_is_as_before(adopted: list[str], last: str) -> None:
    journal = [Adoption(Act.ADOPTED, name, "") for name in adopted]
    before = pile_of(journal)
    after = pile_of([*journal, Adoption(Act.ADOPTED, last, before[-1])])
    assert after[-1] == last
    if last != before[-1]:
        back = Adoption(Act.ROLLED_BACK, before[-1], last)
        assert pile_of([*journal, Adoption(Act.ADOPTED, last, before[-1]), back]) == before


def test_two_windows_that_roll_back_at_once_go_back_once(shelf: ModelShelf) -> None:
    other = ModelShelf(shelf.folder, shelf.default)
    shelf.adopt("a")
    shelf.adopt("b")
    assert other.current == shelf.folder / "b", "the other window sees it"
    pressed_at_once = Adoption(Act.ROLLED_BACK, "a", "b")
    pile = pile_of([*shelf.history(), pressed_at_once, pressed_at_once])
    assert pile == (SHIPPED, "a")


def test_a_torn_journal_keeps_what_was_whole(shelf: ModelShelf) -> None:
    shelf.adopt("a")
    shelf.adopt("b")
    path = shelf.folder / FILE_NAME
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        kept = len(read_adoptions(shelf.folder))
        assert shelf.current == [shelf.default, shelf.folder / "a"][min(kept, 1)]
    path.write_bytes(whole[:-5])
    shelf.adopt("a")
    shelf.roll_back()
    assert shelf.current == shelf.default, "what was torn is no adoption"


def test_a_removed_or_damaged_detector_gives_way_to_the_shipped_one(shelf: ModelShelf) -> None:
    shelf.adopt("a")
    shelf.adopt("b")
    path = shelf.folder / "b" / "model.onnx"
    path.write_bytes(b"half of a n")
    used = shelf.in_use()
    assert used.folder == shelf.default
    assert "“b”" in used.problem
    assert "came with Sweetspot" in used.problem
    assert [model.problem != "" for model in shelf.models()] == [False, False, True]
    path.write_bytes(b"net")
    assert shelf.current == shelf.folder / "b", "as soon as it is whole again it is in use"
    path.unlink()
    shelf.roll_back()
    assert shelf.current == shelf.folder / "a"


def test_going_back_passes_over_what_is_gone(shelf: ModelShelf) -> None:
    shelf.adopt("a")
    shelf.adopt("b")
    (shelf.folder / "a" / "manifest.json").unlink()
    shelf.roll_back()
    assert shelf.current == shelf.default


def test_what_is_damaged_is_not_adopted(shelf: ModelShelf) -> None:
    (shelf.folder / "a" / "model.onnx").write_bytes(b"other")
    with pytest.raises(ModelError):
        shelf.adopt("a")
    with pytest.raises(ModelError, match="There are shipped, a, b"):
        shelf.adopt("nobody")
    assert shelf.history() == ()


def test_a_detector_elsewhere_can_be_adopted(shelf: ModelShelf, tmp_path: Path) -> None:
    outside = write_model(tmp_path / "stick" / "court")
    shelf.adopt(outside)
    assert shelf.current == outside
    assert [model.title for model in shelf.models()][-1] == "court"


def test_names_and_folders_mean_each_other(shelf: ModelShelf) -> None:
    assert shelf.name_of(shelf.folder / "a") == "a"
    assert shelf.folder_of(shelf.name_of(shelf.folder / "a")) == shelf.folder / "a"
    assert shelf.folder_of(shelf.name_of(shelf.default)) == shelf.default
