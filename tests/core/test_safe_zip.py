"""Archives: what is packed comes back; what is dangerous writes nothing."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Cancelled, FileError
from core.progress import CancelAfter
from core.safe_zip import ZipLimits, members_of, pack, read_member, unpack

NAMES = st.lists(st.text("abcxyz019_-", min_size=1, max_size=8), min_size=1, max_size=3).map(
    "/".join
)


def archive_of(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """Write a zip of whatever names and bytes, as an attacker would."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def info(name: str, mode: int = stat.S_IFREG | 0o644, **parts: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    for part, value in parts.items():
        setattr(found, part, value)
    return found


def refuse(folder: Path, path: Path, words: str = "", **limits: float) -> None:
    """Check that nothing is listed, unpacked or left."""
    limit = ZipLimits(**limits)  # type: ignore[arg-type]
    with pytest.raises(FileError, match=words):
        members_of(path, limit)
    with pytest.raises(FileError, match=words):
        unpack(path, folder / "out" / "new", limit)
    assert not list((folder / "out").iterdir())
    assert sorted(each.name for each in folder.iterdir()) == sorted({path.name, "out"})


@given(st.dictionaries(NAMES, st.binary(max_size=3000), min_size=1, max_size=6))
def test_what_is_packed_comes_back(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    names = list(files)
    for name in names:  # a name that is a folder of another cannot be both
        if any(other.startswith(name + "/") for other in names):
            files.pop(name)
    folder = tmp_path_factory.mktemp("zip")
    pack(folder / "a.zip", files)
    assert {each.name: each.size for each in members_of(folder / "a.zip")} == {
        name: len(content) for name, content in files.items()
    }
    unpack(folder / "a.zip", folder / "out")
    found = {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in (folder / "out").rglob("*")
        if path.is_file()
    }
    assert found == files
    name, content = next(iter(files.items()))
    assert read_member(folder / "a.zip", name) == content


def test_files_are_packed_from_the_disk_the_same_way_every_day(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"jpeg" * 100_000)
    for name in ("a.zip", "b.zip"):
        pack(tmp_path / name, {"images/x.jpg": tmp_path / "x", "y.json": b"{}"})
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    unpack(tmp_path / "a.zip", tmp_path / "out")
    assert (tmp_path / "out/images/x.jpg").read_bytes() == b"jpeg" * 100_000


@pytest.mark.parametrize(
    "name",
    [
        "../up", "a/../../up", "/etc/passwd", "C:/x", "c:x", "..", "a//b", "./a", "a/.",
        "nul", "COM1.txt", "a/aux.json", "end.", "space ", "line\nfeed", "a\\b", "x" * 250,
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    refuse(tmp_path, archive_of(tmp_path / "a.zip", ("good", b"1"), (name, b"2")), "holds the name")


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([(info("link", stat.S_IFLNK | 0o777), b"/etc/passwd")], "link"),
        ([(info("pipe", stat.S_IFIFO | 0o666), b"")], "link or a device"),
        ([("a", b"1"), ("A", b"2")], "two things"),
        ([("a", b"1"), ("a/b", b"2")], "two things"),
        ([(info("old", compress_type=zipfile.ZIP_BZIP2), b"1" * 99)], "unusual"),
    ],
)
def test_links_and_doubles_are_refused(
    tmp_path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]], words: str
) -> None:
    refuse(tmp_path, archive_of(tmp_path / "a.zip", *members), words)


def test_bombs_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    flat = info("zeros", compress_type=zipfile.ZIP_DEFLATED)
    path = archive_of(tmp_path / "a.zip", (flat, bytes(8 << 20)))
    refuse(tmp_path, path, "like a bomb")
    refuse(tmp_path, path, "more than it may", unpacked_bytes=1000)
    refuse(tmp_path, path, "1 files", files=0)


def test_what_an_archive_says_of_itself_is_not_believed(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.zip", (info("x", compress_type=8), b"ab" * 4000))
    raw = path.read_bytes()
    size, lie = (8000).to_bytes(4, "little"), (80).to_bytes(4, "little")
    assert raw.count(size) == 2
    path.write_bytes(raw.replace(size, lie))
    with pytest.raises(FileError, match="damaged"):
        unpack(path, tmp_path / "out")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-30], lambda raw: b"no zip", lambda raw: b""])
def test_damaged_archives_are_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.zip"
    pack(path, {"x": b"123" * 999})
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(FileError, match="damaged"):
        members_of(path)
    with pytest.raises(FileError, match="damaged"):
        read_member(path, "x")


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    pack(path, {"x.jpg": b"123" * 999})
    raw = bytearray(path.read_bytes())
    raw[500] ^= 1
    path.write_bytes(raw)
    with pytest.raises(FileError, match="damaged"):
        unpack(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_check_that_refuses_leaves_nothing(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {"x": b"1"})

    def check(folder: Path) -> None:
        assert (folder / "x").read_bytes() == b"1"
        raise FileError("No.")

    with pytest.raises(FileError, match="No"):
        unpack(tmp_path / "a.zip", tmp_path / "out", check=check)
    with pytest.raises(Cancelled):
        unpack(tmp_path / "a.zip", tmp_path / "out", progress=CancelAfter(1))
    (tmp_path / "out").mkdir()
    with pytest.raises(FileError, match="already"):
        unpack(tmp_path / "a.zip", tmp_path / "out")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "out"]


def test_what_is_missing_or_too_large_is_said(tmp_path: Path) -> None:
    pack(tmp_path / "a.zip", {"x": b"1" * 99})
    with pytest.raises(FileError, match="lacks"):
        read_member(tmp_path / "a.zip", "y")
    with pytest.raises(FileError, match="larger"):
        read_member(tmp_path / "a.zip", "x", most_bytes=98)
    with pytest.raises(FileError, match="cannot be read"):
        members_of(tmp_path / "none.zip")
    with pytest.raises(FileError):
        pack(tmp_path / "b.zip", {"x": tmp_path / "none"})
    assert not (tmp_path / "b.zip").exists()
