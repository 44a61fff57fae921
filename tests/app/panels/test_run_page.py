"""One training on screen: it follows its run, and draws no more often than the eye needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from run_maker import evaluation_at, make_run, progress_at
from run_values import run_record

from app.context import AppContext
from app.panels.run_page import RunPage
from app.panels.sample_strip import by_epoch
from core.training.events import Noted, Preparing
from core.training.run_record import RunState, read_run


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> RunPage:
    made = RunPage(context)
    qtbot.addWidget(made)
    made.resize(880, 640)
    made.show()
    return made


def test_a_run_is_followed_and_redrawn_once_for_many_events(page: RunPage, qtbot: QtBot) -> None:
    drawn: list[int] = []
    show = page.curves.show_curves
    page.curves.show_curves = lambda data: (drawn.append(len(data)), show(data))  # type: ignore
    page.show_run(run_record("a", RunState.RUNNING))
    assert page.headline.text().startswith("Learning: 67%")
    for step in range(41, 56):
        page.hear(progress_at(step, 60))
    assert len(drawn) == 1
    qtbot.waitUntil(lambda: len(drawn) == 2)
    assert drawn[-1] == 4 + 15
    assert "92%" in page.headline.text()
    assert page.bar.value() == round(1000 * 55 / 60)


def test_behind_another_place_nothing_is_drawn_until_it_is_seen_again(
    page: RunPage, qtbot: QtBot
) -> None:
    page.show_run(run_record("a", RunState.RUNNING))
    page.hide()
    page.hear(progress_at(55, 60))
    assert not page._soon.isActive()
    assert "67%" in page.headline.text()
    page.show()
    assert "92%" in page.headline.text()


def test_a_record_read_again_keeps_what_was_heard_since(page: RunPage) -> None:
    run = run_record("a", RunState.RUNNING)
    page.show_run(run)
    page.hear(progress_at(55, 60))
    page.show_run(run)
    assert page.data.last_step == 55
    page.show_run(run_record("b"))
    assert page.data.last_step == 40


def test_before_the_first_step_it_says_what_is_prepared(page: RunPage) -> None:
    page.show_run(run_record("a", RunState.PREPARING, steps=0, best=None))
    page.hear(Preparing("pictures", 12, 50))
    page.redraw()
    assert page.headline.text() == "Getting ready: checking the pictures, 12 of 50"
    page.hear(Preparing("speed"))
    page.redraw()
    assert page.bar.maximum() == 0


def test_once_it_was_judged_nothing_is_prepared_any_more(page: RunPage) -> None:
    page.show_run(run_record("a", RunState.RUNNING))
    page.hear(Preparing("speed"))
    page.redraw()
    assert page.headline.text().startswith("Getting ready")
    page.hear(evaluation_at(41, 5, 0.7))
    page.redraw()
    assert page.headline.text().startswith("Learning")


def test_notes_are_one_line_until_all_are_wanted(page: RunPage, context: AppContext) -> None:
    page.show_run(run_record("a", RunState.RUNNING))
    assert page.notes.isHidden()
    for words in ("First.", "Second."):
        page.hear(Noted(words))
    page.redraw()
    assert not page.notes.isHidden()
    assert page.notes._words.text() == "Second."
    context.actions["train_notes"].setChecked(True)
    assert page.notes._words.text() == "First.\nSecond."
    page.show_run(run_record("b"))
    assert page.notes.isHidden()


def test_a_failure_is_told_with_what_to_do(page: RunPage) -> None:
    run = run_record("a", RunState.FAILED, message="The disk is full.", hint="Free some space.")
    page.show_run(run)
    assert page.below.text() == "The disk is full. Free some space."
    assert page.below.property("role") == "problem"
    page.show_run(run_record("b"))
    assert page.below.property("role") == "muted"


def test_the_newest_sample_pictures_are_shown_and_renewed(
    page: RunPage, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = make_run(tmp_path / "runs" / "a", share=0.5, pictures=2)
    run = read_run(folder)
    page.show_run(run)
    assert [path.name for path in page.strip.shown] == ["00006-0.jpg", "00006-1.jpg"]
    assert page.strip.count() == 2
    wanted: list[Path] = []
    page.samples_wanted.connect(wanted.append)
    page.strip.itemActivated.emit(page.strip.item(1))
    assert wanted == [run.samples[-1]]
    for number in (0, 1):
        newer = folder / "samples" / f"00008-{number}.jpg"
        newer.write_bytes(run.samples[0].read_bytes())
    page.hear(evaluation_at(800, 8, 0.66))
    page.redraw()
    assert [path.name for path in page.strip.shown] == ["00008-0.jpg", "00008-1.jpg"]


def test_pictures_are_told_apart_by_epoch_and_strangers_passed_over() -> None:
    paths = [Path(name) for name in ("00012-1.jpg", "00002-0.jpg", "00012-0.jpg", "notes.jpg")]
    found = by_epoch(paths)
    assert list(found) == [2, 12]
    assert found[12] == (Path("00012-0.jpg"), Path("00012-1.jpg"))


@pytest.mark.qt_log_ignore("JPEG")
def test_a_torn_picture_is_left_out(page: RunPage, tmp_path: Path) -> None:
    folder = make_run(tmp_path / "runs" / "a", share=0.4, pictures=2)
    read_run(folder).samples[-1].write_bytes(b"\xff\xd8 torn")
    page.show_run(read_run(folder))
    assert page.strip.count() == 1
