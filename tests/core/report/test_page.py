"""The report's page: well-formed whatever a coach has written, complete, loading nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report.facts import PracticeReport, Shot, Sitting
from core.report.html import html_of
from core.report.ink import fitted, wrapped
from core.report.page import HEIGHT, WIDTH, day_of, page_of
from core.scoring.summary import Spread

SVG = "{http://www.w3.org/2000/svg}"
JPEG = b"\xff\xd8\xff\xe0 not looked into"
text = st.text(max_size=60)
scores = st.integers(1, 5)
times = st.floats(0, 20_000)
offsets = st.tuples(st.floats(-9, 9), st.floats(-9, 9))
shots = st.builds(
    Shot,
    number=st.integers(1, 999),
    time_s=times,
    score=scores,
    reason=text,
    doubtful=st.booleans(),
    picture=st.none() | st.just(JPEG),
)
reports = st.builds(
    PracticeReport,
    title=text,
    player=text,
    day=st.dates().map(str) | text,
    court=text,
    notes=st.text(max_size=500),
    duration_s=times,
    n_hits=st.integers(0, 999),
    n_scored=st.integers(0, 999),
    n_doubtful=st.integers(0, 999),
    counts=st.tuples(*[st.integers(0, 400)] * 5),
    limits=st.just((0.2, 0.4, 0.6, 0.8)),
    mean_score=st.none() | st.floats(1, 5),
    good_share=st.none() | st.floats(0, 1),
    spread=st.none()
    | st.builds(
        Spread,
        centre=offsets,
        half_axes=st.tuples(st.floats(0, 2), st.floats(0, 2)),
        angle_deg=st.floats(-90, 90),
        n=st.integers(1, 99),
    ),
    points=st.lists(st.tuples(offsets, scores), max_size=60).map(tuple),
    scores=st.lists(st.tuples(times, scores), max_size=20).map(tuple),
    trend=st.lists(st.tuples(times, st.floats(1, 5)), max_size=20).map(tuple),
    sittings=st.lists(
        st.builds(Sitting, st.dates().map(str), st.floats(1, 5), st.integers(1, 99)), max_size=12
    ).map(tuple),
    hits=st.lists(shots, max_size=5).map(tuple),
    best=st.lists(shots, max_size=3).map(tuple),
    worst=st.lists(shots, max_size=3).map(tuple),
    program=text,
)
PLAIN = PracticeReport(
    title="Forehands",
    player="Ana",
    day="2026-05-04",
    court="Court 4",
    notes="Stay low.",
    duration_s=90.0,
    n_hits=3,
    n_scored=3,
    n_doubtful=1,
    counts=(0, 1, 0, 0, 2),
    limits=(0.2, 0.4, 0.6, 0.8),
    mean_score=4.0,
    good_share=2 / 3,
    spread=None,
    points=(((0.0, 0.0), 5), ((0.0, 0.75), 2)),
    scores=((1.0, 5), (2.0, 5), (3.0, 2)),
    trend=((1.0, 5.0), (2.0, 5.0), (3.0, 4.0)),
    sittings=(Sitting("2026-04-01", 3.0, 9), Sitting("2026-05-04", 4.0, 3, this=True)),
    hits=(Shot(1, 1.0, 5, "in the centre", False), Shot(2, 2.0, None, "no score", False)),
    best=(Shot(1, 1.0, 5, "in the centre", False, JPEG),),
    worst=(Shot(3, 3.0, 2, "12 cm from the centre", True, JPEG),),
    program="1.2.3",
)


def words_in(page: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(page).iter(f"{SVG}text")]


@given(report=reports)
def test_any_report_is_a_page_of_which_nothing_lies_outside(report: PracticeReport) -> None:
    root = ElementTree.fromstring(page_of(report))
    for each in root.iter(f"{SVG}text"):
        assert 0 <= float(each.attrib["x"]) <= WIDTH
        assert 0 < float(each.attrib["y"]) < HEIGHT
    for each in root.iter(f"{SVG}image"):
        assert float(each.attrib["y"]) + float(each.attrib["height"]) < HEIGHT


@given(report=reports)
def test_the_file_for_a_browser_loads_nothing(report: PracticeReport) -> None:
    html = html_of(report)
    loads = re.findall(r'(?:href|src)="([^"]*)"', html)
    assert all(each.startswith("data:image/jpeg;base64,") for each in loads)
    assert "<script" not in html


def test_what_a_coach_looks_for_is_there() -> None:
    words = words_in(page_of(PLAIN))
    for wanted in ("Ana", "3", "4.0", "67%", "1 of 3", "Stay low.", "Hit 1  ·  0:01", "Best hits"):
        assert wanted in words
    assert "Forehands  ·  4 May 2026  ·  Court 4" in words
    assert page_of(PLAIN).count("data:image/jpeg") == 2


def test_a_hit_towards_the_tip_lies_above_the_centre_by_its_distance() -> None:
    face = ElementTree.fromstring(page_of(PLAIN))
    badges = [each for each in face.iter(f"{SVG}circle") if each.attrib["r"] == "10.5"]
    (far, near) = (float(each.attrib["cy"]) for each in badges)
    rings = [each for each in face.iter(f"{SVG}ellipse") if each.attrib["fill"] == "none"]
    one = float(rings[0].attrib["ry"]) / 0.2
    assert near - far == pytest.approx(0.75 * one, abs=0.2)


def test_without_a_player_the_page_says_what_would_help() -> None:
    words = words_in(page_of(replace(PLAIN, player="", sittings=PLAIN.sittings[1:])))
    assert "Forehands" in words
    assert any("player's name" in each for each in words)


def test_every_hit_is_in_the_table() -> None:
    html = html_of(PLAIN)
    assert html.count("<tr>") == 1 + len(PLAIN.hits)
    assert "no score" in html


@given(text=st.text(max_size=400), room=st.floats(80, 700), most=st.integers(1, 5))
def test_wrapped_words_fit_and_say_when_there_is_more(text: str, room: float, most: int) -> None:
    lines = wrapped(text, 12.0, room, most)
    assert len(lines) <= most
    longest = max(8, int(room / (12.0 * 0.56)))
    assert all(len(line) <= longest for line in lines)
    everything = "".join(text.split())
    if "".join("".join(lines).split()) != everything:
        assert lines[-1].endswith("…")


def test_long_names_are_written_smaller_and_dates_as_people_do() -> None:
    assert fitted("Bo", 40, 500, 20) == 40
    assert 20 <= fitted("A very long name indeed, of a player", 40, 500, 20) < 40
    assert day_of("2026-11-02") == "2 November 2026"
    assert day_of("some day") == "some day"
