"""A report as one HTML file that needs nothing beside it: tables, bars, and the worst pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from core.evaluation.figures import SizeBand
from core.evaluation.page_parts import document, image, table, tiles
from core.evaluation.report import EvaluationReport
from core.evaluation.table import (
    CLASS_COLUMNS,
    THRESHOLD_COLUMNS,
    class_rows,
    fault_rows,
    figure_words,
    speed_words,
)


@dataclass(frozen=True)
class WorstPicture:
    """A picture that cost much: its name, the cost, why in words, and a JPEG with it drawn."""

    name: str
    cost: float
    reasons: tuple[str, ...]
    jpeg: bytes


def html_of(report: EvaluationReport, worst: Sequence[WorstPicture] = ()) -> str:
    """Return the whole page."""
    title = f"{report.model} on {report.dataset}"
    flip = " Each picture was also seen mirrored (flip test)." if report.flip_test else ""
    parts = [
        f"<header><h1>{escape(report.model)}</h1>",
        f"<p>{report.n_pictures} pictures of {escape(report.dataset)}. {escape(report.weights)}, "
        f"input {report.input_width} × {report.input_height}.{flip}</p></header>",
        _tiles(report),
        "<h2>Average precision</h2>",
        table(class_rows(report, CLASS_COLUMNS, with_mean=True)),
        "<p class=note>COCO: mean over IoU 0.50 to 0.95; small is under 32², large from 96² "
        "pixels; AR with 100 boxes a picture. VOC: at IoU 0.5, by 11 points (2007) and by all "
        "(2010 on). What a picture labels only in part, or asks to ignore, counts for nothing.</p>",
        "<h2>At the score from which boxes are shown</h2>",
        table(class_rows(report, THRESHOLD_COLUMNS)),
        "<p class=note>Recall and precision at IoU 0.5. Centre: distance in pixels of the picture "
        "between a found box and its label, median and 90th percentile; balls are paired by their "
        "centres.</p>",
        _faults(report),
        _bands(report),
        _gallery(worst),
        _footer(report),
    ]
    return document(title, "".join(parts))


def _tiles(report: EvaluationReport) -> str:
    values = [
        ("mean AP", figure_words(report.mean("ap"), "ap")),
        ("mean AP50", figure_words(report.mean("ap50"), "ap50")),
        ("mean recall", figure_words(report.mean("recall"), "recall")),
    ]
    if report.speed is not None:
        values.append(("ms a picture", f"{report.speed.whole_ms:.1f}"))
    return tiles(values)


def _faults(report: EvaluationReport) -> str:
    if not report.faults:
        return ""
    note = (
        "<p class=note>Missed: a label without a box. Wrong: a box on nothing of its kind. Loose: "
        "a box with an IoU under 0.5. A missed label costs 1, a wrong box its score, a loose one 1 "
        "minus its IoU.</p>"
    )
    return f"<h2>What goes wrong there</h2>{table(fault_rows(report))}{note}"


def _bands(report: EvaluationReport) -> str:
    both = [
        ("in pixels of the picture", report.ball_by_source_px),
        ("in pixels of the net's input", report.ball_by_input_px),
    ]
    charts = "".join(_chart(title, bands) for title, bands in both if bands)
    if not charts:
        return ""
    note = (
        "<p class=note>Full bars: IoU 0.5. Light bars: the found centre lies within the label's "
        "longer side. Diameter is the shorter side, as a flying ball is smeared along its path.</p>"
    )
    return f"<h2>Balls found, by diameter</h2><section class=charts>{charts}</section>{note}"


def _chart(title: str, bands: Sequence[SizeBand]) -> str:
    rows = []
    for band in bands:
        size = f"{band.low_px:g} +" if band.high_px is None else f"{band.low_px:g}–{band.high_px:g}"
        bars, words = "", "no labels"
        if band.n_labels:
            words = f"{band.recall:.0%} · {band.near:.0%} of {band.n_labels}"
            bars = f"<i style='width:{band.near:.1%}'></i><b style='width:{band.recall:.1%}'></b>"
        rows.append(
            f"<div class=row><span>{size} px</span><div class=bar>{bars}</div>"
            f"<span class=count>{words}</span></div>"
        )
    return f"<div><h3>{escape(title)}</h3>{''.join(rows)}</div>"


def _gallery(worst: Sequence[WorstPicture]) -> str:
    if not worst:
        return ""
    figures = "".join(
        f"<figure>{image(each.jpeg, '; '.join(each.reasons))}"
        f"<figcaption><h3>{number}. {escape(each.name)} <span>cost {each.cost:.1f}</span></h3>"
        f"<ul>{''.join(f'<li>{escape(reason)}</li>' for reason in each.reasons)}</ul>"
        "</figcaption></figure>"
        for number, each in enumerate(worst, 1)
    )
    return (
        "<h2>The worst pictures</h2><p class=note>Broken lines are labels, whole lines are what "
        "the detector found; what is right is thin. The lens shows the costliest small fault.</p>"
        f"<section class=gallery>{figures}</section>"
    )


def _footer(report: EvaluationReport) -> str:
    words = [speed_words(report), f"Made {report.made} by Sweetspot." if report.made else ""]
    return f"<footer>{' · '.join(escape(each) for each in words if each)}</footer>"
