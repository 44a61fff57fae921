"""A report goes to disk and comes back, as JSON any program reads; text and page hold it all."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FileError
from core.evaluation.figures import ClassMetrics, FaultCounts, SizeBand, Speed, plain
from core.evaluation.page import WorstPicture, html_of
from core.evaluation.report import EvaluationReport
from core.evaluation.request import EvaluateRequest
from core.evaluation.table import text_of

shares = st.integers(0, 100_000).map(lambda n: n / 100_000) | st.just(math.nan)
metrics = st.builds(
    ClassMetrics,
    st.integers(0, 999),
    *[shares] * 15,
    st.floats(0, 99).map(lambda v: round(v, 2)),
    st.just(math.nan),
)
bands = st.lists(
    st.builds(SizeBand, st.just(4.0), st.none() | st.just(6.0), st.integers(0, 9), shares, shares),
    max_size=3,
).map(tuple)
reports = st.builds(
    EvaluationReport,
    model=st.text(max_size=12),
    arch=st.just("mobilenetv2"),
    weights=st.just("model.onnx"),
    input_width=st.just(640),
    input_height=st.just(352),
    dataset=st.just("court/instances_val.json"),
    n_pictures=st.integers(1, 999),
    classes=st.dictionaries(st.text(min_size=1, max_size=8), metrics, max_size=4),
    faults=st.just({"ball": FaultCounts(3, 2, 1, 5.5)}),
    flip_test=st.booleans(),
    ball_by_source_px=bands,
    speed=st.none() | st.just(Speed(20.5, 25.25, 20, 2, "ONNX Runtime", 960, 540)),
)

BALL = ClassMetrics(244, ap=0.135, ap50=0.405, recall=0.46, threshold=0.312, centre_median_px=0.8)
REPORT = EvaluationReport(
    "Sweetspot <tennis>",
    "mobilenetv2_light",
    "model.int8.onnx",
    640,
    352,
    "pictures/instances_val.json",
    197,
    {"ball": BALL, "racket_head": ClassMetrics(threshold=0.3)},
    ball_by_source_px=(SizeBand(0, 4, 65, 0.277, 0.415), SizeBand(4, None, 0)),
    speed=Speed(20.5, 25.2, 20, 2, "ONNX Runtime", 960, 540),
)


class Strict(HTMLParser):
    """Checks that what is opened is closed."""

    EMPTY = frozenset({"meta", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Open a tag."""
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag."""
        assert self.open.pop() == tag


@given(reports)
def test_a_report_comes_back_and_holds_no_nan(report: EvaluationReport) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    text = report.to_json()
    json.loads(text, parse_constant=refuse)
    assert plain(EvaluationReport.from_json(text)) == plain(report)


@given(reports)
def test_any_report_can_be_read_by_people(report: EvaluationReport) -> None:
    assert "nan" not in text_of(report).replace(report.model, "")
    page = html_of(report, [WorstPicture("a.jpg", 1.5, ("ball 6 px missed",), b"jpeg")])
    parser = Strict()
    parser.feed(page)
    assert parser.open == []


def test_it_lies_in_a_folder(tmp_path: Path) -> None:
    REPORT.save(tmp_path)
    assert plain(EvaluationReport.load(tmp_path)) == plain(REPORT)
    with pytest.raises(FileError, match="cannot be read"):
        EvaluationReport.load(tmp_path / "nowhere")
    (tmp_path / "report.json").write_text('{"model": 3}')
    with pytest.raises(FileError, match="no report"):
        EvaluationReport.load(tmp_path)


def test_means_are_over_classes_that_have_labels() -> None:
    assert REPORT.mean("ap50") == pytest.approx(0.405)
    assert math.isnan(REPORT.mean("ap75"))


def test_the_text_says_what_and_how_good() -> None:
    text = text_of(REPORT)
    assert "on 197 pictures of pictures/instances_val.json" in text
    assert "0.405" in text
    assert "racket head" in text
    assert "0–4" in text
    assert "4 +" in text
    assert "25.2 ms a picture" in text
    assert "25.2 ms" not in text_of(replace(REPORT, speed=None))


def test_the_page_escapes_what_it_is_told() -> None:
    page = html_of(REPORT, [WorstPicture("<b>.jpg", 2.0, ("a & b",), b"x")])
    assert "<tennis>" not in page
    assert "Sweetspot &lt;tennis&gt;" in page
    assert "&lt;b&gt;.jpg" in page
    assert "a &amp; b" in page


def test_a_request_is_read_strictly() -> None:
    asked = EvaluateRequest("m", "a.json", worst=24, flip_test=True)
    assert EvaluateRequest.from_mapping(json.loads(asked.to_json())) == asked
    least = {"model": "m", "annotations": "a"}
    for bad, said in (
        ({**least, "wurst": 3}, "wurst"),
        ({"model": "m"}, "annotations"),
        ({**least, "worst": -1}, "from 0"),
        ({**least, "input_width": 640}, "together"),
        ({**least, "input_width": 640, "input_height": 350}, "multiple of 32"),
        (3, "no request"),
    ):
        with pytest.raises(FileError, match=said):
            EvaluateRequest.from_mapping(bad)
