"""Pictures from disk: upright whatever the camera marked, sized without decoding."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import FileError
from core.video.still import is_cut_short, read_still, size_of_still

HEIGHT, WIDTH = 24, 40


def quarters() -> np.ndarray:
    """Return a picture (h, w, 3) BGR whose four quarters differ."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[: HEIGHT // 2, : WIDTH // 2] = (0, 0, 255)
    picture[: HEIGHT // 2, WIDTH // 2 :] = (0, 255, 0)
    picture[HEIGHT // 2 :, : WIDTH // 2] = (255, 0, 0)
    return picture


def jpeg_marked(orientation: int, order: str = "<") -> bytes:
    """Return a JPEG file with an EXIF orientation, in either byte order."""
    content = cv2.imencode(".jpg", quarters())[1].tobytes()
    magic = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = magic + struct.pack(f"{order}IH", 8, 1) + entry + b"\0" * 4
    body = b"Exif\0\0" + tiff
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + content[2:]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_and_picture_agree_for_each_orientation(
    orientation: int, order: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg_marked(orientation, order))
    size, picture = size_of_still(path), read_still(path)
    assert size.orientation == orientation
    assert (size.stored_width, size.stored_height) == (WIDTH, HEIGHT)
    assert size.upright == (picture.shape[1], picture.shape[0])
    # The black quarter is stored at the lower right; the marks say where it belongs.
    corners = [picture[2, 2], picture[2, -3], picture[-3, 2], picture[-3, -3]]
    black = int(np.argmin([int(corner.astype(int).sum()) for corner in corners]))
    assert black == {1: 3, 2: 2, 3: 0, 4: 1, 5: 3, 6: 2, 7: 0, 8: 1}[orientation]


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.webp", "a.jpg"])
def test_size_of_every_kind(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(cv2.imencode(path.suffix, quarters())[1].tobytes())
    assert size_of_still(path).upright == (WIDTH, HEIGHT)


def test_wide_pictures_are_shrunk_and_narrow_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(cv2.imencode(".png", quarters())[1].tobytes())
    assert read_still(path, 20).shape == (12, 20, 3)
    assert np.array_equal(read_still(path, 99), quarters()[..., ::-1])


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_file_that_is_cut_short_is_refused(suffix: str, tmp_path: Path) -> None:
    content = cv2.imencode(suffix, np.random.default_rng(1).integers(0, 255, (64, 64, 3)))[1]
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content.tobytes()[: len(content) * 2 // 3])
    assert is_cut_short(path.read_bytes())
    with pytest.raises(FileError, match="is cut short"):
        read_still(path)


def test_a_film_behind_a_jpeg_and_a_preview_in_front_do_not_confuse(tmp_path: Path) -> None:
    preview = cv2.imencode(".jpg", quarters()[:8, :8])[1].tobytes()
    content = jpeg_marked(6)
    block = b"\xff\xe2" + struct.pack(">H", len(preview) + 2) + preview
    path = tmp_path / "a.jpg"
    path.write_bytes(content[:2] + block * 60 + content[2:] + b"a film" * 9000)
    assert size_of_still(path).upright == (HEIGHT, WIDTH)
    assert read_still(path).shape == (WIDTH, HEIGHT, 3)
    path.write_bytes(content[:2] + block + content[2 : len(content) * 3 // 4])
    with pytest.raises(FileError, match="is cut short"):
        read_still(path)


@pytest.mark.parametrize("content", [b"", b"GIF?", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\nIEND"])
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(FileError):
        size_of_still(path)
    with pytest.raises(FileError, match="is missing"):
        read_still(tmp_path / "b.jpg")
