"""`sweetspot film` and “Export video…” in the window: films a coach can take home."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from clips import ClipPlan
from coach import Coach
from film_values import clip_with_hits
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app import cli
from app.dialogs.film import NOTHING, FilmDialog
from app.dialogs.question import Question
from app.jobs.job import JobProgress, JobState, Lane
from app.notices import Notice, Tone
from core.film import making
from core.film.choices import FilmChoices, FilmPreset
from core.sessions.store import SessionStore
from core.video.reader import VideoReader, probe


@pytest.fixture
def said(coach: Coach) -> list[Notice]:
    """Every notice of the window."""
    notices: list[Notice] = []
    coach.context.notices.posted.connect(notices.append)
    return notices


def choose_path(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    def ask(*_: object) -> tuple[str, str]:
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)


def dialog_of(coach: Coach) -> FilmDialog:
    coach.do("export_film")
    dialog = coach.review.film.dialog
    assert dialog is not None
    coach.wait(dialog.isActiveWindow)
    return dialog


def film_job(coach: Coach) -> JobState:
    job = [job for job in coach.context.runner.jobs if job.lane is Lane.FILM][-1]
    coach.wait(lambda: job.state.over)
    return job.state


def test_chosen_hits_become_a_film_by_keys_alone(
    coach: Coach, said: list[Notice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.open_clip()
    hits = coach.session.shown_hits
    coach.press(Qt.Key.Key_Down)
    coach.press(Qt.Key.Key_Down)
    dialog = dialog_of(coach)
    assert dialog.choices.preset is FilmPreset.HITS
    assert f"{len(hits)} hits" in dialog.estimate.text()
    coach.keep_picture("film-dialog")
    while dialog.choices.preset is not FilmPreset.CHOSEN:
        before = dialog.focusWidget()
        QTest.keyClick(before, Qt.Key.Key_Down)
        assert dialog.focusWidget() is not before
    assert dialog.choices.preset is FilmPreset.CHOSEN
    assert dialog.choices.hit_ids == {hits[1].id}
    assert "1 hit" in dialog.estimate.text()
    choose_path(monkeypatch, tmp_path / "Ana second")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert film_job(coach) is JobState.DONE
    film = probe(tmp_path / "Ana second.mp4")
    assert film.has_sound
    assert film.duration_s > 4
    coach.wait(lambda: said[-1].tone is Tone.GOOD)
    assert "is ready" in said[-1].message
    assert said[-1].button == "Show"


def test_a_hit_is_taken_out_by_hand_and_none_is_no_film(coach: Coach) -> None:
    coach.open_clip()
    dialog = dialog_of(coach)
    dialog.presets[FilmPreset.WHOLE].click()
    assert not dialog.choices.slow_motion
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    chosen = dialog.choices
    assert chosen.preset is FilmPreset.CHOSEN
    assert chosen.slow_motion
    assert len(chosen.hit_ids) == len(coach.session.shown_hits) - 1
    for row in range(dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.estimate.text() == NOTHING
    assert not dialog.save.isEnabled()
    dialog.reject()


def test_a_film_is_stopped_in_jobs_and_leaves_nothing(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach.open_clip()
    dialog = dialog_of(coach)
    choose_path(monkeypatch, tmp_path / "film.mp4")
    dialog.save.click()
    coach.context.runner.jobs[-1].cancel()
    assert film_job(coach) is JobState.CANCELLED
    assert list(tmp_path.glob("*film*")) == []


def test_a_window_that_closes_asks_before_it_drops_a_film(
    coach: Coach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*arguments: object) -> None:
        progress = arguments[-1]
        assert isinstance(progress, JobProgress)
        while True:
            progress.step(0, 1)
            time.sleep(0.01)

    coach.open_clip()
    monkeypatch.setattr(making, "make_film", endless)
    coach.review.film.make(FilmChoices(), tmp_path / "film.mp4")
    coach.window.close()
    (question,) = coach.window.findChildren(Question)
    question.no.click()
    assert coach.window.isVisible()
    assert coach.context.runner.alive()
    coach.wait(lambda: not coach.window.findChildren(Question))
    coach.window.close()
    (question,) = coach.window.findChildren(Question)
    question.yes.click()
    assert not coach.window.isVisible()
    assert not coach.context.runner.alive()


def test_a_video_that_has_gone_is_said(
    coach: Coach, said: list[Notice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.mp4"
    own.write_bytes(coach.clip.read_bytes())
    coach.open_clip(own)
    dialog = dialog_of(coach)
    choose_path(monkeypatch, tmp_path / "film.mp4")
    own.rename(tmp_path / "away.mp4")
    dialog.save.click()
    assert film_job(coach) is JobState.FAILED
    coach.wait(lambda: said[-1].tone is Tone.PROBLEM)
    assert "not there any more" in said[-1].message
    assert not (tmp_path / "film.mp4").exists()


def test_the_terminal_makes_films_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = clip_with_hits(tmp_path, ClipPlan(n=150), 1.0, 4.0)
    store = SessionStore(tmp_path / "library")
    session = store.create(probe(Path(made.video.path)), "Ana").with_hits(made.hits)
    store.save(session)
    out = tmp_path / "film.mp4"
    usual = ["film", "Ana", "--library", str(tmp_path / "library"), "--out", str(out)]
    assert cli.main([*usual, "--no-card"]) == 0
    assert "0:05 long, 2 hits" in capsys.readouterr().out
    with VideoReader(out) as film:
        assert film.info.n_frames == 150
    assert cli.main([*usual, "--hits", "2", "--no-slow", "--no-card", "--no-badges"]) == 0
    assert "1 hit\n" in capsys.readouterr().out
    assert probe(out).duration_s == pytest.approx(2.5 + 0.8, abs=0.1)
    for which, words in (("3", "no hit “3”"), ("x", "all, best, or numbers from 1 to 2")):
        assert cli.main([*usual, "--hits", which]) == cli.BAD_INPUT
        assert words in capsys.readouterr().err
