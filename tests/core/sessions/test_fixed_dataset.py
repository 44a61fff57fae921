"""The dataset of a library: everything fixed in any practice, and nothing else."""

from __future__ import annotations

from pathlib import Path

from fixed_library import add_practice

from core.dataset.reading import read_dataset
from core.sessions.fixed_dataset import folder_of, renew_dataset
from core.sessions.store import SessionStore


def test_all_fixed_frames_of_all_practices(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    expected = {
        add_practice(tmp_path, "Forehands", (1, 5), 20): {1, 5},
        add_practice(tmp_path, "Serves", (3,), 22): {3},
    }
    add_practice(tmp_path, "Untouched", (), 26)
    store = SessionStore(tmp_path)
    fixed = renew_dataset(store)
    found: dict[str, set[int | None]] = {}
    for _, picture in read_dataset(folder_of(store)).pictures():
        found.setdefault(picture.session, set()).add(picture.frame)
    assert found == expected
    assert sorted(fixed.titles.values()) == ["Forehands", "Serves", "Untouched"]
    assert fixed.left_out == ()


def test_a_library_without_fixes_gives_an_empty_dataset_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    add_practice(tmp_path, "Untouched", ())
    store = SessionStore(tmp_path)
    assert len(renew_dataset(store).dataset) == 0
    assert not folder_of(store).exists()


def test_a_practice_whose_video_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "videos").mkdir()
    add_practice(tmp_path, "Forehands", (1,), 20)
    add_practice(tmp_path, "Serves", (3,), 22)
    (tmp_path / "videos" / "Serves.mp4").unlink()
    fixed = renew_dataset(SessionStore(tmp_path))
    assert len(fixed.dataset) == 1
    assert len(fixed.left_out) == 1
    assert "Serves" in fixed.left_out[0]
