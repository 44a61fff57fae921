"""`sweetspot export`: where it writes, what it refuses, and what it says."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from tiny_detector import write_tiny_detector

from app import cli
from app.export import add_options, folder_for, request_of
from core.errors import FileError, ModelError
from core.resources import default_model
from core.sessions.library_folder import ENVIRONMENT


def wanted(*arguments: str) -> argparse.Namespace:
    """The options as the command line gives them."""
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(arguments)


def test_a_detector_is_exported_into_its_own_folder_and_ours_into_the_library(
    tmp_path: Path,
) -> None:
    pytest.importorskip("onnx")
    own = write_tiny_detector(tmp_path / "own")
    library = tmp_path / "library"
    assert folder_for(own, library) == own
    (own / "weights.pt").write_bytes(b"")
    assert folder_for(own / "weights.pt", library) == own
    shipped = folder_for(default_model(), library)
    assert shipped.parent == library / "models"


def test_a_run_becomes_a_detector_in_the_library(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "monday"
    run.mkdir(parents=True)
    (run / "config.json").write_text("{}")
    (run / "best.pt").write_bytes(b"")
    for source in (run, run / "best.pt"):
        assert folder_for(source, tmp_path / "library") == tmp_path / "library/models/monday"
    lost = tmp_path / "lost.pt"
    lost.write_bytes(b"")
    with pytest.raises(ModelError, match="belongs to no run"):
        folder_for(lost, tmp_path / "library")


def test_options_become_the_request(tmp_path: Path) -> None:
    request = request_of(
        wanted(str(tmp_path), "--out", str(tmp_path / "o"), "--input", "640x352", "--no-coreml")
    )
    assert (request.input_width, request.input_height) == (640, 352)
    assert not request.coreml
    assert request.folder == str(tmp_path / "o")
    with pytest.raises(FileError, match="multiples of 32"):
        request_of(wanted(str(tmp_path), "--out", "o", "--input", "641x352"))
    with pytest.raises(ModelError, match="There is no"):
        request_of(wanted(str(tmp_path / "nowhere")))


def test_the_shipped_detector_is_exported_from_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path))
    assert cli.main(["export", str(default_model()), "--no-coreml"]) == 0
    said = capsys.readouterr().out
    folders = list((tmp_path / "models").glob("*/manifest.json"))
    assert len(folders) == 1
    assert str(folders[0].parent) in said
    assert "model.onnx  7.6 MB" in said
    assert not list(default_model().glob("model.onnx")), "what ships is never written to"
