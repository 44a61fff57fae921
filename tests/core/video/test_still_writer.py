"""Still pictures go to disk in the kind their names say, and come back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import FileError
from core.video.still import SUFFIXES, read_still
from core.video.still_writer import is_still_name, write_still


@pytest.fixture
def picture() -> np.ndarray:
    columns, rows = np.meshgrid(np.linspace(20, 200, 40), np.linspace(30, 180, 24))
    return np.stack([columns, rows, (columns + rows) / 2], axis=2).astype(np.uint8)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_a_picture_comes_back_with_its_colours(
    picture: np.ndarray, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"schöner Tag{suffix}"
    write_still(path, picture)
    assert np.abs(read_still(path).astype(int) - picture).mean() < 4


def test_an_unknown_kind_is_not_written(picture: np.ndarray, tmp_path: Path) -> None:
    for name, said in (("a.gif", r"“\.gif”"), ("a", "without an ending")):
        with pytest.raises(FileError, match=said):
            write_still(tmp_path / name, picture)
    assert list(tmp_path.iterdir()) == []
    assert is_still_name(Path("A.JPG"))
    assert not is_still_name(Path("a.mp4"))
