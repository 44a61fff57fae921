"""The page says what the report says, needs nothing beside it, and shows where things differ."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from check_values import BALL, bad_report, good_report

from core.phone.check_page import html_of
from core.phone.check_picture import EXPECTED_COLOUR, FOUND_COLOUR, draw_worst
from core.phone.check_report import Fault, Reason, Tolerance, WorstFrame
from core.phone.check_symptoms import symptoms_of
from core.phone.check_table import text_of

from core.drawing.palette import rgb_of  # isort: skip

PICTURE = np.full((416, 704, 3), 90, np.uint8)


def colours_in(picture: np.ndarray) -> set[tuple[int, ...]]:
    """Return the colours that a picture has."""
    return {tuple(colour) for colour in np.unique(picture.reshape(-1, 3), axis=0).tolist()}


def test_the_page_carries_verdict_reasons_and_every_figure() -> None:
    report = bad_report()
    page = html_of(report, [(report.runtimes[1], b"jpeg")])
    assert "✗" in page
    for reason in report.all_reasons:
        assert reason.message in page
        assert reason.hint in page
    assert "Core ML package" in page
    assert "38" in page
    assert report.runtimes[1].frames[38].words in page
    assert "✓" in html_of(good_report())


def test_the_page_needs_nothing_beside_it() -> None:
    report = good_report()
    page = html_of(report, [(report.runtimes[0], b"jpeg")])
    assert not re.search(r"(src|href)=[\"'](?!data:)", page)
    assert "@import" not in page


def test_names_from_files_are_never_markup() -> None:
    report = replace(good_report(), model="<script>alert(1)</script>", golden="<b>film</b>")
    reason = Reason(Fault.UNREADABLE, "<img src=x>", "<i>", "<u>")
    page = html_of(replace(report, reasons=(reason,)))
    for bad in ("<script>", "<b>film", "<img src=x>", "<u>"):
        assert bad not in page


def test_the_terminal_gets_the_same_reasons() -> None:
    told = text_of(bad_report())
    assert told.startswith("NOT passed: ")
    assert "38 of 40" in told or "39 of 40" in told
    assert max(len(line) for line in told.splitlines()) < 180


def test_a_box_that_only_one_side_has_is_drawn_in_its_colour() -> None:
    gone = draw_worst(PICTURE, WorstFrame(0, "0.png", (BALL,), ()))
    assert rgb_of(EXPECTED_COLOUR) in colours_in(gone)
    assert rgb_of(FOUND_COLOUR) not in colours_in(gone)
    new = draw_worst(PICTURE, WorstFrame(0, "0.png", (), (BALL,)))
    assert rgb_of(FOUND_COLOUR) in colours_in(new)
    assert rgb_of(EXPECTED_COLOUR) not in colours_in(new)


def test_a_frame_without_boxes_is_drawn_as_it_is() -> None:
    drawn = draw_worst(PICTURE, WorstFrame(0, "0.png", (), ()))
    assert (drawn == 90).all()


def test_few_differences_of_a_rough_file_are_no_symptom() -> None:
    check = bad_report().runtimes[1]
    strict, rough = Tolerance("strict"), Tolerance("rough", lost_share=0.1)
    assert any("frames have other boxes" in each.message for each in symptoms_of(check, strict))
    assert symptoms_of(check, rough) == ()
