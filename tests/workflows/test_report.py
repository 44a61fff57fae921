"""`sweetspot report` and “Report…” in the window: files a coach can take home."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from coach import Coach
from PySide6.QtWidgets import QFileDialog, QWidget

from app import cli
from app.report_files import file_name
from core.resources import sample_video
from core.sessions.session import Session
from core.sessions.store import SessionStore
from core.video.reader import probe

# A PDF asks for less of Qt than the window; there is one application in a process.
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def practice(tmp_path: Path) -> Session:
    """A practice of the sample, in the library that the terminal uses."""
    store = SessionStore(tmp_path / "library")
    session = replace(store.create(probe(sample_video()), "Serves"), player="Ana / Ben")
    store.save(session)
    return session


@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>")])
def test_a_page_is_written_by_the_practice_s_title_or_video(
    practice: Session, tmp_path: Path, ending: str, begins: bytes
) -> None:
    for named in ("Serves", str(sample_video())):
        out = tmp_path / f"page.{ending}"
        out.unlink(missing_ok=True)
        assert cli.main(["report", named, "--out", str(out)]) == 0
        assert out.read_bytes().startswith(begins)


def test_all_practices_go_into_one_table(practice: Session, tmp_path: Path) -> None:
    out = tmp_path / "all.csv"
    assert cli.main(["report", "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == []
    assert cli.main(["report", "Serves", "--out", str(out)]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Nothing", "--out", "x.pdf"], "no practice “Nothing”"),
        (["Serves", "--out", "x.docx"], "cannot be a “.docx”"),
        ([str(Path(__file__)), "--out", "x.pdf"], "is not a video"),
    ],
)
def test_what_cannot_be_is_said(
    practice: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", *arguments]) == cli.BAD_INPUT
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("x.*"))


def test_names_of_files_hold_no_sign_that_a_system_refuses(practice: Session) -> None:
    assert file_name(practice).startswith("Ana - Ben 20")


def test_a_coach_saves_the_report_from_review(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.open_sample()
    asked: list[str] = []

    def choose(_parent: QWidget, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(start)
        return str(tmp_path / "for Ana"), "Page for a browser (*.html)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    coach.do("save_report")
    path = tmp_path / "for Ana.html"
    coach.wait(lambda: path.is_file() and not coach.context.runner.alive())
    assert asked[0].endswith(".pdf")
    assert "data:image/jpeg" in path.read_text(encoding="utf-8")
    assert coach.window.banner.isVisible()
