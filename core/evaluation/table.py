"""A report as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.figures import SizeBand
from core.evaluation.report import EvaluationReport
from core.text_table import aligned

CLASS_COLUMNS = (
    ("labels", "n_labels"),
    ("AP", "ap"),
    ("AP50", "ap50"),
    ("AP75", "ap75"),
    ("small", "ap_small"),
    ("medium", "ap_medium"),
    ("large", "ap_large"),
    ("AR", "ar"),
    ("VOC07", "voc07"),
    ("VOC10", "voc10"),
)
THRESHOLD_COLUMNS = (
    ("score", "threshold"),
    ("recall", "recall"),
    ("precision", "precision"),
    ("best F1", "best_f1"),
    ("at score", "best_threshold"),
    ("centre px", "centre_median_px"),
    ("p90 px", "centre_p90_px"),
)
_PIXELS = frozenset({"centre_median_px", "centre_p90_px"})


def text_of(report: EvaluationReport) -> str:
    """Return the whole report as text, tables of at most 100 letters a line."""
    flip = ", each picture also mirrored" if report.flip_test else ""
    lines = [
        f"{report.model} ({report.weights}), input {report.input_width} x {report.input_height}",
        f"on {report.n_pictures} pictures of {report.dataset}{flip}",
        "",
        "Average precision (COCO: IoU 0.50 to 0.95, small < 32², large ≥ 96² px; VOC: IoU 0.5)",
        *_lines(class_rows(report, CLASS_COLUMNS, with_mean=True)),
        "",
        "At the score from which boxes are shown (IoU 0.5), and how far off the centres are",
        *_lines(class_rows(report, THRESHOLD_COLUMNS)),
    ]
    if report.faults:
        lines += ["", "What goes wrong there", *_lines(fault_rows(report))]
    for title, bands in (
        ("Balls by diameter in pixels of the picture", report.ball_by_source_px),
        ("Balls by diameter in pixels of the net's input", report.ball_by_input_px),
    ):
        if bands:
            lines += ["", title, *_lines(band_rows(bands))]
    if report.speed is not None:
        lines += ["", speed_words(report)]
    return "\n".join(lines) + "\n"


def class_rows(
    report: EvaluationReport, columns: Sequence[tuple[str, str]], with_mean: bool = False
) -> list[list[str]]:
    """Return a header and a row of words for each class, and one of means if asked for."""
    rows = [["", *(title for title, _ in columns)]]
    for name, figures in report.classes.items():
        values = (figure_words(getattr(figures, key), key) for _, key in columns)
        rows.append([name.replace("_", " "), *values])
    if with_mean and len(report.classes) > 1:
        means = (
            str(sum(each.n_labels for each in report.classes.values()))
            if key == "n_labels"
            else figure_words(report.mean(key), key)
            for _, key in columns
        )
        rows.append(["all", *means])
    return rows


def fault_rows(report: EvaluationReport) -> list[list[str]]:
    """Return a header and a row of words for what goes wrong with each class."""
    rows = [["", "missed", "wrong", "loose", "cost"]]
    for name, each in report.faults.items():
        counts = (str(each.missed), str(each.wrong), str(each.loose), f"{each.cost:.0f}")
        rows.append([name.replace("_", " "), *counts])
    return rows


def band_rows(bands: Sequence[SizeBand]) -> list[list[str]]:
    """Return a header and a row of words for each band of diameters."""
    rows = [["px", "labels", "recall", "near"]]
    for band in bands:
        size = f"{band.low_px:g} +" if band.high_px is None else f"{band.low_px:g}–{band.high_px:g}"
        rows.append([size, str(band.n_labels), _share(band.recall), _share(band.near)])
    return rows


def speed_words(report: EvaluationReport) -> str:
    """Return one line on speed, "" where nothing was timed."""
    speed = report.speed
    if speed is None:
        return ""
    return (
        f"{speed.whole_ms:.1f} ms a picture of {speed.picture_width} x {speed.picture_height} "
        f"({speed.net_ms:.1f} the net alone; medians of {speed.rounds}, {speed.runtime}, "
        f"{speed.threads} threads, this computer)"
    )


def figure_words(value: float, key: str) -> str:
    """Return one figure of ``ClassMetrics`` as words; a dash for NaN."""
    if key == "n_labels":
        return str(value)
    return _share(value) if key not in _PIXELS else ("–" if value != value else f"{value:.1f}")


def _share(value: float) -> str:
    return "–" if value != value else f"{value:.3f}"


def _lines(rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"  {line}" for line in aligned(rows)]
